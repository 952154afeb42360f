package dashboard

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"redress/deploy/assets"
)

// A site is the fixture behind a real server and a real browser.
type site struct {
	url     string
	browser context.Context
	fixture *fixture
}

// chromium finds the browser. Without one the tests fail: what only a browser
// can show must not go unseen.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium on PATH: install it with apt-get install chromium")
	return ""
}

func newSite(t *testing.T) *site {
	t.Helper()
	got, err := assets.Ensure(t.Context(), assets.Options{WithoutLibrary: true})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{fixture: newFixture()}
	server := httptest.NewServer(newTestServer(t, s.fixture, got.ECharts))
	t.Cleanup(server.Close)
	s.url = server.URL
	flags := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.DisableGPU, chromedp.Flag("headless", "new"), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(stop)
	browser, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(browser); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	s.browser = browser
	return s
}

// A tab is a browser tab that counts everything that should not happen.
type tab struct {
	ctx      context.Context
	mu       sync.Mutex
	troubles []string
}

// tab opens a tab that listens for content policy violations, console errors,
// exceptions and dialogs from its first page on.
func (s *site) tab(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(s.browser)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(func() { stop(); cancel() })
	b := &tab{ctx: ctx}
	const count = `window.violations = []; document.addEventListener('securitypolicyviolation',
		(e) => window.violations.push(e.violatedDirective + ' ' + e.sourceFile + ':' + e.lineNumber));`
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: count}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// open shows a page.
func (b *tab) open(t *testing.T, address string, before ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b.ctx, append(before, chromedp.Navigate(address))...); err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
}

// eval is the value of an expression in the page.
func eval[T any](t *testing.T, b *tab, expression string) T {
	t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("evaluate %s: %v", expression, err)
	}
	return value
}

func (b *tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if slices.Contains([]string{"error", "warning", "assert"}, string(e.Type)) {
			b.trouble(fmt.Sprintf("console %s: %s", e.Type, e.Args[0].Value))
		}
	case *runtime.EventExceptionThrown:
		b.trouble("exception: " + e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.trouble("log: " + e.Entry.Text + " " + e.Entry.URL)
		}
	case *page.EventJavascriptDialogOpening:
		b.trouble("dialog: " + e.Message)
	}
}

func (b *tab) trouble(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.troubles = append(b.troubles, text)
}

// check fails the test for everything that went wrong in the tab.
func (b *tab) check(t *testing.T, where string) {
	t.Helper()
	violations := eval[[]string](t, b, `window.violations`)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, trouble := range append(b.troubles, violations...) {
		t.Errorf("%s: %s", where, trouble)
	}
	b.troubles = nil
}

func withLang(address, lang string) string {
	if strings.Contains(address, "?") {
		return address + "&lang=" + lang
	}
	return address + "?lang=" + lang
}
