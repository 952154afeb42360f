package mapping

import (
	"strings"
	"time"

	"redress/ingest/complaint"
)

// A moment is a date as it was written.
type moment struct {
	year, month, day           int
	hour, minute, second, nano int
	afternoon                  bool
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
			m.year = fullYear(m.year)
		case monthPart:
			m.month, s, ok = digits(s, 2, 2)
		case looseMonthPart:
			m.month, s, ok = digits(s, 1, 2)
		case monthNamePart:
			m.month, s, ok = l.monthName(s)
		case dayPart:
			m.day, s, ok = digits(s, 2, 2)
		case looseDayPart:
			m.day, s, ok = digits(s, 1, 2)
		case weekdayPart:
			s, ok = skipWord(s)
		case hourPart:
			m.hour, s, ok = digits(s, 2, 2)
		case looseHourPart:
			m.hour, s, ok = digits(s, 1, 2)
		case minutePart:
			m.minute, s, ok = digits(s, 2, 2)
		case secondPart:
			m.second, s, ok = digits(s, 2, 2)
		case fractionPart:
			m.nano, s, ok = fraction(s)
		case halfPart:
			m.afternoon, s, ok = halfOfDay(s)
		case zonePart:
			m.offset, s, ok = zoneOffset(s)
		case epochPart:
			return sinceEpoch(s, time.Second)
		case epochMillisPart:
			return sinceEpoch(s, time.Millisecond)
		}
		if !ok {
			return m, false
		}
	}
	if l.half {
		if m.hour < 1 || m.hour > 12 {
			return m, false
		}
		if m.hour %= 12; m.afternoon {
			m.hour += 12
		}
	}
	return m, s == "" && m.hour < 24 && m.minute < 60 && m.second < 60
}

// fullYear is the year that two digits stand for: complaint registers are
// younger than 1970.
func fullYear(year int) int {
	if year += 1900; year < 1970 {
		year += 100
	}
	return year
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

// zoneOffset reads Z, UTC, GMT, +hh, +hh:mm or +hhmm.
func zoneOffset(s string) (seconds int, rest string, ok bool) {
	if s == "" {
		return 0, s, false
	}
	sign := 1
	switch s[0] {
	case 'Z':
		return 0, s[1:], true
	case 'U', 'G':
		for _, name := range [...]string{"UTC", "GMT"} {
			if strings.HasPrefix(s, name) {
				return 0, s[len(name):], true
			}
		}
		return 0, s, false
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
	minutes, rest, ok := digits(strings.TrimPrefix(s, ":"), 2, 2)
	if !ok {
		minutes, rest = 0, s
	}
	return sign * (hours*60 + minutes) * 60, rest, hours < 24 && minutes < 60
}

// maxEpochDigits is that of milliseconds up to the year 2286.
const maxEpochDigits = 13

// sinceEpoch reads a whole number of units since 1970-01-01 UTC.
func sinceEpoch(s string, unit time.Duration) (m moment, ok bool) {
	s = strings.TrimSuffix(s, ".0") // as a table of decimals writes it
	n, rest, ok := digits(s, 1, maxEpochDigits)
	if !ok || rest != "" {
		return m, false
	}
	per := int(time.Second / unit)
	t := time.Unix(int64(n/per), int64(n%per)*int64(unit)).UTC()
	year, month, day := t.Date()
	return moment{year: year, month: int(month), day: day, hour: t.Hour(), minute: t.Minute(), second: t.Second(), nano: t.Nanosecond()}, true
}

// A dateReader reads the dates of one column: the layouts are tried in order.
type dateReader struct {
	layouts []layout
	zone    *time.Location // the publisher's: its days are meant
	written *time.Location // that times of day without an offset are written in
}

// read returns the calendar day in the publisher's zone, and the instant where
// the layout has a time of day. ok is false where no layout fits or there is
// no such day.
func (r *dateReader) read(s string) (day complaint.Day, at time.Time, ok bool) {
	s = narrowDigits(s)
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
		case !l.hasZone && r.written == r.zone:
			// In the hour that summer time skips, the instant is up to an hour
			// off; the day stays the one that was written.
			return day, time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, m.nano, r.zone), true
		case !l.hasZone:
			at = time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, m.nano, r.written).In(r.zone)
		default:
			at = time.Date(m.year, time.Month(m.month), m.day, m.hour, m.minute, m.second, m.nano, time.UTC).
				Add(-time.Duration(m.offset) * time.Second).In(r.zone)
		}
		if day, ok = complaint.DayOf(at); !ok {
			continue
		}
		return day, at, true
	}
	return complaint.Day{}, time.Time{}, false
}
