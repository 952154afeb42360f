package dashboard

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// The books keep codes and words in brackets; here they become words for
// readers. What an older program has written, and no list has now, is shown as
// it stands.

// rejectReason is why rows were rejected.
func (l *locale) rejectReason(code string) string {
	return orCode(l.text("reason."+code), "reason.", code)
}

// recordField is the name of a field of the record, or of a register's column.
func (l *locale) recordField(code string) string {
	return orCode(l.text("field."+code), "field.", code)
}

// linkKind is what a side register says of platforms.
func (l *locale) linkKind(code string) string { return orCode(l.text("link."+code), "link.", code) }

func orCode(text, family, code string) string {
	if text == family+code {
		return code
	}
	return text
}

// standIns are the words in brackets that stand in the books for values which
// are none of the publisher's words.
func standIns() map[string]string {
	return map[string]string{"(absent)": "absent", "(other values)": "others", "(withheld)": "withheld",
		"(day and month swapped)": "swapped", "(day and its parts do not agree)": "disputed",
		"(left before it was entered)": "reversed"}
}

// unmappedValue is a value that nothing maps: the publisher's word, or why it is
// none.
func (l *locale) unmappedValue(value string) string {
	if code, ok := standIns()[value]; ok {
		return l.text("standin." + code)
	}
	return value
}

// limitedField is the field a limit is for; a limit may be for its empty cells.
func (l *locale) limitedField(subject string) string {
	if field, ok := strings.CutSuffix(subject, " (absent)"); ok {
		return l.text("data.field_absent", "Field", l.recordField(field))
	}
	return l.recordField(subject)
}

// loadTitle is what a load is a load of: the title of its source, the name of a
// side register, else its code.
func (l *locale) loadTitle(code string, titles map[string]string) string {
	if title := titles[code]; title != "" {
		return title
	}
	if register, ok := strings.CutPrefix(code, "register:"); ok {
		register, origin, _ := strings.Cut(register, "/")
		name := l.text("data.register", "Name", orCode(l.text("register."+register), "register.", register))
		if origin != "" {
			name += " (" + origin + ")"
		}
		return name
	}
	return code
}

// platformName is the name of a platform where its key is not known: pseudonyms
// are recognised by how they are written.
func (l *locale) platformName(name string) string {
	for label, message := range map[string]string{"Sole trader ": "name.trader", "Natural person ": "name.person"} {
		mark, ok := strings.CutPrefix(name, label)
		if ok && len(mark) == 4 && strings.Trim(mark, "0123456789abcdef") == "" {
			return l.text(message, "Mark", mark)
		}
	}
	return name
}

// country is the name of a country; what is no country's code stands as it is.
func (l *locale) country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() {
		return code
	}
	return orCode(display.Regions(l.tag).Name(region), "", code)
}
