package mapping

import (
	"strings"
	"unicode"

	"redress/ingest/anonymise"
)

// mostNameDigits is how many digits a column's name may have: those of a day or
// of two years. More are somebody's number.
const mostNameDigits = 8

// isPrivateName reports whether a column's name looks like something of a
// person's: keys of JSON may be values, and a header may be a row.
func isPrivateName(name string) bool {
	name = cleanText(name)
	if anonymise.Redact(name) != name {
		return true
	}
	for _, key := range strings.Split(name, ".") {
		digits := 0
		for _, r := range key {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		if digits > mostNameDigits || anonymise.Redact(key) != key {
			return true
		}
	}
	return false
}
