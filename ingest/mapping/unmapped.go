package mapping

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"redress/ingest/anonymise"
)

const (
	// maxCounted bounds what one mapper keeps while it reads: more than a report
	// holds, so that what is most frequent does not depend on what came first.
	maxCounted = 10_000
	// maxUnmapped is how many different values of a field are counted one by
	// one; further ones are counted together, so that a free-text column
	// mapped by mistake costs no memory.
	maxUnmapped = 1000
	// manyUnmapped is how many different values a field has that somebody has
	// typed: of more, those that stand there once say nothing that a table could
	// map, and may be anything. They are counted together.
	manyUnmapped = 20
	// OtherValues is the key under which the rest is counted.
	OtherValues = "(other values)"
	// Withheld is the key under which values are counted that are too long for
	// a word of the publisher's or hold anything of a person's: what a row whose
	// cells have moved puts there.
	Withheld = "(withheld)"
	// maxUnmappedLength, in characters, is that of the longest value shown.
	maxUnmappedLength = 60
)

// unmapped counts, per field, the publisher's values that nothing maps. Values
// are redacted before they get here.
type unmapped map[string]map[string]int

func (u unmapped) count(field, value string) { u.countRows(field, value, 1) }

func (u unmapped) countRows(field, value string, rows int) {
	values := u[field]
	if values == nil {
		values = map[string]int{}
		u[field] = values
	}
	if _, known := values[value]; !known && !standsForItself(value) && len(values) >= maxCounted {
		value = OtherValues
	}
	values[value] += rows
}

// standsForItself reports whether a key is no value of the publisher's: such keys
// are few, and limits ask for them.
func standsForItself(key string) bool { return key == absent || key == Withheld || key == OtherValues }

// cut leaves the most frequent values of each field and counts the others
// together, and where there are many those that stand there once; ties go by
// value, so that a report is the same every time.
func (u unmapped) cut() {
	for _, values := range u {
		if len(values) > manyUnmapped {
			for value, rows := range values {
				if rows == 1 && !standsForItself(value) && !strings.HasSuffix(value, daysUnreadable) && value != leftTooEarly {
					delete(values, value)
					values[OtherValues]++
				}
			}
		}
		if len(values) <= maxUnmapped {
			continue
		}
		keys := slices.DeleteFunc(slices.Collect(maps.Keys(values)), standsForItself)
		slices.SortFunc(keys, func(a, b string) int {
			return cmp.Or(cmp.Compare(values[b], values[a]), cmp.Compare(a, b))
		})
		for _, key := range keys[min(maxUnmapped, len(keys)):] {
			values[OtherValues] += values[key]
			delete(values, key)
		}
	}
}

// add adds what another mapper of the same file has counted.
func (u unmapped) add(other unmapped) {
	for field, values := range other {
		for value, n := range values {
			u.countRows(field, value, n)
		}
	}
}

// forReport is a value as the report may show it: nothing of one that holds
// anything of a person's, for a name beside a number is as much a person's as the
// number. persons are the lexicons that know persons' names.
func forReport(value string, persons []*anonymise.Lexicon) string {
	value = cleanText(value)
	if utf8.RuneCountInString(value) > maxUnmappedLength || anonymise.Redact(value) != value ||
		slices.ContainsFunc(persons, func(l *anonymise.Lexicon) bool { return l.NameInside(value) }) {
		return Withheld
	}
	return value
}

// mentionsPerson reports whether one of the lexicons finds a person in a text.
func mentionsPerson(text string, persons []*anonymise.Lexicon) bool {
	return slices.ContainsFunc(persons, func(l *anonymise.Lexicon) bool { return l.MentionsPerson(text) })
}

// loadPersons loads the lexicons that keep persons' names out of reports: those
// of the languages that most names are written in, and any the declaration
// names.
func (r *record) loadPersons() ([]*anonymise.Lexicon, error) {
	var all []*anonymise.Lexicon
	for _, s := range []*partySpec{r.platform, r.seller} {
		if s != nil && s.lexicon != nil && !slices.Contains(all, s.lexicon) {
			all = append(all, s.lexicon)
		}
	}
	for _, language := range []string{"en", "pt", "zh"} {
		l, err := anonymise.LoadLexicon(language)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// cleanText trims a text, makes control characters spaces, joins runs of spaces
// and drops byte order marks, which are left inside where files were joined, and
// the characters that turn the direction of what stands around them.
// Text that is clean already is returned as it is.
func cleanText(s string) string {
	clean := true
	space := true
	for i := range len(s) {
		c := s[i]
		// C2 begins the control characters above 127 and the no-break space,
		// E3 the ideographic one, EF the byte order mark, E2 80 and E2 81 most
		// that turn direction.
		if c < ' ' || c == 0x7F || c == ' ' && space || c == 0xC2 || c == 0xE3 || c == 0xEF ||
			c == 0xE2 && i+1 < len(s) && s[i+1] <= 0x81 || c == 0xD8 && i+1 < len(s) && s[i+1] == 0x9C {
			clean = false
			break
		}
		space = c == ' '
	}
	if clean && (s == "" || s[len(s)-1] != ' ') {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if r == 0xFEFF || turnsDirection(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.FieldsFunc(s, isSpaceOrControl), " ")
}

// turnsDirection reports whether r is a direction mark, embedding, override or
// isolate: with one in it, a name shows another order than it has.
func turnsDirection(r rune) bool {
	return 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

func isSpaceOrControl(r rune) bool {
	return r <= ' ' || 0x7F <= r && (r <= 0xA0 || r == 0x3000 || r == 0xFEFF)
}
