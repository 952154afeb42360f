package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// design is the X of a regression: a matrix, as an array of columns or of rows,
// or the words for the standard design of an interrupted series.
type design struct {
	words  string
	matrix []numbers
}

// UnmarshalJSON reads words, one array of numbers or an array of such arrays.
func (d *design) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	if bytes.Equal(raw, []byte("null")) || json.Unmarshal(raw, &d.words) == nil {
		return nil
	}
	if json.Unmarshal(raw, &d.matrix) != nil {
		return errors.New("a design must be an array of arrays of numbers")
	}
	single := len(d.matrix) > 0
	for _, each := range d.matrix { // [1, 2, 3] is read as three arrays of one
		single = single && len(each) == 1
	}
	if single {
		column := make(numbers, len(d.matrix))
		for i, each := range d.matrix {
			column[i] = each[0]
		}
		d.matrix = []numbers{column}
	}
	return nil
}

// explicit returns the columns of a matrix for n observations. An intercept is
// put before them unless one of them is constant and not 0. A matrix may be given
// by columns or by rows; a square one is read by columns.
func (d design) explicit(n int) ([][]float64, error) {
	if d.matrix == nil {
		return nil, wrong("X", "must be an array of columns")
	}
	given := make([][]float64, len(d.matrix))
	for j, each := range d.matrix {
		var err error
		if given[j], err = each.all("X"); err != nil {
			return nil, err
		}
		if len(given[j]) != len(given[0]) {
			return nil, wrong("X", "has columns of different length")
		}
	}
	if len(given) == n && (n == 0 || len(given[0]) != n) {
		given = transposed(given)
	}
	for _, column := range given {
		if len(column) != n {
			return nil, wrong("X", fmt.Sprintf("is not of the %d observations of y", n))
		}
	}
	for _, column := range given {
		if constant(column) && n > 0 && column[0] != 0 {
			return given, nil
		}
	}
	ones := make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	return append([][]float64{ones}, given...), nil
}

func constant(column []float64) bool {
	for _, v := range column {
		if v != column[0] {
			return false
		}
	}
	return true
}

func transposed(rows [][]float64) [][]float64 {
	if len(rows) == 0 {
		return nil
	}
	out := make([][]float64, len(rows[0]))
	for j := range out {
		for _, row := range rows {
			out[j] = append(out[j], row[j])
		}
	}
	return out
}

// isStandard is an error when the words are not those of the standard design.
func (d design) isStandard(t0 int) error {
	bare := strings.ReplaceAll(d.words, " ", "")
	if bare == fmt.Sprintf("1,t,step,step*(t-%d)", t0) || bare == "1,t,step,step*(t-T0)" {
		return nil
	}
	return wrong("X", fmt.Sprintf("must be a matrix or the words 1, t, step, step*(t-%d)", t0))
}
