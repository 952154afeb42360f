package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"redress/analytics/stat"
)

// scale is a number, or words that say it is estimated.
type scale struct{ value *float64 }

// UnmarshalJSON reads a number or a string.
func (s *scale) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	var word string
	if json.Unmarshal(raw, &word) == nil {
		if word != "mad(diff)/sqrt2" {
			return fmt.Errorf("scale must be a number or the words mad(diff)/sqrt2")
		}
		return nil
	}
	var value float64
	if json.Unmarshal(raw, &value) != nil {
		return fmt.Errorf("scale must be a number or the words mad(diff)/sqrt2")
	}
	s.value = &value
	return nil
}

type changesInput struct {
	X      numbers  `json:"x"`
	MinSeg *int     `json:"min_seg"` // default 4
	Pen    *float64 `json:"pen"`     // without it: 1, 2 and 3 times ln n
	Scale  scale    `json:"scale"`   // of ts.changepoint_mean
}

// shortest is the default length of the shortest segment.
const shortest = 4

// underPenalties answers for one penalty, or for the three usual ones.
func underPenalties(result map[string]any, pen *float64, n int, find func(pen float64) (stat.Changes, error)) (any, error) {
	if pen != nil {
		found, err := find(*pen)
		if err != nil {
			return nil, err
		}
		result["cpts"], result["total_cost"] = positions(found.Last), found.Cost
		return result, nil
	}
	for times := range 3 {
		found, err := find(float64(times+1) * math.Log(float64(max(1, n))))
		if err != nil {
			return nil, err
		}
		result[fmt.Sprintf("pen_%dlogn", times+1)] = map[string]any{
			"cpts": positions(found.Last), "total_cost": found.Cost,
		}
	}
	return result, nil
}

func changesOfMean(in changesInput) (any, error) {
	x, err := in.X.all("x")
	if err != nil {
		return nil, err
	}
	width := 0.0
	if in.Scale.value != nil {
		width = *in.Scale.value
	} else {
		width, _ = stat.DifferenceScale(x)
	}
	return underPenalties(map[string]any{"scale": width}, in.Pen, len(x), func(pen float64) (stat.Changes, error) {
		return stat.ChangesOfMean(x, width, pen, otherwise(in.MinSeg, shortest))
	})
}

type countChangesInput struct {
	X      numbers  `json:"x"`
	MinSeg *int     `json:"min_seg"`
	Pen    *float64 `json:"pen"`
}

func changesOfCounts(in countChangesInput) (any, error) {
	x, err := in.X.all("x")
	if err != nil {
		return nil, err
	}
	return underPenalties(map[string]any{}, in.Pen, len(x), func(pen float64) (stat.Changes, error) {
		return stat.ChangesOfCounts(x, pen, otherwise(in.MinSeg, shortest))
	})
}

type rateChangesInput struct {
	Y      numbers  `json:"y"`
	N      numbers  `json:"n"`
	MinSeg *int     `json:"min_seg"`
	Pen    *float64 `json:"pen"`
}

func changesOfRate(in rateChangesInput) (any, error) {
	y, n, err := parts("y", in.Y, "n", in.N)
	if err != nil {
		return nil, err
	}
	return underPenalties(map[string]any{}, in.Pen, len(y), func(pen float64) (stat.Changes, error) {
		return stat.ChangesOfRate(y, n, pen, otherwise(in.MinSeg, shortest))
	})
}

// parts returns two arrays of one length; one number as the second stands for all.
func parts(nameY string, givenY numbers, nameN string, givenN numbers) (y, n []float64, err error) {
	if y, err = givenY.all(nameY); err != nil {
		return nil, nil, err
	}
	if n, err = givenN.all(nameN); err != nil {
		return nil, nil, err
	}
	if len(n) == 1 && len(y) > 1 {
		for len(n) < len(y) {
			n = append(n, n[0])
		}
	}
	return y, n, nil
}
