package mapping

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A layout reads dates of one form. It is compiled from a text in which
//
//	YYYY YY       year; 70 to 99 of two digits are 1970 to 1999
//	MM M MMM      month, two digits, one or two, or its name
//	DD D          day, likewise
//	WWW           name of the weekday, passed over
//	hh H mm ss    time of day; H is one or two digits
//	AM            AM or PM, 上午 or 下午; hours are then 1 to 12
//	f             fraction of a second, any number of digits
//	Z             offset: Z, UTC, +08, +08:00, +0800
//	'…'           what stands between is no part of this
//
// and everything else stands for itself. The whole layout can be epoch or
// epoch_ms, seconds or milliseconds since 1970-01-01 UTC.
type layout struct {
	source  string
	parts   []layoutPart
	months  map[string]int // names of months, where it has some
	hasTime bool
	hasZone bool
	half    bool // hours of half a day
}

type layoutPart struct {
	kind    partKind
	literal string
}

type partKind int

const (
	literalPart partKind = iota
	yearPart
	shortYearPart
	monthPart
	looseMonthPart
	monthNamePart
	dayPart
	looseDayPart
	weekdayPart
	hourPart
	looseHourPart
	minutePart
	secondPart
	fractionPart
	halfPart
	zonePart
	epochPart
	epochMillisPart
)

// A layoutToken is a text that stands for a part; parts of one sort exclude
// each other.
type layoutToken struct {
	text string
	kind partKind
	sort byte
}

// layoutTokens are the tokens, longest first.
func layoutTokens() []layoutToken {
	return []layoutToken{{"YYYY", yearPart, 'y'}, {"YY", shortYearPart, 'y'}, {"MMM", monthNamePart, 'm'}, {"MM", monthPart, 'm'},
		{"M", looseMonthPart, 'm'}, {"DD", dayPart, 'd'}, {"D", looseDayPart, 'd'}, {"WWW", weekdayPart, 'w'}, {"hh", hourPart, 'h'},
		{"H", looseHourPart, 'h'}, {"mm", minutePart, 'i'}, {"ss", secondPart, 's'}, {"f", fractionPart, 'f'}, {"AM", halfPart, 'a'},
		{"Z", zonePart, 'z'}}
}

// compileLayout reads a layout. One without year, month and day is refused.
func compileLayout(source string) (layout, error) {
	l := layout{source: source}
	switch source {
	case "epoch":
		l.parts, l.hasTime, l.hasZone = []layoutPart{{kind: epochPart}}, true, true
		return l, nil
	case "epoch_ms":
		l.parts, l.hasTime, l.hasZone = []layoutPart{{kind: epochMillisPart}}, true, true
		return l, nil
	}
	found, err := l.compile(source)
	if err != nil {
		return l, err
	}
	if !found['y'] || !found['m'] || !found['d'] {
		return l, fmt.Errorf("layout %q: want at least a year (YYYY), a month (MM) and a day (DD)", source)
	}
	l.hasTime, l.hasZone, l.half = found['h'], found['z'], found['a']
	if (found['i'] || found['s'] || found['f'] || found['a'] || l.hasZone) && !l.hasTime {
		return l, fmt.Errorf("layout %q: a time of day needs its hour (hh)", source)
	}
	return l, nil
}

// compile cuts a layout into parts and returns the sorts that are in it.
func (l *layout) compile(source string) (found map[byte]bool, err error) {
	found = map[byte]bool{}
	for rest := source; rest != ""; {
		if quoted, after, ok := quotedText(rest); ok {
			l.literal(quoted)
			rest = after
			continue
		}
		token, ok := tokenOf(rest)
		if !ok {
			_, size := utf8.DecodeRuneInString(rest)
			l.literal(rest[:size])
			rest = rest[size:]
			continue
		}
		repeats := token.kind == fractionPart && len(l.parts) > 0 && l.parts[len(l.parts)-1].kind == fractionPart
		switch {
		case repeats: // fff is one fraction
		case found[token.sort]:
			return found, fmt.Errorf("layout %q: %s stands twice", source, token.text)
		default:
			l.parts = append(l.parts, layoutPart{kind: token.kind})
			found[token.sort] = true
		}
		if token.kind == monthNamePart {
			l.months = monthNames()
		}
		rest = rest[len(token.text):]
	}
	return found, nil
}

// quotedText takes '…' from the front of a layout.
func quotedText(s string) (quoted, rest string, ok bool) {
	if s[0] != '\'' {
		return "", s, false
	}
	return strings.Cut(s[1:], "'")
}

func tokenOf(s string) (layoutToken, bool) {
	for _, token := range layoutTokens() {
		if strings.HasPrefix(s, token.text) {
			return token, true
		}
	}
	return layoutToken{}, false
}

func (l *layout) literal(text string) {
	if n := len(l.parts); n > 0 && l.parts[n-1].kind == literalPart {
		l.parts[n-1].literal += text
		return
	}
	l.parts = append(l.parts, layoutPart{literal: text})
}
