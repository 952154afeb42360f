package mapping

import (
	"fmt"
	"regexp"
	"strings"

	"redress/ingest"
	"redress/ingest/complaint"
)

// A periodSpec says which of a complaint's states is the later one. Without a
// column and a file name it is the file's date.
type periodSpec struct {
	column   int             // -1: not by a column
	dates    dateReader      // without layouts: the column holds digits, a year, month or day
	fileName *fileNamePeriod // nil: not by the name of the file
}

// A fileNamePeriod reads a period from the name of a file.
type fileNamePeriod struct {
	pattern *regexp.Regexp
	groups  [3]int // of year, month and day; 0: there is none
}

// of returns the period in the base name of a path: of the member of an
// archive, else of the archive.
func (f *fileNamePeriod) of(path string) (uint32, error) {
	rest := path
	for rest != "" {
		outer, name := "", rest
		if i := strings.LastIndexByte(rest, '!'); i >= 0 {
			outer, name = rest[:i], rest[i+1:]
		}
		rest = outer
		if i := strings.LastIndexAny(name, `/\`); i >= 0 {
			name = name[i+1:]
		}
		found := f.pattern.FindStringSubmatch(name)
		if found == nil {
			continue
		}
		if period, ok := f.read(found); ok {
			return period, nil
		}
	}
	return 0, fmt.Errorf("its name does not say the period (period: file_name of the declaration, %s): "+
		"rename the file as the publisher does", f.pattern)
}

func (f *fileNamePeriod) read(found []string) (period uint32, ok bool) {
	var parts [3]int
	for i, group := range f.groups {
		if group == 0 || found[group] == "" {
			continue
		}
		n, rest, fits := digits(found[group], 1, 4)
		if !fits || rest != "" {
			return 0, false
		}
		parts[i] = n
	}
	if parts[0] < 100 {
		parts[0] = fullYear(parts[0])
	}
	if parts[0] < 1900 || parts[0] > 2200 || parts[1] > 12 || parts[2] > 31 {
		return 0, false
	}
	return uint32(parts[0]*10000 + parts[1]*100 + parts[2]), true
}

// mapPeriod reads the publisher's own period, or takes the file's.
func (m *Mapper) mapPeriod(c *complaint.Complaint) *ingest.RowError {
	p := &m.decl.period
	switch {
	case p.fileName != nil:
		c.Period = m.binding.period
		return nil
	case p.column < 0:
		c.Period = periodOf(m.file.Date)
		return nil
	}
	value := m.cell(p.column)
	if p.dates.layouts != nil {
		day, _, ok := p.dates.read(value)
		if !ok {
			return m.fail(p.column, ingest.BadValue)
		}
		c.Period = periodOf(day)
		return nil
	}
	if n := len(value); n != 4 && n != 6 && n != 8 || onlyDigits(value) != value {
		return m.fail(p.column, ingest.BadValue)
	}
	for i := range 8 {
		c.Period *= 10
		if i < len(value) {
			c.Period += uint32(value[i] - '0')
		}
	}
	return nil
}

// periodOf is a day as yyyymmdd; 0 for an unknown one, which every other
// period comes after.
func periodOf(d complaint.Day) uint32 {
	if !d.Known() {
		return 0
	}
	t := d.Time()
	return uint32(t.Year()*10000 + int(t.Month())*100 + t.Day())
}
