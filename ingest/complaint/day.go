package complaint

import "time"

// A Day is a calendar day in the publisher's own zone. The zero Day is
// unknown, so that a forgotten field can never read as a date.
type Day struct {
	n int32 // days since 1970-01-01, plus epochShift
}

const (
	secondsPerDay = 24 * 60 * 60
	// epochShift keeps the first storable day above the zero Day.
	epochShift = 1
	maxDay     = 65535 + epochShift // ClickHouse's Date ends 2149-06-06
)

// NewDay gives the day of a date. ok is false for a date that does not exist
// (31 February) or that lies outside 1970-01-01 to 2149-06-06.
func NewDay(year int, month time.Month, day int) (d Day, ok bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return Day{}, false
	}
	return DayOf(t)
}

// DayOf gives the calendar day t shows in t's own location. ok is false
// outside 1970-01-01 to 2149-06-06.
func DayOf(t time.Time) (d Day, ok bool) {
	year, month, day := t.Date()
	n := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
	if year < 1970 || n+epochShift > maxDay {
		return Day{}, false
	}
	return Day{n: int32(n) + epochShift}, true
}

// Known reports whether d is a day at all.
func (d Day) Known() bool { return d.n != 0 }

// Time is midnight UTC of the day; the zero time for an unknown day.
func (d Day) Time() time.Time {
	if !d.Known() {
		return time.Time{}
	}
	return time.Unix(int64(d.n-epochShift)*secondsPerDay, 0).UTC()
}

// Before reports whether both days are known and d is the earlier.
func (d Day) Before(e Day) bool { return d.Known() && e.Known() && d.n < e.n }

// Sub is the number of days from e to d. ok is false when either is unknown.
func (d Day) Sub(e Day) (days int, ok bool) {
	if !d.Known() || !e.Known() {
		return 0, false
	}
	return int(d.n - e.n), true
}

// Add is the day n days after d; unknown stays unknown.
func (d Day) Add(n int) Day {
	if !d.Known() {
		return d
	}
	return Day{n: d.n + int32(n)}
}

// String is yyyy-mm-dd, or empty for an unknown day.
func (d Day) String() string {
	if !d.Known() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText writes String, so that JSON and goldens show a day as text.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }
