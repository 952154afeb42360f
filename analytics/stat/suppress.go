package stat

import (
	"cmp"
	"errors"
	"slices"
)

// A Suppression is a choice of cells to hide besides those that must be.
type Suppression struct {
	Extra []Cell // by row and column
	Cost  int64  // sum of their counts
	// Exact says that no other choice of up to four cells costs less. Otherwise
	// Extra is a choice that passes the audit and of which no cell can be shown
	// again, but another one may cost less: the problem is NP-hard.
	Exact bool
}

const (
	// exactExtra is the greatest number of extra cells that all choices are tried of.
	exactExtra = 4
	// exactSteps bounds the choices looked at, about a second.
	exactSteps = 200_000
	// maxTable bounds the cells of a table that extra cells are chosen in.
	maxTable = 4000
)

// Suppress returns the cheapest cells to hide besides primary so that every
// primary cell stays Protected by need. Cells with 0 are not taken: readers know
// of many that they must be 0. All choices of up to four cells are tried where
// that can be done; beyond, everything is hidden first and then cells are shown
// again, the dearest first, as long as the audit passes. ok is false when even
// hiding every cell does not protect.
func Suppress(table [][]int64, primary []Cell, need int64) (out Suppression, ok bool, err error) {
	if need < 0 || need > maxUnits {
		return Suppression{}, false, errors.New("need must be a count that is not negative")
	}
	net, err := newHoles(table, primary)
	if err != nil {
		return Suppression{}, false, err
	}
	if len(table)*len(table[0]) > maxTable {
		return Suppression{}, false, errors.New("the table has too many cells to choose from")
	}
	search := &suppression{net: net, primary: primary, need: need, steps: exactSteps}
	for r, row := range table {
		for c, n := range row {
			if cell := (Cell{r, c}); n > 0 && !net.has(cell) {
				search.free = append(search.free, cell)
			}
		}
	}
	slices.SortStableFunc(search.free, func(a, b Cell) int { return cmp.Compare(search.cost(a), search.cost(b)) })
	search.choose(nil, 0, primary)
	exact := search.found && search.steps > 0
	if !exact && !search.showAgain() {
		return Suppression{}, false, nil
	}
	slices.SortFunc(search.chosen, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col))
	})
	return Suppression{Extra: search.chosen, Cost: search.best, Exact: exact}, true, nil
}

// suppression is the search for extra cells.
type suppression struct {
	net     *holes
	primary []Cell
	need    int64
	free    []Cell // that may be hidden too, the cheapest first
	found   bool   // a choice that passes
	best    int64  // cost of chosen
	chosen  []Cell
	steps   int // choices that may still be looked at
}

func (s *suppression) cost(cell Cell) int64 { return s.net.table[cell.Row][cell.Col] }

// keep remembers a choice that passes when it is the cheapest so far.
func (s *suppression) keep(extra []Cell, cost int64) {
	if !s.found || cost < s.best {
		s.found, s.best, s.chosen = true, cost, slices.Clone(extra)
	}
}

// choose tries every cheaper choice that contains extra. A hidden cell that is
// alone in its row or column is worked out from the total, so a second one must
// stand there: of a primary cell to protect it, of an extra one to be of use.
// Cells before open are protected by a part of extra, and so by all of it.
func (s *suppression) choose(extra []Cell, cost int64, open []Cell) {
	if s.steps <= 0 {
		return
	}
	s.steps--
	row, col := s.alone()
	if row < 0 && col < 0 {
		for len(open) > 0 && s.net.protected(open[0], s.need, nil) {
			open = open[1:]
		}
		if len(open) == 0 {
			s.keep(extra, cost)
			return
		}
	}
	if len(extra) == exactExtra {
		return
	}
	for _, cell := range s.free {
		if s.found && cost+s.cost(cell) >= s.best {
			return
		}
		if s.net.has(cell) || row >= 0 && cell.Row != row || row < 0 && col >= 0 && cell.Col != col {
			continue
		}
		s.net.hide(cell)
		s.choose(append(extra, cell), cost+s.cost(cell), open)
		s.net.show(cell)
	}
}

// alone returns a row or a column with exactly one hidden cell, or −1 and −1. A
// row is looked for first.
func (s *suppression) alone() (row, col int) {
	if s.need == 0 {
		return -1, -1 // nothing to protect against
	}
	for r, cols := range s.net.byRow {
		if len(cols) == 1 {
			return r, -1
		}
	}
	for c, rows := range s.net.byCol {
		if len(rows) == 1 {
			return -1, c
		}
	}
	return -1, -1
}

// showAgain hides all there is and shows what can be shown. It reports whether
// anything passes at all. Each primary cell keeps the cells that its protection
// was found through: showing another one cannot harm it.
func (s *suppression) showAgain() bool {
	for _, cell := range s.free {
		s.net.hide(cell)
	}
	through := make([]map[Cell]bool, len(s.primary))
	for i, cell := range s.primary {
		through[i] = map[Cell]bool{}
		if !s.net.protected(cell, s.need, through[i]) {
			return false
		}
	}
	var extra []Cell
	cost := int64(0)
	for _, cell := range slices.Backward(s.free) {
		s.net.show(cell)
		if s.stillProtected(cell, through) {
			continue
		}
		s.net.hide(cell)
		cost += s.cost(cell)
		extra = append(extra, cell)
	}
	s.keep(extra, cost)
	return true
}

// stillProtected reports whether the primary cells are, now that one is shown.
func (s *suppression) stillProtected(shown Cell, through []map[Cell]bool) bool {
	for i, cell := range s.primary {
		if !through[i][shown] {
			continue
		}
		now := map[Cell]bool{}
		if !s.net.protected(cell, s.need, now) {
			return false
		}
		through[i] = now
	}
	return true
}
