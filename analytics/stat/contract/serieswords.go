package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// numbers is an array of numbers in which null is told from 0; a single number
// stands for an array of one.
type numbers []*float64

// UnmarshalJSON reads an array of numbers and nulls, or one number.
func (n *numbers) UnmarshalJSON(raw []byte) error {
	if raw = bytes.TrimSpace(raw); bytes.Equal(raw, []byte("null")) {
		return nil
	}
	if len(raw) > 0 && raw[0] != '[' {
		var one float64
		if json.Unmarshal(raw, &one) != nil {
			return errors.New("there must be numbers where there are none")
		}
		*n = numbers{&one}
		return nil
	}
	var list []*float64
	if json.Unmarshal(raw, &list) != nil {
		return errors.New("an array must hold numbers only")
	}
	if list == nil {
		list = []*float64{}
	}
	*n = list
	return nil
}

// all returns the numbers of a required input; a null among them is an error.
func (n numbers) all(name string) ([]float64, error) {
	if n == nil {
		return nil, missing(name)
	}
	return n.optional(name)
}

// optional is all, and nil without error where the input is not given.
func (n numbers) optional(name string) ([]float64, error) {
	if n == nil {
		return nil, nil
	}
	out := make([]float64, len(n))
	for i, v := range n {
		if v == nil {
			return nil, wrong(name, fmt.Sprintf("has no value at position %d; every period must be there", i+1))
		}
		out[i] = *v
	}
	return out, nil
}

func missing(name string) error { return fmt.Errorf("input.%s is missing", name) }

func wrong(name, what string) error { return fmt.Errorf("input.%s %s", name, what) }

// otherwise returns what v points to, or the default where it is nil.
func otherwise[T any](v *T, without T) T {
	if v == nil {
		return without
	}
	return *v
}

// required returns what v points to; nil is an error that names the input.
func required(name string, v *float64) (float64, error) {
	if v == nil {
		return 0, missing(name)
	}
	return *v, nil
}

// positions are places in a series, from 1. A single one is written as a number
// and not as an array, as the published cases have it.
func positions(list []int) any {
	if len(list) == 1 {
		return list[0]
	}
	return list
}

// flags writes booleans as 0 and 1 and nil as null.
func flags(list []*bool) []*int {
	out := make([]*int, len(list))
	for i, v := range list {
		if v == nil {
			continue
		}
		out[i] = new(0)
		if *v {
			out[i] = new(1)
		}
	}
	return out
}

// window is the length of a loess window, or "periodic".
type window struct {
	Periodic bool
	Size     int
}

// UnmarshalJSON reads a number or "periodic" (or what begins it).
func (w *window) UnmarshalJSON(raw []byte) error {
	var word string
	if json.Unmarshal(raw, &word) == nil {
		if word == "" || !strings.HasPrefix("periodic", word) {
			return errors.New("a window must be a number or the word periodic")
		}
		w.Periodic = true
		return nil
	}
	if json.Unmarshal(raw, &w.Size) != nil {
		return errors.New("a window must be a whole number or the word periodic")
	}
	return nil
}

// span is a range of a series counted from 1: [first, last] where both is set,
// else every week by name.
func span(given []int, bounds bool, first, n int) ([]int, error) {
	if given == nil {
		given, bounds = []int{first, n}, true
		if n < first {
			return nil, fmt.Errorf("%d values are too few: the first that can be judged is number %d", n, first)
		}
	}
	if !bounds || len(given) != 2 {
		return given, nil
	}
	if given[0] > given[1] || given[0] < 1 || given[1] > n {
		return nil, wrong("range_1based", "must lie inside the series, its first before its last")
	}
	out := make([]int, 0, given[1]-given[0]+1)
	for at := given[0]; at <= given[1]; at++ {
		out = append(out, at)
	}
	return out, nil
}

// indices is an array of whole numbers, or one of them.
type indices []int

// UnmarshalJSON reads an array of whole numbers or one.
func (x *indices) UnmarshalJSON(raw []byte) error {
	var one int
	if raw = bytes.TrimSpace(raw); bytes.Equal(raw, []byte("null")) {
		return nil
	}
	if json.Unmarshal(raw, &one) == nil {
		*x = indices{one}
		return nil
	}
	var list []int
	if json.Unmarshal(raw, &list) != nil {
		return errors.New("positions must be whole numbers")
	}
	*x = list
	return nil
}
