package dashboard

import (
	"encoding/json"
	"strconv"
)

// A cellKind is what a cell holds; it decides how files write it.
type cellKind uint8

const (
	textCell   cellKind = iota // the only kind a spreadsheet could take for a formula
	countCell                  // a whole number
	numberCell                 // a fraction, days, stars
	flagCell                   // true or false
)

// A cell is one value of a table. The zero cell is "not known".
type cell struct {
	known  bool
	kind   cellKind
	text   string
	count  int64
	number float64
	flag   bool
}

func textOf(s string) cell { return cell{known: s != "", kind: textCell, text: s} }
func countOf(n int64) cell { return cell{known: true, kind: countCell, count: n} }
func flagOf(b bool) cell   { return cell{known: true, kind: flagCell, flag: b} }

func numberOf(v *float64) cell {
	if v == nil {
		return cell{}
	}
	return cell{known: true, kind: numberCell, number: *v}
}

// file is the cell as CSV holds it: full precision, no grouping, no exponent
// (spreadsheets and people misread 2.1e+06), empty where not known.
func (c cell) file() string {
	switch {
	case !c.known:
		return ""
	case c.kind == countCell:
		return strconv.FormatInt(c.count, 10)
	case c.kind == numberCell:
		return strconv.FormatFloat(c.number, 'f', -1, 64)
	case c.kind == flagCell:
		return strconv.FormatBool(c.flag)
	}
	return c.text
}

// MarshalJSON writes numbers as numbers and an unknown value as null.
func (c cell) MarshalJSON() ([]byte, error) {
	switch {
	case !c.known:
		return []byte("null"), nil
	case c.kind == countCell:
		return json.Marshal(c.count)
	case c.kind == numberCell:
		return json.Marshal(c.number)
	case c.kind == flagCell:
		return json.Marshal(c.flag)
	}
	return json.Marshal(c.text)
}
