package stat

import (
	"errors"
	"fmt"
)

// A Cell is a place in a table, from 0.
type Cell struct{ Row, Col int }

// A CellBounds is what a reader can work out about a hidden cell from the shown
// cells, the row and column totals and the fact that no count is negative.
type CellBounds struct {
	Cell
	True, Low, High int64
}

// Protected says whether the cell stays uncertain by need in both directions:
// True − Low ≥ min(need, True) and High − True ≥ need.
func (b CellBounds) Protected(need int64) bool {
	return b.True-b.Low >= min(need, b.True) && b.High-b.True >= need
}

// maxHidden bounds the hidden cells of one table.
const maxHidden = 4000

// Audit returns the bounds of every hidden cell of a table of counts whose row
// and column totals are published, in the order given. Counting holes per row and
// column is not enough: two in each can still give a cell away.
//
// The least and greatest value of a cell are those of a linear program. Its
// constraints are a transport network, so the same whole numbers come exactly from
// flows: a cell can grow by as much as can be carried round through the other
// hidden cells, each of which may grow at will and shrink to 0. That needs no
// floating point and does not care how many parts the hidden cells fall into.
func Audit(table [][]int64, hidden []Cell) ([]CellBounds, error) {
	net, err := newHoles(table, hidden)
	if err != nil {
		return nil, err
	}
	out := make([]CellBounds, len(hidden))
	for i, cell := range hidden {
		out[i] = net.bounds(cell)
	}
	return out, nil
}

// holes are the hidden cells of a table as a network of rows and columns.
type holes struct {
	table  [][]int64
	byRow  [][]int // columns of the hidden cells of each row
	byCol  [][]int
	values map[Cell]int64 // of the hidden cells while something is carried round
	// Of the search: rows are nodes 0 … rows−1, columns follow.
	before []int
	queue  []int
}

func newHoles(table [][]int64, hidden []Cell) (*holes, error) {
	if err := checkTable(table); err != nil {
		return nil, err
	}
	if len(hidden) > maxHidden {
		return nil, fmt.Errorf("more than %d hidden cells in one table", maxHidden)
	}
	net := &holes{
		table: table, byRow: make([][]int, len(table)), byCol: make([][]int, len(table[0])),
		values: make(map[Cell]int64, len(hidden)), before: make([]int, len(table)+len(table[0])),
	}
	for _, cell := range hidden {
		if cell.Row < 0 || cell.Row >= len(table) || cell.Col < 0 || cell.Col >= len(table[0]) {
			return nil, errors.New("a hidden cell lies outside the table")
		}
		if net.has(cell) {
			return nil, errors.New("a cell is hidden twice")
		}
		net.hide(cell)
	}
	return net, nil
}

func checkTable(table [][]int64) error {
	if len(table) == 0 || len(table[0]) == 0 {
		return errors.New("the table is empty")
	}
	var sum int64
	for _, row := range table {
		if len(row) != len(table[0]) {
			return errors.New("the rows of the table differ in length")
		}
		for _, n := range row {
			if n < 0 || n > maxUnits {
				return errors.New("a count in the table is negative or too large")
			}
			if sum += n; sum > maxUnits {
				return errors.New("the counts of the table are too large")
			}
		}
	}
	return nil
}

func (h *holes) has(cell Cell) bool {
	_, ok := h.values[cell]
	return ok
}

func (h *holes) hide(cell Cell) {
	h.values[cell] = h.table[cell.Row][cell.Col]
	h.byRow[cell.Row] = append(h.byRow[cell.Row], cell.Col)
	h.byCol[cell.Col] = append(h.byCol[cell.Col], cell.Row)
}

// show undoes hide.
func (h *holes) show(cell Cell) {
	delete(h.values, cell)
	h.byRow[cell.Row] = dropValue(h.byRow[cell.Row], cell.Col)
	h.byCol[cell.Col] = dropValue(h.byCol[cell.Col], cell.Row)
}

func dropValue(list []int, value int) []int {
	for i, each := range list {
		if each == value {
			list[i] = list[len(list)-1]
			return list[:len(list)-1]
		}
	}
	return list
}

// bounds returns the bounds of a hidden cell.
func (h *holes) bounds(cell Cell) CellBounds {
	value := h.table[cell.Row][cell.Col]
	row, col := cell.Row, len(h.table)+cell.Col
	more := h.carry(col, row, cell, -1, nil)
	less := h.carry(row, col, cell, value, nil)
	return CellBounds{Cell: cell, True: value, Low: value - less, High: value + more}
}

// protected is CellBounds.Protected, for less work: nothing is carried beyond need.
// The cells it was carried through are put into through, unless that is nil.
func (h *holes) protected(cell Cell, need int64, through map[Cell]bool) bool {
	row, col, less := cell.Row, len(h.table)+cell.Col, min(need, h.table[cell.Row][cell.Col])
	return h.carry(col, row, cell, need, through) >= need && h.carry(row, col, cell, less, through) >= less
}

// carry returns how much can be carried between two nodes without the cell, at
// most limit when that is not negative. What goes from a column to a row shrinks
// the cell there, what goes from a row to a column makes it grow. The cells it was
// carried through are put into through, unless that is nil.
func (h *holes) carry(from, to int, without Cell, limit int64, through map[Cell]bool) (total int64) {
	var changed []Cell
	for limit < 0 || total < limit {
		path, amount := h.path(from, to, without)
		if path == nil {
			break
		}
		if limit >= 0 {
			amount = min(amount, limit-total)
		}
		total += amount
		for i, cell := range path.cells {
			changed = append(changed, cell)
			if path.shrinks[i] {
				h.values[cell] -= amount
			} else {
				h.values[cell] += amount
			}
		}
	}
	for _, cell := range changed {
		h.values[cell] = h.table[cell.Row][cell.Col]
		if through != nil {
			through[cell] = true
		}
	}
	return total
}

type holePath struct {
	cells   []Cell
	shrinks []bool
}

// path returns a shortest way and how much it takes, or nil.
func (h *holes) path(from, to int, without Cell) (*holePath, int64) {
	rows := len(h.table)
	for i := range h.before {
		h.before[i] = -1
	}
	h.before[from] = from
	h.queue = append(h.queue[:0], from)
	for k := 0; k < len(h.queue) && h.before[to] < 0; k++ {
		node := h.queue[k]
		if node < rows {
			for _, col := range h.byRow[node] {
				if h.before[rows+col] < 0 && (Cell{node, col}) != without {
					h.before[rows+col] = node
					h.queue = append(h.queue, rows+col)
				}
			}
			continue
		}
		for _, row := range h.byCol[node-rows] {
			cell := Cell{row, node - rows}
			if h.before[row] < 0 && cell != without && h.values[cell] > 0 {
				h.before[row] = node
				h.queue = append(h.queue, row)
			}
		}
	}
	if h.before[to] < 0 {
		return nil, 0
	}
	var found holePath
	amount := int64(-1)
	for node := to; node != from; node = h.before[node] {
		cell, shrinks := Cell{h.before[node], node - rows}, false
		if node < rows {
			cell, shrinks = Cell{node, h.before[node] - rows}, true
			if amount < 0 || h.values[cell] < amount {
				amount = h.values[cell]
			}
		}
		found.cells = append(found.cells, cell)
		found.shrinks = append(found.shrinks, shrinks)
	}
	return &found, amount
}
