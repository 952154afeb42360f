package contract

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// survivalTolerance reads the tolerance of a case. The cost of a pattern and the
// bounds of a cell are whole numbers; what an example may be is tested apart.
func survivalTolerance(t *testing.T, text string) (absolute, relative float64) {
	t.Helper()
	if text == "exact integers" || text == "cost exact" {
		return 0, 0
	}
	kind, number, ok := strings.Cut(text, " ")
	value, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || kind != "rel" && kind != "abs" {
		t.Fatalf("tolerance %q has no rule", text)
	}
	if kind == "abs" {
		return value, 0
	}
	// The oracles are printed to ten digits, a zero among them as 0.
	return 1e-15, value
}

// TestSurvivalOracles asks every case of these contracts through the door.
func TestSurvivalOracles(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "testdata", "oracles_survival.json"))
	if err != nil {
		t.Fatal(err)
	}
	var oracles struct {
		Cases []struct {
			ID       string          `json:"id"`
			Contract string          `json:"contract"`
			Input    json.RawMessage `json:"input"`
			Expect   any             `json:"expect"`
			Tol      string          `json:"tol"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(raw, &oracles); err != nil {
		t.Fatal(err)
	}
	door, asked := New(), map[string]bool{}
	for _, oracle := range oracles.Cases {
		asked[oracle.Contract] = true
		line, err := json.Marshal(map[string]any{"id": oracle.ID, "contract": oracle.Contract, "input": oracle.Input})
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			Result any    `json:"result"`
			Error  string `json:"error"`
		}
		if err := json.Unmarshal(door.Answer(line), &answer); err != nil {
			t.Fatal(err)
		}
		if answer.Error != "" {
			t.Errorf("%s: %s", oracle.ID, answer.Error)
			continue
		}
		absolute, relative := survivalTolerance(t, oracle.Tol)
		compareOracle(t, oracle.ID, answer.Result, oracle.Expect, func(got, want float64) bool {
			return math.Abs(got-want) <= absolute+relative*math.Abs(want)
		})
	}
	for name := range survival() {
		if !asked[name] {
			t.Errorf("no case asks %s", name)
		}
	}
}

// compareOracle compares everything want has, deep.
func compareOracle(t *testing.T, where string, got, want any, near func(got, want float64) bool) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s = %v, want an object", where, got)
			return
		}
		for name, value := range want {
			other, ok := have[name]
			if !ok {
				t.Errorf("%s has no %s", where, name)
				continue
			}
			compareOracle(t, where+"."+name, other, value, near)
		}
	case []any:
		have, ok := got.([]any)
		if !ok || len(have) != len(want) {
			t.Errorf("%s = %v, want %v", where, got, want)
			return
		}
		for i := range want {
			compareOracle(t, fmt.Sprintf("%s[%d]", where, i), have[i], want[i], near)
		}
	case float64:
		if have, ok := got.(float64); !ok || !near(have, want) {
			t.Errorf("%s = %v, want %v", where, got, want)
		}
	default:
		if got != want {
			t.Errorf("%s = %v, want %v", where, got, want)
		}
	}
}
