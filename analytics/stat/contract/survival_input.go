package contract

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"redress/analytics/stat"
)

// maxGroups bounds groups × strata of one input.
const maxGroups = 1 << 20

var errTooManyGroups = fmt.Errorf("more than %d groups and strata", maxGroups)

// check says what is wrong with the input, for statuses up to the given cause.
func (in survivalInput) check(causes int) error {
	switch {
	case in.Time == nil:
		return errors.New("input.time is missing")
	case in.Status == nil:
		return errors.New("input.status is missing")
	case len(in.Status) != len(in.Time):
		return errors.New("input.time and input.status differ in length")
	case in.Entry != nil && len(in.Entry) != len(in.Time):
		return errors.New("input.time and input.entry differ in length")
	}
	for _, status := range in.Status {
		if status < 0 || int(status) > causes {
			return fmt.Errorf("input.status must be 0 to %d", causes)
		}
	}
	return nil
}

// rows returns the input grouped by duration.
func (in survivalInput) rows(causes int) ([]stat.Duration, error) {
	if err := in.check(causes); err != nil {
		return nil, err
	}
	all := newGrouping(causes)
	for i := range in.Time {
		all.add(in, i)
	}
	return all.rows(), nil
}

// grouping counts complaints by duration and entry.
type grouping struct {
	causes int
	at     map[[2]float64]int
	list   []stat.Duration
}

func newGrouping(causes int) *grouping {
	return &grouping{causes: causes, at: map[[2]float64]int{}}
}

// add counts complaint i of an input that was checked.
func (g *grouping) add(in survivalInput, i int) {
	key := [2]float64{in.Time[i]}
	if in.Entry != nil {
		key[1] = in.Entry[i]
	}
	row, ok := g.at[key]
	if !ok {
		row = len(g.list)
		g.at[key] = row
		g.list = append(g.list, stat.Duration{Days: key[0], Entry: key[1], Events: make([]int64, g.causes)})
	}
	if status := in.Status[i]; status > 0 {
		g.list[row].Events[status-1]++
	} else {
		g.list[row].Censored++
	}
}

// rows of a nil grouping, of a group that nobody is in, are none.
func (g *grouping) rows() []stat.Duration {
	if g == nil {
		return nil
	}
	return g.list
}

// A label names a group: text or a number.
type label struct {
	text   string
	number float64
	isText bool
}

func (l *label) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	if json.Unmarshal(raw, &l.number) == nil && string(raw) != "null" {
		return nil
	}
	if json.Unmarshal(raw, &l.text) == nil && string(raw) != "null" {
		l.isText = true
		return nil
	}
	if string(raw) == "true" || string(raw) == "false" {
		l.text, l.isText = string(raw), true
		return nil
	}
	return errors.New("a group must be a text or a number")
}

func (l label) compare(other label) int {
	if l.isText != other.isText {
		if l.isText {
			return 1
		}
		return -1
	}
	if l.isText {
		return cmp.Compare(l.text, other.text)
	}
	return cmp.Compare(l.number, other.number)
}

// levels returns the distinct labels in order (numbers, then texts) and the index
// of each element's.
func levels(name string, labels []label, want int) (order []any, index []int, err error) {
	if len(labels) != want {
		return nil, nil, fmt.Errorf("input.time and input.%s differ in length", name)
	}
	sorted := slices.Clone(labels)
	slices.SortFunc(sorted, label.compare)
	sorted = slices.Compact(sorted)
	index = make([]int, len(labels))
	for i, each := range labels {
		index[i], _ = slices.BinarySearchFunc(sorted, each, label.compare)
	}
	for _, each := range sorted {
		if each.isText {
			order = append(order, each.text)
		} else {
			order = append(order, each.number)
		}
	}
	return order, index, nil
}

// oneOrMany is a number or an array of numbers.
type oneOrMany []float64

func (m *oneOrMany) UnmarshalJSON(raw []byte) error {
	var one float64
	if string(raw) != "null" && json.Unmarshal(raw, &one) == nil {
		*m = oneOrMany{one}
		return nil
	}
	var many []float64
	if err := json.Unmarshal(raw, &many); err != nil {
		return errors.New("a number or an array of numbers is wanted")
	}
	*m = many
	return nil
}

func orElse(value *float64, otherwise float64) float64 {
	if value == nil {
		return otherwise
	}
	return *value
}

// short writes a number for use in a key.
func short(value float64) string { return strconv.FormatFloat(value, 'g', 10, 64) }

func triple(q stat.Quantile) []any { return []any{q.Days, q.Low, q.High} }
