package mapping

import (
	"fmt"
	"strings"
	"time"

	"redress/ingest/complaint"
)

// A layout reads dates of one form. It is compiled from a text in which YYYY
// (or YY), MM (or M), DD (or D), hh, mm, ss, fff (fraction, any length) and Z
// (offset) stand for the parts, and everything else for itself. MM, DD and hh
// are two digits; M and D are one or two.
type layout struct {
	source  string
	parts   []layoutPart
	hasTime bool
	hasZone bool
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
	dayPart
	looseDayPart
	hourPart
	minutePart
	secondPart
	fractionPart
	zonePart
)

// layoutTokens are the parts by the text that stands for them, longest first.
func layoutTokens() []struct {
	text string
	kind partKind
} {
	return []struct {
		text string
		kind partKind
	}{{"YYYY", yearPart}, {"YY", shortYearPart}, {"MM", monthPart}, {"M", looseMonthPart}, {"DD", dayPart},
		{"D", looseDayPart}, {"hh", hourPart}, {"mm", minutePart}, {"ss", secondPart}, {"f", fractionPart}, {"Z", zonePart}}
}

// compileLayout reads a layout. One without year, month and day is refused.
func compileLayout(source string) (layout, error) {
	l := layout{source: source}
	found := map[partKind]bool{}
	for rest := source; rest != ""; {
		matched := false
		for _, token := range layoutTokens() {
			if !strings.HasPrefix(rest, token.text) {
				continue
			}
			if found[token.kind] && token.kind != fractionPart {
				return l, fmt.Errorf("layout %q: %s stands twice", source, token.text)
			}
			if !found[token.kind] {
				l.parts = append(l.parts, layoutPart{kind: token.kind})
			}
			found[token.kind], matched = true, true
			rest = rest[len(token.text):]
			break
		}
		if matched {
			continue
		}
		if n := len(l.parts); n > 0 && l.parts[n-1].kind == literalPart {
			l.parts[n-1].literal += rest[:1]
		} else {
			l.parts = append(l.parts, layoutPart{literal: rest[:1]})
		}
		rest = rest[1:]
	}
	year := found[yearPart] || found[shortYearPart]
	month := found[monthPart] || found[looseMonthPart]
	day := found[dayPart] || found[looseDayPart]
	if !year || !month || !day {
		return l, fmt.Errorf("layout %q: want at least a year (YYYY), a month (MM) and a day (DD)", source)
	}
	l.hasTime, l.hasZone = found[hourPart], found[zonePart]
	if (found[minutePart] || found[secondPart] || found[fractionPart] || l.hasZone) && !l.hasTime {
		return l, fmt.Errorf("layout %q: a time of day needs its hour (hh)", source)
	}
	return l, nil
}

// A moment is a date as it was written.
type moment struct {
	year, month, day           int
	hour, minute, second, nano int
	offset                     int // seconds east of UTC, where the layout has a zone
}

// parse reads the whole of s. ok is false for anything the layout does not
// describe; whether the day exists is asked later.
func (l *layout) parse(s string) (m moment, ok bool) {
	for i := range l.parts {
		p := &l.parts[i]
		switch p.kind {
		case literalPart:
			if !strings.HasPrefix(s, p.literal) {
				return m, false
			}
			s, ok = s[len(p.literal):], true
		case yearPart:
			m.year, s, ok = digits(s, 4, 4)
		case shortYearPart:
			m.year, s, ok = digits(s, 2, 2)
			// Complaint registers are younger than 1970.
			if m.year += 1900; m.year < 1970 {
				m.year += 100
			}
		case monthPart:
			m.month, s, ok = digits(s, 2, 2)
		case looseMonthPart:
			m.month, s, ok = digits(s, 1, 2)
		case dayPart:
			m.day, s, ok = digits(s, 2, 2)
		case looseDayPart:
			m.day, s, ok = digits(s, 1, 2)
		case hourPart:
			m.hour, s, ok = digits(s, 2, 2)
		case minutePart:
			m.minute, s, ok = digits(s, 2, 2)
		case secondPart:
			m.second, s, ok = digits(s, 2, 2)
		case fractionPart:
			m.nano, s, ok = fraction(s)
		case zonePart:
			m.offset, s, ok = zoneOffset(s)
		}
		if !ok {
			return m, false
		}
	}
	return m, s == "" && m.hour < 24 && m.minute < 60 && m.second < 60
}

// digits reads between low and high digits from the front of s.
func digits(s string, low, high int) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && i < high && '0' <= s[i] && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i >= low
}

func fraction(s string) (nano int, rest string, ok bool) {
	i, scale := 0, int(time.Second)
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		scale /= 10
		nano += int(s[i]-'0') * scale
		i++
	}
	return nano, s[i:], i > 0
}

// zoneOffset reads Z, +hh:mm or +hhmm.
func zoneOffset(s string) (seconds int, rest string, ok bool) {
	if s == "" {
		return 0, s, false
	}
	sign := 1
	switch s[0] {
	case 'Z':
		return 0, s[1:], true
	case '+':
	case '-':
		sign = -1
	default:
		return 0, s, false
	}
	hours, s, ok := digits(s[1:], 2, 2)
	if !ok {
		return 0, s, false
	}
	s = strings.TrimPrefix(s, ":")
	minutes, s, ok := digits(s, 2, 2)
	return sign * (hours*60 + minutes) * 60, s, ok && hours < 24 && minutes < 60
}

// A dateReader reads the dates of one column: the layouts are tried in order.
type dateReader struct {
	layouts []layout
	zone    *time.Location
}

// read returns the calendar day in the publisher's zone, and the instant where
// the layout has a time of day. ok is false where no layout fits or there is
// no such day.
func (r *dateReader) read(s string) (day complaint.Day, at time.Time, ok bool) {
	for i := range r.layouts {
		l := &r.layouts[i]
		m, fits := l.parse(s)
		if !fits {
			continue
		}
		if day, ok = complaint.NewDay(m.year, time.Month(m.month), m.day); !ok {
			continue
		}
		switch {
		case !l.hasTime:
			return day, time.Time{}, true
		case !l.hasZone:
			// In the hour that summer time skips, the instant is up to an hour
			// off; the day stays the one that was written.
			return day, time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, m.nano, r.zone), true
		}
		at = time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, m.nano, time.UTC).
			Add(-time.Duration(m.offset) * time.Second).In(r.zone)
		if day, ok = complaint.DayOf(at); !ok {
			continue
		}
		return day, at, true
	}
	return complaint.Day{}, time.Time{}, false
}
