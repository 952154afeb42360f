package mapping

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"redress/ingest/complaint"
)

// A DateCheck is what the values of a declared date column say of the order of
// day and month.
type DateCheck struct {
	Field, Column string // record's field, the publisher's header
	Read          int    // values that are dates as declared
	OneWay        int    // of them, those that are no date with day and month swapped
	BothWays      int    // of them, those that would be another date then
	OnlySwapped   int    // values that are dates only with day and month swapped
	// Contradictions with the complaint's other days: rows whose days are in
	// order only as declared, and only with day and month swapped.
	Declared, Swapped int
	// Days between one row and the next, of rows where both are dates: as
	// declared, and with day and month swapped wherever that is a date.
	Steps, SwappedSteps int64
	// The same from one number of the publisher's to the next higher, where the
	// declaration has an id and the numbers are digits. It says more: a file can
	// be put in the order of wrong days, while numbers are given in the order
	// of time.
	NumberSteps, SwappedNumberSteps int64

	last, lastSwapped complaint.Day
}

// suspiciousSteps is how many times shorter the way through the rows has to be
// with day and month swapped before that says something, and leastSteps the
// days it has to be at least, so that little is not much.
const (
	suspiciousSteps = 2
	leastSteps      = 365
)

// Doubt is a sentence about the order of day and month, empty where there is
// nothing to doubt.
func (d DateCheck) Doubt() string {
	name := fmt.Sprintf("%s (column %s)", d.Field, d.Column)
	switch {
	case d.OnlySwapped > 0 && d.OneWay == 0:
		return fmt.Sprintf("%s: %d values are dates only with day and month swapped, and none only as declared: the layout has them the wrong way round",
			name, d.OnlySwapped)
	case d.OnlySwapped > 0:
		return fmt.Sprintf("%s: %d values are dates only as declared and %d only with day and month swapped: the file mixes both orders",
			name, d.OneWay, d.OnlySwapped)
	case d.Swapped > d.Declared:
		return fmt.Sprintf("%s: in %d rows the days are in order only with day and month swapped, in %d only as declared: the layout may have them "+
			"the wrong way round", name, d.Swapped, d.Declared)
	case d.BothWays > 0 && closer(d.SwappedNumberSteps, d.NumberSteps):
		return fmt.Sprintf("%s: %d of %d values are dates with day and month swapped too, and complaints of neighbouring numbers lie closer together that "+
			"way (%d days in all, %d as declared): these may be swapped in the file", name, d.BothWays, d.Read, d.SwappedNumberSteps, d.NumberSteps)
	case closer(d.NumberSteps, d.SwappedNumberSteps): // the numbers say that all is well
		return ""
	case d.BothWays > 0 && closer(d.SwappedSteps, d.Steps) && d.OneWay > 0:
		return fmt.Sprintf("%s: %d of %d values are dates with day and month swapped too, and rows follow each other more closely that way "+
			"(%d days between neighbours in all, %d as declared): these may be swapped in the file", name, d.BothWays, d.Read, d.SwappedSteps, d.Steps)
	case d.BothWays > 0 && closer(d.SwappedSteps, d.Steps):
		return fmt.Sprintf("%s: rows follow each other more closely with day and month swapped (%d days between neighbours in all, %d as declared)",
			name, d.SwappedSteps, d.Steps)
	case d.BothWays > 0 && d.OneWay == 0 && d.Declared == 0:
		return fmt.Sprintf("%s: each of the %d values would be a date with day and month swapped too: nothing in the file tells the order", name, d.BothWays)
	}
	return ""
}

// closer reports whether one way through the rows is so much shorter than the
// other that it says something.
func closer(way, other int64) bool { return other > leastSteps && way*suspiciousSteps < other }

// A dateWatch checks the date columns of a file row by row.
type dateWatch struct {
	mapper  *Mapper
	columns []watchedColumn
}

type watchedColumn struct {
	column           int
	dates, otherwise dateReader
	check            DateCheck
	day, other       complaint.Day // of the row
	numbered         []numberedDay
}

// A numberedDay is a row's number and its day, as declared and swapped.
type numberedDay struct {
	number     uint64
	day, other complaint.Day
}

// watchedNumbers is how many rows are put in the order of their numbers.
const watchedNumbers = 50_000

// watchDates watches every declared date column whose layouts write the month
// in digits.
func watchDates(m *Mapper) *dateWatch {
	w := &dateWatch{mapper: m}
	r := &m.decl.record
	for _, spec := range []*dateSpec{r.opened, r.responded, r.closed} {
		if spec == nil {
			continue
		}
		for _, s := range spec.sources {
			same := func(c watchedColumn) bool { return c.column == s.column }
			if m.binding.at[s.column] < 0 || slices.ContainsFunc(w.columns, same) {
				continue
			}
			otherwise, ok := s.dates.swapped()
			if ok {
				w.columns = append(w.columns, watchedColumn{column: s.column, dates: s.dates, otherwise: otherwise,
					check: DateCheck{Field: spec.field, Column: m.decl.columns[s.column].header()}})
			}
		}
	}
	return w
}

// swapped is the reader with day and month in each other's place; ok is false
// where no layout has both in digits.
func (r dateReader) swapped() (out dateReader, ok bool) {
	out = r
	out.layouts = nil
	for _, l := range r.layouts {
		l.parts = slices.Clone(l.parts)
		found := 0
		for i, part := range l.parts {
			switch part.kind {
			case monthPart:
				l.parts[i].kind = dayPart
			case looseMonthPart:
				l.parts[i].kind = looseDayPart
			case dayPart:
				l.parts[i].kind = monthPart
			case looseDayPart:
				l.parts[i].kind = looseMonthPart
			default:
				continue
			}
			found++
		}
		if found == 2 {
			out.layouts = append(out.layouts, l)
		}
	}
	return out, len(out.layouts) > 0
}

// add looks at the row the mapper has.
func (w *dateWatch) add() {
	number, numbered := w.number()
	for i := range w.columns {
		c := &w.columns[i]
		c.day, c.other = complaint.Day{}, complaint.Day{}
		if cell := w.mapper.cell(c.column); cell != "" {
			c.add(cell)
		}
		if numbered && c.day.Known() && len(c.numbered) < watchedNumbers {
			c.numbered = append(c.numbered, numberedDay{number, c.day, c.other})
		}
	}
	for i := range w.columns {
		for j := range w.columns[i+1:] {
			compare(&w.columns[i], &w.columns[i+1+j])
		}
	}
}

// number is the publisher's number of the row, where it is one.
func (w *dateWatch) number() (number uint64, ok bool) {
	if w.mapper.decl.id < 0 {
		return 0, false
	}
	number, err := strconv.ParseUint(w.mapper.cell(w.mapper.decl.id), 10, 64)
	return number, err == nil
}

// byNumber adds up the days from one number to the next.
func (c *watchedColumn) byNumber() {
	slices.SortStableFunc(c.numbered, func(a, b numberedDay) int { return cmp.Compare(a.number, b.number) })
	for i := 1; i < len(c.numbered); i++ {
		before, after := c.numbered[i-1], c.numbered[i]
		c.check.NumberSteps += distance(before.day, after.day)
		c.check.SwappedNumberSteps += distance(before.other, after.other)
	}
}

func (c *watchedColumn) add(cell string) {
	d := &c.check
	day, _, ok := c.dates.read(cell)
	other, _, okOther := c.otherwise.read(cell)
	switch {
	case ok && okOther && day != other:
		d.Read++
		d.BothWays++
	case ok && okOther: // 2024-05-05 says nothing
		d.Read++
	case ok:
		d.Read++
		d.OneWay++
		other = day
	case okOther:
		d.OnlySwapped++
		return
	default:
		return
	}
	c.day, c.other = day, other
	if d.last.Known() {
		d.Steps += distance(d.last, day)
		d.SwappedSteps += distance(d.lastSwapped, other)
	}
	d.last, d.lastSwapped = day, other
}

func distance(a, b complaint.Day) int64 {
	n, _ := b.Sub(a)
	return int64(max(n, -n))
}

// compare asks whether two days of a row are in order, opening before the
// others.
func compare(first, second *watchedColumn) {
	if first.check.Field != "opened_on" || second.check.Field == "opened_on" || !first.day.Known() || !second.day.Known() {
		return
	}
	asDeclared, swapped := !second.day.Before(first.day), !second.other.Before(first.other)
	switch {
	case asDeclared && !swapped:
		first.check.Declared++
		second.check.Declared++
	case swapped && !asDeclared:
		first.check.Swapped++
		second.check.Swapped++
	}
}

// checks are what was found.
func (w *dateWatch) checks() []DateCheck {
	var out []DateCheck
	for i := range w.columns {
		w.columns[i].byNumber()
		out = append(out, w.columns[i].check)
	}
	return out
}
