package contract

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestSeriesAtTheirEdges(t *testing.T) {
	for _, each := range []struct {
		name, contract, input string
		want                  string // JSON that must be in the result
		refused               string // or what the error says
	}{
		{name: "constant", contract: "ts.mann_kendall", input: `{"y": [3, 3, 3, 3]}`,
			want: `{"S": 0, "varS": 0, "z": 0, "p": 1, "tau_a": 0, "tau_b": null, "n_slopes": 6}`},
		{name: "two", contract: "ts.mann_kendall", input: `{"y": [3, 4]}`, want: `{"S": 1, "z": 0, "p": 1, "tau_a": 1}`},
		{name: "one", contract: "ts.mann_kendall", input: `{"y": [3]}`, refused: "at least 2"},
		{name: "a week missing", contract: "ts.mann_kendall", input: `{"y": [3, null, 4]}`, refused: "position 2"},
		{name: "nothing", contract: "ts.sen", input: `{}`, refused: "input.y is missing"},
		{name: "misspelt", contract: "ts.sen", input: `{"y": [1, 2], "alfa": 0.1}`, refused: "alfa"},
		{name: "alpha", contract: "ts.sen", input: `{"y": [1, 2], "alpha": 0}`, refused: "alpha"},
		{name: "times equal", contract: "ts.sen", input: `{"y": [1, 2], "t": [3, 3]}`, refused: "no slope"},
		{name: "lengths", contract: "ts.sen", input: `{"y": [1, 2], "t": [3]}`, refused: "y has 2 values and t has 1"},
		{name: "words", contract: "ts.sen", input: `{"y": ["1", 2]}`, refused: "numbers"},
		{name: "constant by Hamed–Rao", contract: "ts.mk_hamed_rao", input: `{"y": [2, 2, 2, 2], "max_lag": null}`,
			want: `{"factor": 1, "varS": 0, "z": 0, "p": 1}`},
		{name: "two by Hamed–Rao", contract: "ts.mk_hamed_rao", input: `{"y": [2, 3]}`, refused: "at least 3"},
		{name: "constant STL", contract: "ts.stl", input: `{"x": [0, 0, 0, 0, 0, 0, 0, 0, 0], "period": 4, "s_window": "periodic", "robust": true}`,
			want: `{"seasonal": [0, 0, 0, 0, 0, 0, 0], "weights": [1, 1, 1, 1, 1, 1, 1], "seas_strength": null, "outer": 15}`},
		{name: "two periods only", contract: "ts.stl", input: `{"x": [1, 2, 3, 4, 1, 2, 3, 4], "period": 4, "s_window": 7}`, refused: "two periods"},
		{name: "constant level", contract: "ts.changepoint_mean", input: `{"x": [5, 5, 5, 5], "min_seg": 2}`,
			want: `{"scale": 0, "pen_3logn": {"cpts": [], "total_cost": 0}}`},
		{name: "scale 0", contract: "ts.changepoint_mean", input: `{"x": [1, 1, 1, 1, 9, 9, 9, 9], "min_seg": 2}`, refused: "scale is 0"},
		{name: "scale given", contract: "ts.changepoint_mean", input: `{"x": [1, 1, 1, 1, 9, 9, 9, 9], "min_seg": 2, "scale": 1, "pen": 5}`,
			want: `{"cpts": 4, "total_cost": 5}`},
		{name: "segments too long", contract: "ts.changepoint_poisson", input: `{"x": [1, 1, 9, 9], "min_seg": 3, "pen": 0}`, want: `{"cpts": []}`},
		{name: "zeros only", contract: "ts.changepoint_poisson", input: `{"x": [0, 0, 0, 0, 0, 0]}`, want: `{"pen_1logn": {"cpts": [], "total_cost": 0}}`},
		{name: "none then all", contract: "ts.changepoint_binomial", input: `{"y": [0, 0, 0, 9, 9, 9], "n": 9, "pen": 4, "min_seg": 1}`,
			want: `{"cpts": 3, "total_cost": 4}`},
		{name: "more than all", contract: "ts.changepoint_binomial", input: `{"y": [1, 3], "n": [2, 2]}`, refused: "part 2"},
		{name: "no series", contract: "ts.changepoint_poisson", input: `{"x": []}`, refused: "no values"},
		{name: "first after nothing", contract: "sv.ears", input: `{"x": [0, 0, 0, 0, 0, 0, 0, 1], "method": "C1"}`,
			want: `{"alarm": [0]}`},
		{name: "no floor", contract: "sv.ears", input: `{"x": [0, 0, 0, 0, 0, 0, 0, 1], "method": "C1", "min_sigma": 0}`,
			want: `{"alarm": [1], "upper": [0]}`},
		{name: "early", contract: "sv.ears", input: `{"x": [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5], "method": "C3", "range_1based": [11, 12]}`, refused: "begins at week 12"},
		{name: "short", contract: "sv.ears", input: `{"x": [0, 0, 0], "method": "C2"}`, refused: "too few"},
		{name: "method", contract: "sv.ears", input: `{"x": [0, 0, 0], "method": "C4"}`, refused: "no method"},
		{name: "short history", contract: "sv.farrington", input: `{"x": [0, 0, 0]}`, refused: "too few"},
		{name: "empty windows", contract: "sv.farrington",
			input: `{"x": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7], "freq": 7, "b": 3, "w": 0, "no_periods": 1, "range_1based": [22, 23], "threshold_method": "delta", "power": "2/3"}`,
			want:  `{"expected": [0, 0], "upper": [0, 0], "phi": [1, 1], "trend": [0, 0], "trend_coef": [null, null], "score": [null, null], "alarm": [0, 1]}`},
		{name: "sizes", contract: "sv.pchart", input: `{"d": [1, 0, 9], "n": [10, 0, 10]}`, want: `{"pbar": 0.5, "lcl": [0.02565835097474307, null, 0.02565835097474307]}`},
		{name: "no success", contract: "sv.pchart", input: `{"d": [0, 0], "n": 20}`, want: `{"pbar": 0, "lcl": 0, "ucl": 0, "out_1based": []}`},
		{name: "one point", contract: "sv.laney", input: `{"d": [2], "n": 20}`, refused: "two points"},
		{name: "limits that open", contract: "sv.ewma", input: `{"x": [2, 2], "lambda": 1, "mu": 2, "sigma": 1, "L": 3, "exact_limits": true}`,
			want: `{"z": [2, 2], "lcl": [-1, -1], "ucl": [5, 5], "alarm_1based": []}`},
		{name: "no target", contract: "sv.cusum", input: `{"x": [1], "K": 1, "H": 2}`, refused: "input.mu is missing"},
		{name: "means in the wrong order", contract: "sv.cusum_poisson", input: `{"x": [1], "mu0": 3, "mu1": 2, "h": 1}`, refused: "mu0 < mu1"},
		{name: "no counts", contract: "its.quasipoisson",
			input:   `{"aces": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "month": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "stdpop": 1, "first_ban_index_1based": 5}`,
			refused: "as long as"},
		{name: "collinear", contract: "reg.newey_west", input: `{"y": [1, 2, 4, 3], "X": [[1, 2, 3, 4], [3, 5, 7, 9]], "lag": 1}`, refused: "singular"},
		{name: "lag below 0", contract: "reg.newey_west", input: `{"y": [1, 2, 4, 3], "X": [1, 2, 3, 4], "lag": -1}`, refused: "negative"},
		{name: "constant before and after", contract: "its.ols_nw", input: `{"y": [3, 3, 3, 3, 3, 3], "T0": 3, "lag": 1}`,
			want: `{"coef": [3, 0, 0, 0], "se_nw1": [0, 0, 0, 0], "effect6": [0, 0], "dw": null}`},
		{name: "nothing after", contract: "its.ols_nw", input: `{"y": [3, 3, 3, 3, 3, 3], "T0": 6}`, refused: "fewer than 2 periods"},
		{name: "nothing to estimate from", contract: "its.reml_ar1", input: `{"y": [3, 3, 3, 3, 3, 3], "T0": 3, "X": "1, t, step, step*(t-3)"}`, refused: "exactly"},
		{name: "other words", contract: "its.prais_winsten", input: `{"y": [3, 4, 3, 3, 4, 3], "T0": 3, "X": "1, t"}`, refused: "words"},
		{name: "no errors of cells", contract: "did.2x2", input: `{"nj_before": 1, "nj_after": 3, "pa_before": 1, "pa_after": 2}`, want: `{"did": 1, "se_independent": null}`},
		{name: "no period before", contract: "did.panel", input: `{"u": [1, 1, 2, 2], "t": [1, 2, 1, 2], "treat": [1, 1, 0, 0], "t0": 1, "y": [1, 2, 3, 5]}`, refused: "before"},
		{name: "one unit", contract: "did.panel", input: `{"u": [1, 1], "t": [1, 2], "treat": [1, 1], "t0": 2, "y": [1, 2]}`, refused: "2 units"},
		{name: "one pre-period", contract: "did.panel", input: `{"u": [1, 1, 2, 2, 3, 3], "t": [1, 2, 1, 2, 1, 2], "treat": [1, 1, 0, 0, 0, 0], "t0": 2, "y": [1, 4, 2, 3, 2, 2]}`,
			want: `{"twfe": 2.5, "event_time": [0], "pre_df": 0, "pre_wald_cr1": null, "pre_F_classical": null, "pre_F_p": null}`},
	} {
		t.Run(each.contract+" "+each.name, func(t *testing.T) {
			answered := ask(t, New(), "edge", each.contract, json.RawMessage(each.input))
			if each.refused != "" {
				if !strings.Contains(answered.Error, each.refused) {
					t.Fatalf("answered %v, error %q; want an error with %q", answered.Result, answered.Error, each.refused)
				}
				return
			}
			if answered.Error != "" {
				t.Fatal(answered.Error)
			}
			var want map[string]any
			if err := json.Unmarshal([]byte(each.want), &want); err != nil {
				t.Fatal(err)
			}
			same := func(got, want float64) bool { return math.Abs(got-want) <= 1e-9 }
			for _, line := range differ("result", answered.Result, want, same) {
				t.Error(line)
			}
		})
	}
}

// An input may name the series of an earlier line, also when one method calls x
// what another calls y.
func TestSeriesByReference(t *testing.T) {
	door := New()
	ask(t, door, "a", "ts.mann_kendall", json.RawMessage(`{"y": [1, 2, 4, 3, 9, 9, 8], "t": [1, 2, 3, 4, 5, 6, 7]}`))
	direct := ask(t, door, "b", "ts.changepoint_mean", json.RawMessage(`{"x": [1, 2, 4, 3, 9, 9, 8], "min_seg": 2, "pen": 2}`))
	named := ask(t, door, "c", "ts.changepoint_mean", json.RawMessage(`{"x": "as a", "min_seg": 2, "pen": 2}`))
	if named.Error != "" {
		t.Fatal(named.Error)
	}
	want, ok := direct.Result.(map[string]any)
	if !ok {
		t.Fatalf("answered %+v", direct)
	}
	for _, line := range differ("result", named.Result, want, func(got, want float64) bool { return got == want }) {
		t.Error(line)
	}
}

// FuzzSeries asks any of the contracts about series anything at all: there is an
// answer, in JSON, with a result or a sentence.
func FuzzSeries(f *testing.F) {
	var names []string
	for name := range series() {
		names = append(names, name)
	}
	for _, seed := range []string{
		`{"y": [1, 2, 4, 3], "alpha": 0.1}`, `{"x": [1, 2, 1, 3, 1, 2, 1, 3, 2], "period": 4, "s_window": "per"}`,
		`{"x": [1, 0, 0, 5], "min_seg": 1, "pen": 2}`, `{"d": [1, 2], "n": 4}`, `{"y": [1, 2, 9, 3, 4, 5], "T0": 3, "lag": 2}`,
		`{"u": [1, 1, 2, 2], "t": [1, 2, 1, 2], "treat": [1, 1, 0, 0], "t0": 2, "y": [1, 2, 3, 5]}`,
		`{"x": [0, 1, 0, 2, 0, 1, 3], "freq": 2, "b": 2, "w": 0, "no_periods": 1, "past_weeks_not_included": 0}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		if len(input) > 2000 || !json.Valid([]byte(input)) {
			return
		}
		for _, name := range names {
			answered := ask(t, New(), "fuzz", name, json.RawMessage(input))
			if (answered.Result == nil) == (answered.Error == "") {
				t.Fatalf("%s of %s: result %v and error %q", name, input, answered.Result, answered.Error)
			}
		}
	})
}

func TestSeriesRefuseHugeSettings(t *testing.T) {
	for contract, input := range map[string]string{
		"ts.stl":                 `{"x": [1, 2, 3, 1, 2, 3, 1], "period": 9223372036854775807, "s_window": 7}`,
		"sv.ears":                `{"x": [1, 2, 3, 1, 2, 3, 1], "baseline": 9223372036854775807, "range_1based": [2, 3]}`,
		"sv.farrington":          `{"x": [1, 2, 3, 1, 2, 3, 1], "freq": 4294967296, "b": 4294967296, "range_1based": [5]}`,
		"ts.changepoint_poisson": `{"x": [1, 2, 3], "min_seg": -9223372036854775807}`,
	} {
		if answered := ask(t, New(), "huge", contract, json.RawMessage(input)); answered.Error == "" {
			t.Errorf("%s of %s = %v, want an error", contract, input, answered.Result)
		}
	}
	answered := ask(t, New(), "huge", "ts.changepoint_poisson", json.RawMessage(`{"x": [1, 2, 3], "min_seg": 9223372036854775807, "pen": 1}`))
	if answered.Error != "" {
		t.Errorf("a shortest segment beyond the series: %s, want no change", answered.Error)
	}
}
