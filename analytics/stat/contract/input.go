package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A count is a whole number however it is written, 20 or 2e1, at most 2^53.
type count int64

// UnmarshalJSON refuses what is not a whole number, null too: unknown is not 0.
func (c *count) UnmarshalJSON(raw []byte) error {
	whole, err := readCount(raw)
	if err == nil {
		*c = count(whole)
	}
	return err
}

// counts is a list of counts.
type counts []int64

// UnmarshalJSON refuses a list with anything but whole numbers.
func (c *counts) UnmarshalJSON(raw []byte) error {
	if bytes.Equal(raw, []byte("null")) {
		*c = nil
		return nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return errors.New("counts must be a list of whole numbers")
	}
	*c = make(counts, len(list))
	for i, each := range list {
		whole, err := readCount(each)
		if err != nil {
			return fmt.Errorf("%w (position %d)", err, i+1)
		}
		(*c)[i] = whole
	}
	return nil
}

func readCount(raw []byte) (int64, error) {
	var v *float64
	if err := json.Unmarshal(raw, &v); err != nil || v == nil {
		return 0, errors.New("a count must be a whole number")
	}
	if *v != math.Trunc(*v) || math.Abs(*v) > 1<<53 {
		return 0, errors.New("a count must be a whole number of at most 2^53")
	}
	return int64(*v), nil
}

// given refuses a null in the place of a number that is needed.
func given(values map[string]*float64) error {
	var missing []string
	for name, v := range values {
		if v == nil {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return fmt.Errorf("input: %s must be a number", missing[0])
	}
	return nil
}
