package mapping

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"redress/ingest/complaint"
)

// monthNames maps the names of months in English, Portuguese, Spanish, French,
// German and Italian, folded, and every beginning of three letters or more that
// means one month only, to their numbers.
func monthNames() map[string]int {
	names := map[string]int{}
	for _, language := range []string{
		"january february march april may june july august september october november december",
		"janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
		"januar februar marz april mai juni juli august september oktober november dezember",
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"} {
		for i, name := range strings.Fields(language) {
			for n := 3; n <= len(name); n++ {
				if month, taken := names[name[:n]]; taken && month != i+1 {
					names[name[:n]] = 0 // two months begin so
					continue
				}
				names[name[:n]] = i + 1
			}
		}
	}
	return names
}

// monthName reads the name of a month, of which a point may show that it is cut.
func (l *layout) monthName(s string) (month int, rest string, ok bool) {
	name, rest := letters(s)
	month = l.months[complaint.FoldText(name)]
	return month, strings.TrimPrefix(rest, "."), month > 0
}

// letters cuts the letters off the front of s.
func letters(s string) (word, rest string) {
	for i, r := range s {
		if !unicode.IsLetter(r) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// halfOfDay reads AM or PM in the forms publishers write.
func halfOfDay(s string) (afternoon bool, rest string, ok bool) {
	for _, form := range [...]struct {
		text      string
		afternoon bool
	}{{"a.m.", false}, {"p.m.", true}, {"am", false}, {"pm", true}, {"上午", false}, {"下午", true}} {
		if n := len(form.text); len(s) >= n && strings.EqualFold(s[:n], form.text) {
			return form.afternoon, s[n:], true
		}
	}
	return false, s, false
}

// narrowDigits makes the full-width digits and signs of East Asian typing those
// of ASCII. Text without any is returned as it is.
func narrowDigits(s string) string {
	if !strings.Contains(s, "\xEF\xBC") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if 0xFF01 <= r && r <= 0xFF5E {
			return r - 0xFF01 + '!'
		}
		return r
	}, s)
}

// skipWord passes over a weekday.
func skipWord(s string) (rest string, ok bool) {
	word, rest := letters(s)
	return strings.TrimPrefix(rest, "."), utf8.RuneCountInString(word) >= 2
}
