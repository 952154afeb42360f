package tabular

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// lastSerial is 9999-12-31, the last day Excel knows, in the 1900 system.
const lastSerial = 2958465

// A dateSystem says which day a workbook counts from.
type dateSystem struct{ from1904 bool }

// appendMoment appends the serial number as the ISO text that its format
// shows. It is false for a number that is no point in time: days before the
// first one and behind the last.
func (d dateSystem) appendMoment(to []byte, serial float64, m moment) ([]byte, bool) {
	if m.unsure && serial >= 1 {
		m = moment{date: true}
	}
	unit := int64(1)
	if m.fraction {
		unit = 1000
	}
	if math.IsNaN(serial) || serial < 0 || serial >= lastSerial+1 {
		return to, false
	}
	ticks := int64(math.Round(serial * 86400 * float64(unit)))
	day, rest := ticks/(86400*unit), ticks%(86400*unit)
	if m.date {
		var ok bool
		if to, ok = d.appendDay(to, day); !ok {
			return to, false
		}
		if !m.clock {
			return to, true
		}
		to = append(to, ' ')
	}
	hours := rest / (3600 * unit)
	if m.elapsed && !m.date {
		hours += 24 * day
	}
	to = append(appendTwo(to, hours), ':')
	to = append(appendTwo(to, rest/(60*unit)%60), ':')
	to = appendTwo(to, rest/unit%60)
	if millis := rest % unit; millis != 0 {
		to = fmt.Appendf(to, ".%03d", millis)
	}
	return to, true
}

// appendTwo appends a number with two digits at least.
func appendTwo(to []byte, n int64) []byte {
	if n < 10 {
		to = append(to, '0')
	}
	return strconv.AppendInt(to, n, 10)
}

// appendDay appends the date of a day by its number. The 1900 system has a 29
// February 1900, number 60, that never was: it is written as Excel shows it,
// and is no date to anybody. Day 0 of it is none either.
func (d dateSystem) appendDay(to []byte, day int64) ([]byte, bool) {
	first := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case d.from1904:
		first = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case day == 60:
		return append(to, "1900-02-29"...), true
	case day == 0:
		return to, false
	case day < 60:
		first = first.AddDate(0, 0, 1)
	}
	at := first.AddDate(0, 0, int(day))
	if at.Year() > 9999 {
		return to, false
	}
	return at.AppendFormat(to, time.DateOnly), true
}

// isoMoment rewrites the ISO text of a cell of type d as its format shows it.
// Text that is none stays.
func isoMoment(text string, m moment) string {
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", time.RFC3339Nano, "2006-01-02T15:04", time.DateOnly} {
		at, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		switch {
		case m.date && !m.clock, !m.isMoment() && layout == time.DateOnly:
			return at.Format(time.DateOnly)
		case m.clock && !m.date:
			return at.Format(time.TimeOnly)
		}
		return at.Format(time.DateTime)
	}
	return text
}

// exactDigits is how many digits Excel writes of a number at most; a number
// with more was written by another program and is meant digit for digit.
const exactDigits = 17

// appendNumber appends a number as the shortest decimal without exponent that
// is the same number; whole numbers and those with more digits than Excel
// writes keep every digit. What is no number stays as it is.
func appendNumber(to []byte, text []byte) []byte {
	digits, plain, point := 0, true, false
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			point = true
		case c == '-' && i == 0:
		case c == '-' || c == '+' || c|0x20 == 'e':
			plain = false
		default:
			return append(to, text...)
		}
	}
	if digits == 0 || plain && (!point || digits > exactDigits) {
		return append(to, text...)
	}
	value, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		return append(to, text...)
	}
	if mantissa, exponent, ok := strings.Cut(strings.ToLower(string(text)), "e"); ok && len(mantissa) > exactDigits+2 {
		if shifted, ok := shiftPoint(mantissa, exponent); ok {
			return append(to, shifted...)
		}
	}
	return strconv.AppendFloat(to, value, 'f', -1, 64)
}

// shiftPoint writes mantissa × 10^exponent without exponent; not ok where that would
// be hundreds of zeros.
func shiftPoint(mantissa, exponent string) (text string, ok bool) {
	by, err := strconv.Atoi(exponent)
	if err != nil || by > 400 || by < -400 {
		return "", false
	}
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	whole, part, _ := strings.Cut(mantissa, ".")
	at := len(whole) + by
	all := whole + part
	if at > len(all) {
		all += strings.Repeat("0", at-len(all))
	}
	if at <= 0 {
		all, at = strings.Repeat("0", 1-at)+all, 1
	}
	text = strings.TrimLeft(all[:at], "0")
	if text == "" {
		text = "0"
	}
	if part := strings.TrimRight(all[at:], "0"); part != "" {
		text += "." + part
	}
	return sign + text, true
}
