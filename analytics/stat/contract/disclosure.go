package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"redress/analytics/stat"
)

// auditInput has a table of counts and one or more patterns of hidden cells, each
// under a name that starts with pattern.
type auditInput struct {
	table    [][]int64
	patterns map[string][]stat.Cell
	base     int    // of the first row and column: 0, or 1 where zero_based is false
	need     *count // where given, each cell also says whether it is protected
}

func (in *auditInput) UnmarshalJSON(raw []byte) error {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		return err
	}
	zeroBased := true
	var counts [][]count
	patterns := map[string][][]count{}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		var into any
		switch {
		case name == "table":
			into = &counts
		case name == "zero_based":
			into = &zeroBased
		case name == "need":
			into = &in.need
		case strings.HasPrefix(name, "pattern"):
			var cells [][]count
			if err := json.Unmarshal(keys[name], &cells); err != nil {
				return fmt.Errorf("%s must be an array of [row, column]", name)
			}
			patterns[name] = cells
			continue
		default:
			return fmt.Errorf("unknown field %q", name)
		}
		if err := json.Unmarshal(keys[name], into); err != nil {
			return fmt.Errorf("%s is not what it should be: %s", name, reason(err))
		}
	}
	if !zeroBased {
		in.base = 1
	}
	in.table = tableOf(counts)
	in.patterns = map[string][]stat.Cell{}
	for name, cells := range patterns {
		var err error
		if in.patterns[name], err = cellsOf(cells, in.base); err != nil {
			return err
		}
	}
	return nil
}

func tableOf(counts [][]count) [][]int64 {
	table := make([][]int64, len(counts))
	for i, row := range counts {
		for _, n := range row {
			table[i] = append(table[i], int64(n))
		}
	}
	return table
}

func cellsOf(pairs [][]count, base int) ([]stat.Cell, error) {
	cells := make([]stat.Cell, len(pairs))
	for i, pair := range pairs {
		if len(pair) != 2 {
			return nil, errors.New("a cell is a row and a column")
		}
		cells[i] = stat.Cell{Row: int(pair[0]) - base, Col: int(pair[1]) - base}
	}
	return cells, nil
}

func pairOf(cell stat.Cell, base int) []int { return []int{cell.Row + base, cell.Col + base} }

func audit(in auditInput) (any, error) {
	if in.table == nil || len(in.patterns) == 0 {
		return nil, errors.New("input.table and an input.pattern are needed")
	}
	result := map[string]any{}
	for name, cells := range in.patterns {
		bounds, err := stat.Audit(in.table, cells)
		if err != nil {
			return nil, err
		}
		list := make([]any, len(bounds))
		for i, b := range bounds {
			row := map[string]any{"cell": pairOf(b.Cell, in.base), "true": b.True, "lo": b.Low, "hi": b.High}
			if in.need != nil {
				row["protected"] = b.Protected(int64(*in.need))
			}
			list[i] = row
		}
		result[answerTo(name)] = list
	}
	return result, nil
}

// answerTo returns the name of the answer to a pattern: its own name without
// "pattern_", and primary_only where only the cells that must be are hidden.
func answerTo(pattern string) string {
	name := strings.TrimPrefix(strings.TrimPrefix(pattern, "pattern"), "_")
	switch name {
	case "":
		return "cells"
	case "primary":
		return "primary_only"
	}
	return name
}

func minSuppress(in struct {
	Table     [][]count `json:"table" required:"true"`
	Primary   [][]count `json:"primary" required:"true"`
	Need      oneOrMany `json:"need"` // 1, 2 and 3 when absent
	ZeroBased *bool     `json:"zero_based"`
}) (any, error) {
	if in.Table == nil || in.Primary == nil {
		return nil, errors.New("input.table and input.primary are needed")
	}
	base := 0
	if in.ZeroBased != nil && !*in.ZeroBased {
		base = 1
	}
	primary, err := cellsOf(in.Primary, base)
	if err != nil {
		return nil, err
	}
	if in.Need == nil {
		in.Need = oneOrMany{1, 2, 3}
	}
	result := map[string]any{}
	for _, need := range in.Need {
		if need != float64(int64(need)) {
			return nil, errors.New("input.need must be whole")
		}
		found, ok, err := stat.Suppress(tableOf(in.Table), primary, int64(need))
		if err != nil {
			return nil, err
		}
		row := map[string]any{"min_sum": nil, "example": nil}
		if ok {
			example := make([][]int, len(found.Extra))
			for i, cell := range found.Extra {
				example[i] = pairOf(cell, base)
			}
			row["min_sum"], row["example"] = found.Cost, example
			if !found.Exact {
				row["exact"] = false
			}
		}
		result["need"+strconv.FormatInt(int64(need), 10)] = row
	}
	return result, nil
}
