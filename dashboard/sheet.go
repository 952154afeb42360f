package dashboard

// A sheet is a table on a page that is no league table: a name and its cells.
// Templates draw it with "sheet".
type sheet struct {
	ID, Caption string
	Name        header // of the first column
	Heads       []header
	Rows        []sheetRow
	// Notes says that the last column holds notes.
	Notes bool
	// Key says what the signs in the table mean; empty where there are none.
	Key string
}

// A sheetRow is one row, formatted.
type sheetRow struct {
	Name  string
	Href  string // empty where the row has no page
	Says  string // beside the name, smaller
	Cells []sheetCell
	Notes []string
}

// A sheetCell is one figure; what it rests on and its interval stand under it.
type sheetCell struct {
	figure
	Of       string // counts it rests on
	Interval string
}

// add appends a row and marks the table when it has notes.
func (s *sheet) add(row sheetRow) {
	s.Notes = s.Notes || len(row.Notes) > 0
	s.Rows = append(s.Rows, row)
}

// column heads a column by its name in files, with what it means.
func (l *locale) column(name string) header {
	return header{Text: l.text("column." + name), About: l.text("column." + name + ".about")}
}

// columns heads several.
func (l *locale) columns(names ...string) []header {
	heads := make([]header, 0, len(names))
	for _, name := range names {
		heads = append(heads, l.column(name))
	}
	return heads
}

// plain is a cell without an interval.
func plain(f figure) sheetCell { return sheetCell{figure: f} }

// cellOf is a rate as a cell.
func cellOf(r rateCell) sheetCell { return sheetCell{figure: r.figure, Of: r.Of, Interval: r.Interval} }

// measured is a figure with an interval, written by write; why stands where there
// is none.
func measured(write func(float64) string, l *locale, value, low, high *float64, why string) sheetCell {
	if value == nil {
		return sheetCell{figure: figure{Why: why}}
	}
	c := sheetCell{figure: figure{Text: write(*value)}}
	if low != nil && high != nil {
		c.Interval = l.text("rate.interval", "Low", write(*low), "High", write(*high))
	}
	return c
}
