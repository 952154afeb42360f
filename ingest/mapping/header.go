package mapping

import (
	"fmt"
	"strings"

	"redress/ingest/tabular"
)

// A binding says where a file has the declaration's columns.
type binding struct {
	at    []int // by column: the field's index, -1 where the file lacks it
	width int   // fields of every row
}

// bind decides what a file's first record is. isRow is true where the file has
// no header and the declaration allows that: the record is then the first row.
// The error is one sentence about the file, without any of its values.
func (d *Declaration) bind(first tabular.Record) (b binding, isRow bool, err error) {
	b = binding{at: make([]int, len(d.columns)), width: len(first.Fields)}
	fields := map[string]int{}
	for i, f := range first.Fields {
		name := foldHeader(f)
		if _, twice := fields[name]; !twice {
			fields[name] = i
		}
	}
	found, missing := 0, []string(nil)
	for i, c := range d.columns {
		b.at[i] = -1
		for _, h := range c.headers {
			if at, ok := fields[foldHeader(h)]; ok {
				b.at[i] = at
				found++
				break
			}
		}
		if b.at[i] < 0 && c.required {
			missing = append(missing, fmt.Sprintf("%q", c.header()))
		}
	}
	switch {
	case len(missing) == 0:
		return b, false, nil
	case found == 0 && d.noHeader != nil && len(first.Fields) == len(d.noHeader):
		for i := range b.at {
			b.at[i] = -1
		}
		for at, col := range d.noHeader {
			b.at[col] = at
		}
		return b, true, nil
	}
	noun := "column"
	if len(missing) > 1 {
		noun = "columns"
	}
	without := ""
	if d.noHeader != nil && found == 0 {
		without = fmt.Sprintf(" (and it does not have the %d fields of a file without header)", len(d.noHeader))
	}
	return b, false, fmt.Errorf("its header lacks the %s %s%s: it is no file of %s, or its columns were renamed; "+
		"redress sources lists the publishers there are, redress sources try shows what a declaration makes of a file",
		noun, strings.Join(missing, ", "), without, d.Code())
}

// undeclared lists the fields of a header the declaration says nothing about,
// by position from 1. Their names are not repeated: what stands in the first
// line may be a row.
func (b binding) undeclared() []int {
	used := make([]bool, b.width)
	for _, at := range b.at {
		if at >= 0 {
			used[at] = true
		}
	}
	var out []int
	for i, u := range used {
		if !u {
			out = append(out, i+1)
		}
	}
	return out
}
