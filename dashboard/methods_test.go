package dashboard

import (
	"regexp"
	"strings"
	"testing"

	"redress/analytics"
)

// The English definitions of the page are those beside the computation; the
// Chinese ones are Chinese: no word of Latin letters, symbols only.
func TestDefinitions(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	en, zh := s.locales.find("en"), s.locales.find("zh")
	word := regexp.MustCompile(`[A-Za-z_]{2,}`)
	page := textOfNode(elements(t, get(t, s, "/methods?lang=zh").Body.String(), "main", "")[0])
	for _, m := range analytics.Metrics() {
		for part, want := range map[string]string{"formula.": m.Formula, "numerator.": m.Numerator, "denominator.": m.Denominator} {
			if want == "" {
				continue
			}
			if got := en.text(part + m.Code); got != want {
				t.Errorf("%s%s in en is %q, analytics says %q", part, m.Code, got, want)
			}
			chinese := zh.text(part + m.Code)
			if found := word.FindAllString(chinese, -1); len(found) > 0 || !strings.Contains(page, strings.Join(strings.Fields(chinese), " ")) {
				t.Errorf("%s%s in zh is %q, want it on the page and without %q", part, m.Code, chinese, found)
			}
		}
	}
}

// The page says what the version named in its footer changed.
func TestMethodVersionIsDescribed(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	for _, code := range languageCodes() {
		l := s.locales.find(code)
		want := l.text("methods.version_" + analytics.MethodVersion)
		if page := textOfNode(elements(t, get(t, s, "/methods?lang="+code).Body.String(), "main", "")[0]); !strings.Contains(page, want) {
			t.Errorf("/methods in %s does not say what version %s changed", code, analytics.MethodVersion)
		}
	}
}

// Every number of a league table is defined on /methods.
func TestEveryMeasureIsDefined(t *testing.T) {
	defined := map[string]bool{}
	for _, m := range analytics.Metrics() {
		defined[m.Code] = true
	}
	plain := map[string]bool{"resolved": true, "unresolved": true, "unrated": true, "withdrawn": true, "invalid": true, "referred": true,
		"unknown": true, "open": true, "responded": true, "rating_n": true}
	v := analytics.View{}
	for _, c := range standingTable(v, analytics.Platform, &locale{}, nil).columns {
		if c.unit != unitNone && !defined[c.name] && !plain[c.name] {
			t.Errorf("/methods does not define %s", c.name)
		}
	}
}
