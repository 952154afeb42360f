package mapping

import (
	"fmt"
	"slices"
	"strings"

	"redress/ingest/tabular"
)

// A binding says where a file has the declaration's columns.
type binding struct {
	at    []int // by column: the field's index, -1 where the file lacks it
	width int   // fields of every row
	// headers of the fields; none in a file without header.
	headers []string
	sheet   string // of a workbook, as errors show it; empty: there is one table alone
	// period of every row, where the name of the file says it.
	period uint32
}

// bind decides what a file's first record is. isRow is true where the file has
// no header and the declaration allows that: the record is then the first row.
// The error is one sentence about the file, without any of its values.
func (d *Declaration) bind(first tabular.Record) (b binding, isRow bool, err error) {
	b = binding{at: make([]int, len(d.columns)), width: len(first.Fields)}
	fields := map[string]int{}
	times := map[string]int{}
	for i, f := range first.Fields {
		name := foldHeader(f)
		fields[name] = i
		times[name]++
	}
	found, missing, twice := 0, []string(nil), []string(nil)
	for i, c := range d.columns {
		b.at[i] = -1
		for _, h := range c.headers {
			if at, ok := fields[foldHeader(h)]; ok {
				b.at[i] = at
				found++
				if times[foldHeader(h)] > 1 {
					twice = append(twice, fmt.Sprintf("%q", h))
				}
				break
			}
		}
	}
	d.dressed(b.at, first.Fields)
	for i, c := range d.columns {
		if b.at[i] < 0 && c.required {
			missing = append(missing, fmt.Sprintf("%q", c.header()))
		}
	}
	switch {
	case len(missing) == 0 && len(twice) > 0:
		return b, false, fmt.Errorf("its header has %s more than once (case, accents and outer spaces aside): which of them is "+
			"meant cannot be told, so rename or remove the others", strings.Join(twice, ", "))
	case len(missing) == 0:
		b.headers = slices.Clone(first.Fields)
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
	why := fmt.Sprintf("it is no file of %s, or its columns were renamed", d.Code())
	if d.hasQuoted(first) {
		why = "its columns stand in quotes, which the declaration (file: quoting) or the rest of the file makes text"
	}
	return b, false, misfit{fmt.Errorf("its header lacks the %s %s%s: %s; "+
		"redress sources lists the publishers there are, redress sources try shows what a declaration makes of a file",
		noun, strings.Join(missing, ", "), without, why)}
}

// hasQuoted reports whether a field is a declared header but for quotes around
// it.
func (d *Declaration) hasQuoted(first tabular.Record) bool {
	for _, f := range first.Fields {
		name := foldHeader(f)
		bare := strings.Trim(name, "\"'")
		for _, c := range d.columns {
			if bare != name && slices.ContainsFunc(c.headers, func(h string) bool { return foldHeader(h) == bare }) {
				return true
			}
		}
	}
	return false
}
