package mapping

import (
	"strings"

	"redress/ingest/anonymise"
)

const (
	// maxUnmapped is how many different values of a field are counted one by
	// one; further ones are counted together, so that a free-text column
	// mapped by mistake costs no memory.
	maxUnmapped = 1000
	// OtherValues is the key under which the rest is counted.
	OtherValues = "(other values)"
	// maxUnmappedLength, in characters, cuts a value for the report.
	maxUnmappedLength = 200
)

// unmapped counts, per field, the publisher's values that nothing maps. Values
// are redacted before they get here.
type unmapped map[string]map[string]int

func (u unmapped) count(field, value string) {
	values := u[field]
	if values == nil {
		values = map[string]int{}
		u[field] = values
	}
	if _, known := values[value]; !known && len(values) >= maxUnmapped {
		value = OtherValues
	}
	values[value]++
}

// forReport is a value as the report may show it.
func forReport(value string) string {
	value = anonymise.Redact(cleanText(value))
	n := 0
	for i := range value {
		if n++; n > maxUnmappedLength {
			return value[:i] + "…"
		}
	}
	return value
}

// cleanText trims a text, makes control characters spaces, joins runs of spaces
// and drops byte order marks, which are left inside where files were joined.
// Text that is clean already is returned as it is.
func cleanText(s string) string {
	clean := true
	space := true
	for i := range len(s) {
		c := s[i]
		// C2 begins the control characters above 127 and the no-break space,
		// E3 the ideographic one, EF the byte order mark.
		if c < ' ' || c == 0x7F || c == ' ' && space || c == 0xC2 || c == 0xE3 || c == 0xEF {
			clean = false
			break
		}
		space = c == ' '
	}
	if clean && (s == "" || s[len(s)-1] != ' ') {
		return s
	}
	s = strings.ReplaceAll(s, "\uFEFF", "")
	return strings.Join(strings.FieldsFunc(s, isSpaceOrControl), " ")
}

func isSpaceOrControl(r rune) bool {
	return r <= ' ' || 0x7F <= r && (r <= 0xA0 || r == 0x3000 || r == 0xFEFF)
}
