package contract

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func askSurvival(t *testing.T, name, input string) (result map[string]any, failure string) {
	t.Helper()
	line := `{"id":"x","contract":"` + name + `","input":` + input + `}`
	var answer struct {
		Result map[string]any `json:"result"`
		Error  string         `json:"error"`
	}
	if err := json.Unmarshal(New().Answer([]byte(line)), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Result, answer.Error
}

// TestSurvivalEdges asks what has no answer, or only part of one: null stands for
// it, and the rest is there.
func TestSurvivalEdges(t *testing.T) {
	for name, c := range map[string]struct{ contract, input, want string }{
		"all open":            {"km.fit", `{"time":[3,5],"status":[0,0]}`, `{"n":2,"events":0,"median_loglog":[null,null,null],"table":{"t":[],"surv":[]}}`},
		"nobody":              {"km.fit", `{"time":[],"status":[]}`, `{"n":0,"events":0,"rmst":[]}`},
		"last is an event":    {"km.fit", `{"time":[4],"status":[1]}`, `{"median_log":[4,null,null],"table":{"surv":[0],"se_greenwood":[null],"lo_plain":[null]}}`},
		"open on the day":     {"km.fit", `{"time":[2,2],"status":[1,0]}`, `{"table":{"n":[2],"surv":[0.5]}}`},
		"late entry":          {"km.fit", `{"time":[5,6],"status":[1,1],"entry":[0,5]}`, `{"table":{"n":[1,1],"surv":[0,0]}}`},
		"horizon not reached": {"km.fit", `{"time":[5],"status":[0],"tau":[3,9]}`, `{"rmst":[{"tau":3,"rmst":3,"se":0},{"tau":9,"rmst":null,"se":null}]}`},
		"not reached":         {"km.median_flat", `{"time":[1,5,5],"status":[1,0,0]}`, `{"median":null}`},
		"one group":           {"km.logrank", `{"time":[1,2],"status":[1,1],"group":["a","a"]}`, `{"chisq":null,"p":null,"df":0,"obs":[2],"exp":[2]}`},
		"groups by number":    {"km.logrank", `{"time":[1,2,3],"status":[0,0,0],"group":[10,9,"a"]}`, `{"group_order":[9,10,"a"],"chisq":null}`},
		"alone in a stratum":  {"km.logrank_stratified", `{"time":[1,2,3],"status":[1,1,1],"group":["a","b","a"],"strata":[1,1,2]}`, `{"obs":[2,1],"exp":[1.5,1.5],"df":1}`},
		"no events":           {"cr.aalen_johansen", `{"time":[1,2],"status":[0,0]}`, `{"at":[{"t":2,"F1":0,"F2":0,"S":1}]}`},
		"days asked for":      {"cr.aalen_johansen", `{"time":[1,2],"status":[1,2],"at":[0.5,2]}`, `{"at":[{"t":0.5,"F1":0,"S":1},{"t":2,"F1":0.5,"F2":0.5,"S":0}],"naive_1_minus_km_cause1":[0,0.5]}`},
		"gray of one group":   {"cr.gray", `{"time":[1,2],"status":[1,2],"group":[1,1]}`, `{"all":{"stat":[null,null],"df":[0,0]}}`},
		"an empty arm":        {"mh.strata", `{"a":[5,0],"b":[3,0],"c":[2,4],"d":[6,4]}`, `{"rd":0.375,"strata_rd":[0.375,null],"dropped":1,"tarone":null}`},
		"only empty arms":     {"mh.strata", `{"a":[0],"b":[0],"c":[2],"d":[4]}`, `{"rd":null,"crude_rd":null,"or":null,"cmh":null}`},
		"zero cells":          {"mh.strata", `{"a":[0],"b":[3],"c":[0],"d":[6]}`, `{"rd":0,"rr":null,"or":null,"cmh":null}`},
		"never entered":       {"ladder.multistate", `{"rows":{"id":[1],"from":["S"],"to":[null],"entry":[0],"exit":[4]},"states":["S","P","R"],"absorbing":["R"],"times":2}`, `{"occupation":[{"t":2,"S":1,"P":0,"R":0}],"stages":{"P":{"entered":0,"exits":{},"median_sojourn":[null,null,null]},"S":{"exits":{"cens":1}}}}`},
		"from 1":              {"sdc.audit", `{"table":[[3,4],[1,5]],"pattern_x":[[1,1],[1,2],[2,1],[2,2]],"zero_based":false,"need":4}`, `{"x":[{"cell":[1,1],"true":3,"lo":0,"hi":4,"protected":false}]}`},
		"two parts":           {"sdc.audit", `{"table":[[1,1,0,0],[1,1,0,0],[0,0,2,2],[0,0,2,2]],"pattern_x":[[0,0],[0,1],[1,0],[1,1],[2,2],[2,3],[3,2],[3,3]]}`, `{"x":[{"cell":[0,0],"lo":0,"hi":2}]}`},
		"nothing protects":    {"sdc.min_suppress", `{"table":[[3,0],[0,6]],"primary":[[1,1]],"need":2}`, `{"need2":{"min_sum":null,"example":null}}`},
		"more than four":      {"sdc.min_suppress", `{"table":[[1,9,9,9,9],[9,1,9,9,9],[9,9,1,9,9],[9,9,9,1,9],[9,9,9,9,1]],"primary":[[0,0],[1,1],[2,2],[3,3],[4,4]],"need":9}`, `{"need9":{"exact":false}}`},
		"names of figures":    {"dp.formulas", `{"eps":0.5,"sens":3,"sigma2":2,"rho":0.1,"delta":1e-5}`, `{"discrete_gaussian":{"rho_sens3":2.25},"laplace":{"scale":6}}`},
	} {
		got, failure := askSurvival(t, c.contract, c.input)
		if failure != "" {
			t.Errorf("%s: %s", name, failure)
			continue
		}
		var want map[string]any
		if err := json.Unmarshal([]byte(c.want), &want); err != nil {
			t.Fatal(err)
		}
		for key, value := range want {
			compareStart(t, name+"."+key, got[key], value)
		}
	}
}

// compareStart is compareOracle for lists of which only the start is wanted.
func compareStart(t *testing.T, where string, got, want any) {
	t.Helper()
	near := func(got, want float64) bool { return got-want < 1e-9 && want-got < 1e-9 }
	if list, ok := want.([]any); ok {
		if have, ok := got.([]any); ok && len(list) > 0 && len(have) > len(list) {
			got = have[:len(list)]
		}
	}
	compareOracle(t, where, got, want, near)
}

func TestSurvivalNames(t *testing.T) {
	got, _ := askSurvival(t, "dp.formulas", `{"eps":0.5,"sens":3,"sigma2":2,"rho":0.1,"delta":1e-5}`)
	for _, name := range []string{"cdp_delta_rho01_eps05", "cdp_rho_eps05_delta1e5"} {
		if _, ok := got[name].(float64); !ok {
			t.Errorf("dp.formulas has no %s", name)
		}
	}
}

func TestSurvivalRefuses(t *testing.T) {
	for name, c := range map[string]struct{ contract, input, want string }{
		"misspelt":         {"km.fit", `{"time":[1],"status":[1],"taw":3}`, "taw"},
		"no status":        {"km.fit", `{"time":[1]}`, "status is missing"},
		"lengths":          {"km.fit", `{"time":[1,2],"status":[1]}`, "differ in length"},
		"status":           {"km.fit", `{"time":[1],"status":[2]}`, "0 to 1"},
		"unknown time":     {"km.fit", `{"time":[null],"status":[1]}`, "null"},
		"negative time":    {"km.fit", `{"time":[-1],"status":[1]}`, "not negative"},
		"conf":             {"km.fit", `{"time":[1],"status":[1],"conf":1}`, "conf"},
		"quantile":         {"km.fit", `{"time":[1],"status":[1],"quantiles":[1.5]}`, "quantile"},
		"no group":         {"km.logrank", `{"time":[1],"status":[1]}`, "group is missing"},
		"no strata":        {"km.logrank_stratified", `{"time":[1],"status":[1],"group":["a"]}`, "strata is missing"},
		"a negative count": {"mh.strata", `{"a":[-1],"b":[0],"c":[2],"d":[4]}`, "negative"},
		"half a complaint": {"mh.strata", `{"a":[0.5],"b":[0],"c":[2],"d":[4]}`, "whole"},
		"unknown state":    {"ladder.multistate", `{"rows":{"id":[1],"from":["S"],"to":["Q"],"entry":[0],"exit":[4]},"states":["S"],"absorbing":[]}`, "state"},
		"back in time":     {"ladder.multistate", `{"rows":{"id":[1],"from":["S"],"to":["R"],"entry":[5],"exit":[4]},"states":["S","R"],"absorbing":["R"]}`, "exit"},
		"from the end":     {"ladder.multistate", `{"rows":{"id":[1],"from":["R"],"to":["S"],"entry":[0],"exit":[4]},"states":["S","R"],"absorbing":["R"]}`, "absorbing"},
		"outside":          {"sdc.audit", `{"table":[[1,2]],"pattern_x":[[0,5]]}`, "outside"},
		"not a pair":       {"sdc.audit", `{"table":[[1,2]],"pattern_x":[[0]]}`, "cell"},
		"no privacy":       {"dp.formulas", `{"eps":0,"sens":1}`, "above 0"},
	} {
		if _, failure := askSurvival(t, c.contract, c.input); !strings.Contains(failure, c.want) {
			t.Errorf("%s: error %q, want it to say %q", name, failure, c.want)
		}
	}
}

// FuzzSurvivalDoor: any JSON is answered by JSON, a result or a sentence.
func FuzzSurvivalDoor(f *testing.F) {
	raw, err := os.ReadFile(filepath.Join("..", "testdata", "oracles_survival.json"))
	if err != nil {
		f.Fatal(err)
	}
	var oracles struct {
		Cases []struct {
			Contract string          `json:"contract"`
			Input    json.RawMessage `json:"input"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(raw, &oracles); err != nil {
		f.Fatal(err)
	}
	for _, each := range oracles.Cases {
		f.Add(each.Contract, []byte(each.Input))
	}
	f.Fuzz(func(t *testing.T, name string, input []byte) {
		if _, ours := survival()[name]; !ours || !json.Valid(input) || len(input) > 1<<13 {
			return
		}
		line, err := json.Marshal(map[string]any{"id": 1, "contract": name, "input": json.RawMessage(input)})
		if err != nil {
			t.Fatal(err)
		}
		var answer map[string]any
		if err := json.Unmarshal(New().Answer(line), &answer); err != nil {
			t.Fatal(err)
		}
		_, result := answer["result"]
		if failure, _ := answer["error"].(string); result == (failure != "") {
			t.Fatalf("answer to %s is %v", input, answer)
		}
	})
}
