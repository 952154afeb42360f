package contract

import (
	"bytes"
	"encoding/json"
	"errors"

	"redress/analytics/stat"
)

type earsInput struct {
	X        numbers  `json:"x"`
	Method   string   `json:"method"`    // C1, C2 or C3; default C2
	Baseline *int     `json:"baseline"`  // default 7
	Alpha    *float64 `json:"alpha"`     // default 0.001; C3 0.025
	MinSigma *float64 `json:"min_sigma"` // default 0.5
	// Range is [first, last], or a list of weeks when it has not two; default: all
	// weeks that have a whole baseline.
	Range indices `json:"range_1based"`
}

func ears(in earsInput) (any, error) {
	x, err := in.X.all("x")
	if err != nil {
		return nil, err
	}
	o := stat.EARSOptions{Method: in.Method, Baseline: otherwise(in.Baseline, 7), MinSigma: otherwise(in.MinSigma, 0.5)}
	if o.Method == "" {
		o.Method = "C2"
	}
	o.Alpha = otherwise(in.Alpha, 0.001)
	if o.Method == "C3" {
		o.Alpha = otherwise(in.Alpha, 0.025)
	}
	if _, err := stat.EARS(x, nil, o); err != nil {
		return nil, err
	}
	weeks, err := span(in.Range, true, o.First(), len(x))
	if err != nil {
		return nil, err
	}
	judged, err := stat.EARS(x, weeks, o)
	if err != nil {
		return nil, err
	}
	var upper, deviation, sum []float64
	alarm := make([]*bool, len(judged))
	for i, week := range judged {
		upper, deviation, sum = append(upper, week.Upper), append(deviation, week.Deviation), append(sum, week.Sum)
		alarm[i] = &week.Alarm
	}
	if o.Method == "C3" {
		return map[string]any{"c2": deviation, "c3": sum, "alarm": flags(alarm)}, nil
	}
	return map[string]any{"upper": upper, "alarm": flags(alarm)}, nil
}

// power is a number or a word for it.
type power float64

// UnmarshalJSON reads "2/3", "1/2", "none" or the number.
func (p *power) UnmarshalJSON(raw []byte) error {
	var word string
	var value float64
	switch raw = bytes.TrimSpace(raw); {
	case bytes.Equal(raw, []byte("null")):
		value = 2.0 / 3
	case json.Unmarshal(raw, &word) == nil:
		known := map[string]float64{"2/3": 2.0 / 3, "1/2": 0.5, "none": 1}
		var ok bool
		if value, ok = known[word]; !ok {
			return errors.New("power must be 2/3, 1/2 or none")
		}
	case json.Unmarshal(raw, &value) != nil:
		return errors.New("power must be 2/3, 1/2 or none")
	case value > 0.66 && value < 0.67:
		value = 2.0 / 3
	}
	*p = power(value)
	return nil
}

type farringtonInput struct {
	X         numbers   `json:"x"`
	Frequency *int      `json:"freq"`
	Range     indices   `json:"range_1based"` // every week by name
	Years     *int      `json:"b"`
	Window    *int      `json:"w"`
	Reweight  *bool     `json:"reweight"`
	Residual  *float64  `json:"weights_threshold"`
	Alpha     *float64  `json:"alpha"`
	Trend     *bool     `json:"trend"`
	TrendP    *float64  `json:"p_threshold_trend"`
	Power     *power    `json:"power"`
	Periods   *int      `json:"no_periods"`
	Skip      *int      `json:"past_weeks_not_included"`
	Threshold *string   `json:"threshold_method"`
	Limit     []float64 `json:"limit54"` // cases, weeks
}

func (in farringtonInput) options() (stat.FarringtonOptions, error) {
	o := stat.FarringtonDefaults()
	o.Frequency, o.Years, o.HalfWindow = otherwise(in.Frequency, o.Frequency), otherwise(in.Years, o.Years), otherwise(in.Window, o.HalfWindow)
	o.Reweight, o.Residual, o.Alpha = otherwise(in.Reweight, o.Reweight), otherwise(in.Residual, o.Residual), otherwise(in.Alpha, o.Alpha)
	o.Trend, o.TrendP = otherwise(in.Trend, o.Trend), otherwise(in.TrendP, o.TrendP)
	o.Power = float64(otherwise(in.Power, power(o.Power)))
	o.Periods, o.Skip, o.Threshold = otherwise(in.Periods, o.Periods), otherwise(in.Skip, o.Skip), otherwise(in.Threshold, o.Threshold)
	if in.Limit != nil {
		if len(in.Limit) != 2 || in.Limit[1] != float64(int(in.Limit[1])) {
			return o, wrong("limit54", "must be a number of cases and a whole number of weeks")
		}
		o.Cases, o.CaseWeeks = in.Limit[0], int(in.Limit[1])
	}
	return o, nil
}

func farrington(in farringtonInput) (any, error) {
	x, err := in.X.all("x")
	if err != nil {
		return nil, err
	}
	o, err := in.options()
	if err != nil {
		return nil, err
	}
	weeks, err := span(in.Range, false, o.First(), len(x))
	if err != nil {
		return nil, err
	}
	judged, err := stat.Farrington(x, weeks, o)
	if err != nil {
		return nil, err
	}
	n := len(judged)
	expected, upper, phi := make([]*float64, n), make([]*float64, n), make([]*float64, n)
	coef, p, score := make([]*float64, n), make([]*float64, n), make([]*float64, n)
	trend, alarm := make([]*bool, n), make([]*bool, n)
	for i, week := range judged {
		if !week.OK {
			continue
		}
		expected[i], upper[i], phi[i] = &week.Expected, &week.Upper, &week.Phi
		coef[i], p[i], score[i] = week.TrendCoef, week.P, week.Score
		trend[i], alarm[i] = new(week.TrendCoef != nil), &week.Alarm
	}
	result := map[string]any{
		"expected": expected, "upper": upper, "phi": phi, "trend": flags(trend),
		"trend_coef": coef, "score": score, "alarm": flags(alarm),
	}
	if o.Threshold == "nbPlugin" {
		result["pvalue"] = p
	}
	return result, nil
}
