package mapping

import "redress/ingest"

// lost are the fields that are unknown in the whole of a file that lacks some
// columns: those filled from these columns alone.
func (d *Declaration) lost(absent map[int]bool) []ingest.LostField {
	var out []ingest.LostField
	for _, f := range d.record.sources() {
		lost := ingest.LostField{Field: f.field}
		for _, col := range f.columns {
			if col < 0 || !absent[col] {
				lost.Columns = nil
				break
			}
			lost.Columns = append(lost.Columns, d.columns[col].header())
		}
		if len(lost.Columns) > 0 {
			out = append(out, lost)
		}
	}
	return out
}

// A filling is a field and the columns that fill it; -1 for what is the same in
// every row.
type filling struct {
	field   string
	columns []int
}

// locate says of a complaint that was rejected as a whole which row it was, and of
// a field of the record the header of the column it came from.
func (m *Mapper) locate(reject *ingest.RowError) {
	reject.Sheet, reject.Record = m.binding.sheet, m.row.Number
	r := &m.decl.record
	all := append(r.sources(), filling{"platform", append(append([]int{}, r.platform.trade...), r.platform.legal...)})
	if r.opened != nil {
		all = append(all, filling{"opened_on", r.opened.columns()})
	}
	for _, f := range all {
		if f.field != reject.Column {
			continue
		}
		for _, col := range f.columns {
			if col >= 0 && m.binding.at[col] >= 0 {
				reject.Column = m.decl.columns[col].header()
				return
			}
		}
	}
}

// sources lists the columns of each field that a complaint can do without.
func (r *record) sources() []filling {
	var out []filling
	add := func(field string, columns ...int) { out = append(out, filling{field, columns}) }
	if r.seller != nil && r.seller.value == "" && r.seller.parameter == "" {
		add("seller", append(append([]int{}, r.seller.trade...), r.seller.legal...)...)
	}
	for _, s := range []*textSpec{r.category, r.region, r.ageBand, r.associations, r.narrative} {
		if s != nil {
			add(s.field, s.column)
		}
	}
	var finer []int
	for _, s := range r.issue {
		if (codedSpec{s}).hasSubissues() {
			finer = append(finer, s.column)
		}
	}
	add("subissue", finer...)
	for _, c := range []codedSpec{r.issue, r.outcome, r.channel, r.sex, r.timely, r.disputed, r.represented, r.remedies, r.evidence} {
		var columns []int
		for _, s := range c {
			columns = append(columns, s.column)
		}
		if len(c) > 0 {
			add(c[0].field, columns...)
		}
	}
	for _, d := range []*dateSpec{r.responded, r.closed} {
		if d != nil {
			add(d.field, d.columns()...)
		}
	}
	for _, a := range []*amountSpec{r.claimed, r.recovered} {
		if a != nil {
			add(a.field, a.column)
		}
	}
	if r.rating != nil {
		add("rating", r.rating.column)
	}
	for _, l := range []*ladderSpec{r.stages, r.actions} {
		if l != nil {
			add(l.field, l.columns()...)
		}
	}
	return out
}

func (d *dateSpec) columns() []int {
	var columns []int
	for _, s := range d.sources {
		columns = append(columns, s.column)
	}
	return columns
}

// columns are the column of the cells that hold entries, and those of stages that
// have columns of their own.
func (l *ladderSpec) columns() []int {
	var columns []int
	if l.column >= 0 {
		columns = append(columns, l.column)
	}
	for _, rung := range l.rungs {
		if rung.column >= 0 {
			columns = append(columns, rung.column)
		}
		for _, d := range []*dateSpec{rung.entered, rung.left} {
			if d != nil {
				columns = append(columns, d.columns()...)
			}
		}
	}
	return columns
}
