package mapping

import (
	"strings"
	"time"

	"redress/ingest"
	"redress/ingest/complaint"
)

// An agreement names the columns that hold the same day in parts.
type agreement struct{ year, month, day int }

// What is counted where the parts of a day do not say what the day says.
const (
	swappedDay  = "(day and month swapped)"
	disputedDay = "(day and its parts do not agree)"
)

// A verdict is what the parts say of a day.
type verdict int

const (
	agreed verdict = iota
	swapped
	disputed
)

func (m *Mapper) mapDates(c *complaint.Complaint) *ingest.RowError {
	r := &m.decl.record
	for _, d := range [...]struct {
		spec *dateSpec
		day  *complaint.Day
		at   *time.Time
	}{{r.opened, &c.OpenedOn, &c.OpenedAt}, {r.responded, &c.RespondedOn, &c.RespondedAt}, {r.closed, &c.ClosedOn, &c.ClosedAt}} {
		if d.spec == nil {
			continue
		}
		if reject := m.mapDate(d.spec, d.day, d.at); reject != nil {
			return reject
		}
	}
	if !c.OpenedOn.Known() {
		return m.fail(r.opened.sources[0].column, ingest.NoOpenedAt)
	}
	return nil
}

// mapDate reads the first of the sources that is present.
func (m *Mapper) mapDate(spec *dateSpec, day *complaint.Day, at *time.Time) *ingest.RowError {
	for i := range spec.sources {
		s := &spec.sources[i]
		value := m.cell(s.column)
		if value == "" {
			continue
		}
		var ok bool
		if *day, *at, ok = s.dates.read(value); !ok {
			if s.reject {
				return m.fail(s.column, ingest.BadValue)
			}
			m.countUnreadable(spec.field, value)
			return nil
		}
		if s.agrees != nil {
			m.judgeParts(spec, s, day, at)
		}
		return nil
	}
	return nil
}

// judgeParts swaps day and month where the day's parts say so, and makes a day
// unknown that has nothing to do with them.
func (m *Mapper) judgeParts(spec *dateSpec, s *dateSource, day *complaint.Day, at *time.Time) {
	switch right, verdict := m.parts(s.agrees, *day); verdict {
	case agreed:
	case swapped:
		m.unmapped.count(spec.field, swappedDay)
		if !at.IsZero() {
			t := right.Time()
			*at = time.Date(t.Year(), t.Month(), t.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), at.Location())
		}
		*day = right
	case disputed:
		m.unmapped.count(spec.field, disputedDay)
		*day, *at = complaint.Day{}, time.Time{}
	}
}

// parts compares a day with the columns that hold its parts.
func (m *Mapper) parts(a *agreement, day complaint.Day) (complaint.Day, verdict) {
	var parts [3]int
	for i, col := range [...]int{a.year, a.month, a.day} {
		n, rest, ok := digits(strings.TrimSuffix(m.cell(col), ".0"), 1, 4)
		if !ok || rest != "" {
			return day, disputed
		}
		parts[i] = n
	}
	t := day.Time()
	switch {
	case parts == [3]int{t.Year(), int(t.Month()), t.Day()}:
		return day, agreed
	case parts == [3]int{t.Year(), t.Day(), int(t.Month())}:
		if right, ok := complaint.NewDay(parts[0], time.Month(parts[1]), parts[2]); ok {
			return right, swapped
		}
	}
	return day, disputed
}
