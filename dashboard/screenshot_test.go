package dashboard

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "write a picture of every page at 360 and 1280 px, light and dark, in zh and en, into this folder")

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// pageAddresses is one address of every kind of page.
func pageAddresses() map[string]string {
	return map[string]string{
		"index": "/", "platforms": "/platforms", "filtered": "/platforms?issue=delivery~quality&not_region=BA", "platform": "/platforms/platform-0",
		"small": "/platforms/platform-36", "issues": "/issues", "issue": "/issues/delivery", "trends": "/trends", "times": "/times", "two": "/times?platform=platform-5~platform-30", "ladder": "/ladder", "sellers": "/sellers", "seller": "/sellers/seller-b", "person": "/sellers/seller-a", "decomposition": "/decomposition", "actions": "/actions", "alerts": "/alerts", "evidence": "/evidence", "robustness": "/robustness", "data": "/data", "impact": "/impact", "event": "/impact/XX-1",
		"methods": "/methods", "error": "/platforms?colour=red",
	}
}

// checkWidths holds that no page is wider than its window. With -screenshots it
// also writes pictures for people to look at.
func checkWidths(t *testing.T, site *site) {
	widths, schemes := []int64{360, 1280}, []string{"light"}
	if *screenshots != "" {
		schemes = append(schemes, "dark")
	}
	browser := site.tab(t)
	for _, width := range widths {
		for name, address := range pageAddresses() {
			for _, scheme := range schemes {
				for _, lang := range languageCodes() {
					browser.open(t, withLang(site.url+address, lang), chromedp.EmulateViewport(width, 900), preferring(scheme))
					if name == "data" {
						eval[int](t, browser, `[...document.querySelectorAll('details')].map((e) => e.open = true).length`)
					}
					overflow := eval[int](t, browser, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
					if overflow > 0 {
						t.Errorf("%s at %d px in %s is %d px wider than its window", address, width, lang, overflow)
					}
					if *screenshots != "" {
						browser.shoot(t, fmt.Sprintf("%s-%d-%s-%s.png", name, width, scheme, lang))
					}
				}
			}
		}
	}
}

// checkTables holds that at 1280 px no league table is cut off at the right,
// even where counts are as long as those of a whole country.
func checkTables(t *testing.T, site *site) {
	long := newFixture()
	for i := range long.grains {
		long.grains[i].n *= 100
	}
	long.sources[0].Complaints *= 100
	server := httptest.NewServer(newTestServer(t, long, ""))
	defer server.Close()
	browser := site.tab(t)
	for _, address := range []string{"/", "/platforms", "/platforms?sort=-complaints", "/issues", "/issues/delivery", "/platforms/platform-0", "/trends"} {
		for _, lang := range languageCodes() {
			browser.open(t, withLang(server.URL+address, lang), chromedp.EmulateViewport(1280, 900), preferring("light"))
			cut := eval[[]string](t, browser, `[...document.querySelectorAll('.scroll')].filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth)
				.map((e) => e.querySelector('table').id + ' by ' + (e.scrollWidth - e.clientWidth) + ' px')`)
			for _, table := range cut {
				t.Errorf("%s in %s at 1280 px: table %s is cut off", address, lang, table)
			}
			if *screenshots != "" {
				browser.shoot(t, fmt.Sprintf("tables-%s-%s.png", formName(address), lang))
			}
		}
	}
}

func (b *tab) shoot(t *testing.T, file string) {
	t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(*screenshots, file), string(picture))
}

// preferring emulates a colour scheme.
func preferring(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	})
}
