package dashboard

// Units of columns, as JSON states them.
const (
	unitNone       = ""
	unitComplaints = "complaints"
	unitRows       = "rows"
	unitFraction   = "fraction"
	unitDays       = "days"
	unitStars      = "stars"
	unitRank       = "rank"
	unitRatio      = "ratio"
	unitDate       = "date"
	unitInstant    = "instant"
)

// A column is defined once and feeds CSV, JSON and the page: its name in
// files, its unit, and how it is read from a row.
type column[Row any] struct {
	name string
	unit string
	read func(Row) cell
}

// A heading is a column without its row type.
type heading struct {
	name string
	unit string
}

// A table is what the twins of a view write. The first contract columns are
// those that a CSV has unless it is asked for all; 0: there are no others.
type table struct {
	columns  []heading
	rows     [][]cell
	contract int
}

// contracted is the table with the columns of the contract only.
func (t table) contracted() table {
	if t.contract == 0 {
		return t
	}
	short := table{columns: t.columns[:t.contract], rows: make([][]cell, 0, len(t.rows))}
	for _, row := range t.rows {
		short.rows = append(short.rows, row[:t.contract])
	}
	return short
}

// tabulate reads every column from every row.
func tabulate[Row any](columns []column[Row], rows []Row) table {
	t := table{columns: make([]heading, 0, len(columns)), rows: make([][]cell, 0, len(rows))}
	for _, c := range columns {
		t.columns = append(t.columns, heading{c.name, c.unit})
	}
	for _, row := range rows {
		cells := make([]cell, 0, len(columns))
		for _, c := range columns {
			cells = append(cells, c.read(row))
		}
		t.rows = append(t.rows, cells)
	}
	return t
}

// pick takes the named columns, in the order of the names.
func pick[Row any](columns []column[Row], names ...string) []column[Row] {
	picked := make([]column[Row], 0, len(names))
	for _, name := range names {
		for _, c := range columns {
			if c.name == name {
				picked = append(picked, c)
			}
		}
	}
	return picked
}
