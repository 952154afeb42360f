package dashboard

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestInTheBrowser is everything only a browser can tell, in one browser.
func TestInTheBrowser(t *testing.T) {
	shared := newSite(t)
	for name, check := range map[string]func(*testing.T, *site){
		"hostile names": checkHostileNames, "tooltips": checkTooltips, "keyboard": checkKeyboard, "without scripts": checkWithoutScripts, "widths": checkWidths, "tables": checkTables,
		"live loads": checkLiveLoads,
	} {
		t.Run(name, func(t *testing.T) { check(t, shared) })
	}
}

// Names that break out of careless pages are shown as text on every page and
// in every chart, and nothing violates the content policy, writes an error to
// the console or opens a dialog.
func checkHostileNames(t *testing.T, site *site) {
	browser := site.tab(t)
	for name, address := range pageAddresses() {
		for _, lang := range languageCodes() {
			browser.open(t, withLang(site.url+address, lang), chromedp.EmulateViewport(1280, 900))
			if name == "error" { // a 400 is an error of the network log, and meant
				browser.troubles = nil
				continue
			}
			browser.check(t, address+" in "+lang)
			if blank := eval[int](t, browser, `[...document.querySelectorAll('figure.chart')].filter((e) => !e.querySelector('.canvas svg path')).length`); blank > 0 {
				t.Errorf("%s in %s has %d charts that are not drawn", address, lang, blank)
			}
		}
	}
	browser.open(t, site.url+"/platforms?lang=en")
	for _, hostile := range hostileNames {
		inTable := eval[bool](t, browser, `[...document.querySelectorAll('th[scope=row] bdi')].some((e) => e.textContent === `+strconv.Quote(hostile)+`)`)
		inChart := eval[bool](t, browser, `[...document.querySelectorAll('.canvas text')].some((e) => e.textContent === `+strconv.Quote(shortened(hostile))+`)`)
		if !inTable {
			t.Errorf("/platforms does not show %q as text in its table", hostile)
		}
		// The chart holds the first rows only.
		ranked := eval[int](t, browser, `[...document.querySelectorAll('#ranked th[scope=row] bdi')].findIndex((e) => e.textContent === `+strconv.Quote(hostile)+`)`)
		if ranked < caterpillarRows && !inChart {
			t.Errorf("/platforms does not show %q as text in its chart", hostile)
		}
	}
}

// The pointer over every mark of a chart shows tooltips drawn as text.
func checkTooltips(t *testing.T, site *site) {
	browser := site.tab(t)
	shown := map[string]bool{}
	for _, address := range []string{"/platforms?lang=en", "/trends?lang=zh"} {
		browser.open(t, site.url+address, chromedp.EmulateViewport(1280, 900))
		box := eval[[]float64](t, browser, `(() => { const e = document.querySelector('.canvas'); e.scrollIntoView({block: 'start'});
			const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()`)
		for y := box[1] + 10; y < min(box[1]+box[3], 890); y += 24 {
			for _, part := range []float64{0.3, 0.55, 0.6, 0.8} {
				if err := chromedp.Do(browser.ctx, chromedp.MouseEvent("mouseMoved", box[0]+part*box[2], y)); err != nil {
					t.Fatal(err)
				}
				for _, text := range eval[[]string](t, browser, `[...document.querySelectorAll('.canvas text')].map((e) => e.textContent.replaceAll('\u200b', ''))`) {
					shown[text] = true
				}
			}
		}
		browser.check(t, address)
	}
	browser.open(t, site.url+"/platforms?lang=zh", chromedp.EmulateViewport(1280, 900))
	for _, at := range eval[[][]float64](t, browser, `(() => { const e = document.querySelector('.canvas.funnel'); e.scrollIntoView({block: 'center'});
		return [...e.querySelectorAll('path')].map((p) => p.getBoundingClientRect()).filter((r) => r.width > 5 && r.width < 16 && r.height > 5 && r.height < 16)
			.map((r) => [r.left + r.width / 2, r.top + r.height / 2]); })()`) {
		if err := chromedp.Do(browser.ctx, chromedp.MouseEvent("mouseMoved", at[0], at[1])); err != nil {
			t.Fatal(err)
		}
		for _, text := range eval[[]string](t, browser, `[...document.querySelectorAll('.canvas.funnel text')].map((e) => e.textContent.replaceAll('\u200b', ''))`) {
			shown["funnel: "+text] = true
		}
	}
	browser.check(t, "the funnel")
	for _, want := range []string{hostileNames[1], shortened(hostileNames[4])} { // others may lie under a point
		if !shown["funnel: "+want] {
			t.Errorf("no tooltip of the funnel shows %q", want)
		}
	}
	all := ""
	for text := range shown {
		all += text + "\n"
	}
	for _, want := range []string{hostileNames[1], hostileNames[2], shortened(hostileNames[4]), " complaints\n", "投诉 "} {
		if !strings.Contains(all, want) {
			t.Errorf("no tooltip shows %q", want)
		}
	}
}

// The tab key goes through the page in reading order, and what has the focus
// can be seen.
func checkKeyboard(t *testing.T, site *site) {
	browser := site.tab(t)
	browser.open(t, site.url+"/platforms?lang=en", chromedp.EmulateViewport(1280, 900))
	const here = `(() => { const e = document.activeElement; const s = getComputedStyle(e);
		return [(e.textContent || e.id || e.name || '').trim().slice(0, 40) || e.id, s.outlineStyle]; })()`
	var order []string
	for range 40 { // the sections and the first filters
		if err := chromedp.Do(browser.ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
			t.Fatal(err)
		}
		at := eval[[]string](t, browser, here)
		order = append(order, at[0])
		if at[1] == "none" {
			t.Errorf("%q has the focus and does not show it", at[0])
		}
	}
	got := strings.Join(order, " | ")
	last := -1
	for _, want := range []string{"Skip to the content", "Redress", "中文", "Overview", "Platforms", "Methods", "f-from", "Apply"} {
		at := strings.Index(got, want)
		if at <= last {
			t.Errorf("the tab order is %s: want %q later than what precedes it", got, want)
		}
		last = at
	}
}

// Without scripts every figure is there, and filters work.
func checkWithoutScripts(t *testing.T, site *site) {
	browser := site.tab(t)
	if _, err := chromedp.Call(browser.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	browser.open(t, site.url+"/platforms?lang=en", chromedp.EmulateViewport(1280, 900))
	if n := eval[int](t, browser, `document.querySelectorAll('figure.drawn').length`); n != 0 {
		t.Fatalf("%d charts were drawn without scripts", n)
	}
	if n := eval[int](t, browser, `[...document.querySelectorAll('figure.chart')].filter((e) => e.offsetHeight > 0).length`); n != 0 {
		t.Errorf("%d empty charts take up room without scripts", n)
	}
	if n := eval[int](t, browser, `[...document.querySelectorAll('.charted')].filter((e) => e.offsetHeight > 0).length`); n != 0 {
		t.Errorf("%d headings stand without a chart", n)
	}
	if n := eval[int](t, browser, `document.querySelectorAll('#ranked tbody tr:not(.group)').length`); n != 36 {
		t.Errorf("the table has %d ranked rows without scripts, want 36", n)
	}
	steps := []chromedp.Action[chromedp.Void]{
		chromedp.Click(chromedp.CSS("details.facets > summary")),
		chromedp.Click(chromedp.CSS(`input[name="issue"][value="quality"]`)),
		chromedp.Click(chromedp.CSS(`input[name="issue"][value="price"]`)),
	}
	if err := chromedp.Do(browser.ctx, steps...); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.RunResponse(browser.ctx, chromedp.Click(chromedp.CSS(".facet-go button"))); err != nil {
		t.Fatal(err)
	}
	if got, want := eval[string](t, browser, `location.pathname + location.search`), "/platforms?issue=price~quality&lang=en&source=demo"; got != want {
		t.Errorf("the form leads to %s, want %s", got, want)
	}
}
