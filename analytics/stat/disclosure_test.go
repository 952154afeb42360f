package stat

import (
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
	"pgregory.net/rapid"
)

func drawTable(t *rapid.T, size int, most int64) ([][]int64, []Cell) {
	rows, cols := rapid.IntRange(1, size).Draw(t, "rows"), rapid.IntRange(1, size).Draw(t, "cols")
	table := make([][]int64, rows)
	var hidden []Cell
	for r := range table {
		table[r] = make([]int64, cols)
		for c := range table[r] {
			table[r][c] = rapid.Int64Range(0, most).Draw(t, "n")
			if rapid.Bool().Draw(t, "hidden") {
				hidden = append(hidden, Cell{r, c})
			}
		}
	}
	return table, hidden
}

// everyTable calls f with all ways to fill the hidden cells that keep the totals.
func everyTable(table [][]int64, hidden []Cell, f func()) {
	rows, cols := make([]int64, len(table)), make([]int64, len(table[0]))
	for _, cell := range hidden {
		rows[cell.Row] += table[cell.Row][cell.Col]
		cols[cell.Col] += table[cell.Row][cell.Col]
	}
	var fill func(k int)
	fill = func(k int) {
		if k == len(hidden) {
			for _, left := range append(append([]int64(nil), rows...), cols...) {
				if left != 0 {
					return
				}
			}
			f()
			return
		}
		cell := hidden[k]
		was := table[cell.Row][cell.Col]
		for n := int64(0); n <= min(rows[cell.Row], cols[cell.Col]); n++ {
			table[cell.Row][cell.Col] = n
			rows[cell.Row] -= n
			cols[cell.Col] -= n
			fill(k + 1)
			rows[cell.Row] += n
			cols[cell.Col] += n
		}
		table[cell.Row][cell.Col] = was
	}
	fill(0)
}

// TestAuditEvery compares the bounds with all tables that have the same totals.
func TestAuditEvery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, hidden := drawTable(t, 3, 4)
		got, err := Audit(table, hidden)
		if err != nil {
			t.Fatal(err)
		}
		low, high := map[Cell]int64{}, map[Cell]int64{}
		everyTable(table, hidden, func() {
			for _, cell := range hidden {
				n := table[cell.Row][cell.Col]
				if old, ok := low[cell]; !ok || n < old {
					low[cell] = n
				}
				high[cell] = max(high[cell], n)
			}
		})
		for _, b := range got {
			if b.Low != low[b.Cell] || b.High != high[b.Cell] || b.True != table[b.Row][b.Col] {
				t.Fatalf("bounds of %v = %+v, want %d to %d", b.Cell, b, low[b.Cell], high[b.Cell])
			}
		}
	})
}

// simplexBound solves the linear program of methods.md for one cell: sign 1 for
// the least value, −1 for the greatest. One redundant total of each connected part
// is dropped, without which gonum says that the constraints are singular.
func simplexBound(t *rapid.T, table [][]int64, hidden []Cell, target int, sign float64) float64 {
	lines := len(table) + len(table[0])
	parent := make([]int, lines)
	for i := range parent {
		parent[i] = i
	}
	var root func(int) int
	root = func(i int) int {
		if parent[i] != i {
			parent[i] = root(parent[i])
		}
		return parent[i]
	}
	used := make([]bool, lines)
	for _, cell := range hidden {
		used[cell.Row], used[len(table)+cell.Col] = true, true
		parent[root(cell.Row)] = root(len(table) + cell.Col)
	}
	var rows [][]float64
	var totals []float64
	for line := range lines {
		if !used[line] || root(line) == line {
			continue
		}
		row, total := make([]float64, len(hidden)), 0.0
		for k, cell := range hidden {
			if cell.Row == line || len(table)+cell.Col == line {
				row[k] = 1
				total += float64(table[cell.Row][cell.Col])
			}
		}
		rows, totals = append(rows, row), append(totals, total)
	}
	a := mat.NewDense(len(rows), len(hidden), nil)
	for i, row := range rows {
		a.SetRow(i, row)
	}
	aim := make([]float64, len(hidden))
	aim[target] = sign
	if len(rows) == len(hidden) { // a tree of hidden cells: nothing is free
		return float64(table[hidden[target].Row][hidden[target].Col])
	}
	best, _, err := lp.Simplex(aim, a, totals, 1e-9, nil)
	if err != nil {
		t.Fatalf("simplex: %v", err)
	}
	return sign * best
}

// TestAuditSimplex compares the flows with the linear program on larger tables.
func TestAuditSimplex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, hidden := drawTable(t, 5, 50)
		if len(hidden) == 0 {
			return
		}
		got, err := Audit(table, hidden)
		if err != nil {
			t.Fatal(err)
		}
		k := rapid.IntRange(0, len(hidden)-1).Draw(t, "k")
		low, high := simplexBound(t, table, hidden, k, 1), simplexBound(t, table, hidden, k, -1)
		if !isNear(float64(got[k].Low), low) || !isNear(float64(got[k].High), high) {
			t.Fatalf("bounds = %+v, want %v to %v", got[k], low, high)
		}
	})
}

// TestSuppressEvery compares with trying every set of extra cells.
func TestSuppressEvery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, primary := drawTable(t, 3, 5)
		need := rapid.Int64Range(0, 3).Draw(t, "need")
		got, ok, err := Suppress(table, primary, need)
		if err != nil {
			t.Fatal(err)
		}
		var free []Cell
		net, err := newHoles(table, primary)
		if err != nil {
			t.Fatal(err)
		}
		for r := range table {
			for c, n := range table[r] {
				if n > 0 && !net.has(Cell{r, c}) {
					free = append(free, Cell{r, c})
				}
			}
		}
		passes := func(extra []Cell) bool {
			bounds, err := Audit(table, append(append([]Cell(nil), primary...), extra...))
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range bounds[:len(primary)] {
				if !b.Protected(need) {
					return false
				}
			}
			return true
		}
		few, many := int64(-1), int64(-1) // least cost of up to four, and of any
		for set := range 1 << len(free) {
			var extra []Cell
			cost := int64(0)
			for k, cell := range free {
				if set>>k&1 == 1 {
					extra = append(extra, cell)
					cost += table[cell.Row][cell.Col]
				}
			}
			if !passes(extra) {
				continue
			}
			if many < 0 || cost < many {
				many = cost
			}
			if len(extra) <= exactExtra && (few < 0 || cost < few) {
				few = cost
			}
		}
		if ok != (many >= 0) || ok && got.Exact != (few >= 0) {
			t.Fatalf("Suppress = %+v, %v, want cost %d or %d", got, ok, few, many)
		}
		if ok && (!passes(got.Extra) || got.Exact && got.Cost != few || got.Cost < many) {
			t.Fatalf("Suppress = %+v, want cost %d or %d and to pass", got, few, many)
		}
	})
}

func TestAuditRefuses(t *testing.T) {
	table := [][]int64{{1, 2}, {3, 4}}
	for name, c := range map[string]struct {
		table  [][]int64
		hidden []Cell
	}{
		"no table":  {nil, nil},
		"no column": {[][]int64{{}}, nil},
		"ragged":    {[][]int64{{1, 2}, {3}}, nil},
		"negative":  {[][]int64{{-1}}, nil},
		"outside":   {table, []Cell{{2, 0}}},
		"twice":     {table, []Cell{{0, 0}, {0, 0}}},
	} {
		if _, err := Audit(c.table, c.hidden); err == nil {
			t.Errorf("%s: Audit = nil error, want one", name)
		}
		if _, _, err := Suppress(c.table, c.hidden, 1); err == nil {
			t.Errorf("%s: Suppress = nil error, want one", name)
		}
	}
	if _, _, err := Suppress(table, nil, -1); err == nil {
		t.Error("Suppress(need -1) = nil error, want one")
	}
}
