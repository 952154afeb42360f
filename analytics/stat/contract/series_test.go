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

type seriesCase struct {
	ID       string          `json:"id"`
	Contract string          `json:"contract"`
	Input    json.RawMessage `json:"input"`
	Expect   map[string]any  `json:"expect"`
	Tol      string          `json:"tol"`
}

func seriesCases(t *testing.T) []seriesCase {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "testdata", "oracles_series.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []seriesCase `json:"cases"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	return file.Cases
}

// near returns the comparison a tolerance asks for: "abs 1e-9", "rel 1e-8" or
// "exact indices; cost rel 1e-8", in which whole numbers are equal.
func near(t *testing.T, tol string) func(got, want float64) bool {
	t.Helper()
	exact := strings.HasPrefix(tol, "exact indices; cost ")
	kind, number, found := strings.Cut(strings.TrimPrefix(tol, "exact indices; cost "), " ")
	size, err := strconv.ParseFloat(number, 64)
	if !found || err != nil || (kind != "abs" && kind != "rel") {
		t.Fatalf("tolerance %q is not understood", tol)
	}
	return func(got, want float64) bool {
		if exact && want == math.Trunc(want) {
			return got == want
		}
		if kind == "abs" {
			return math.Abs(got-want) <= size
		}
		return math.Abs(got-want) <= size*math.Abs(want)+1e-12
	}
}

// differ returns what of want is not so in got; every value of want is compared.
func differ(path string, got, want any, same func(got, want float64) bool) []string {
	var out []string
	switch want := want.(type) {
	case map[string]any:
		inside, ok := got.(map[string]any)
		if !ok {
			return []string{path + " is not an object"}
		}
		for key, each := range want {
			value, ok := inside[key]
			if !ok {
				out = append(out, path+"."+key+" is missing")
				continue
			}
			out = append(out, differ(path+"."+key, value, each, same)...)
		}
	case []any:
		inside, ok := got.([]any)
		if !ok || len(inside) != len(want) {
			return []string{fmt.Sprintf("%s = %v, want %v", path, got, want)}
		}
		for i, each := range want {
			out = append(out, differ(fmt.Sprintf("%s[%d]", path, i), inside[i], each, same)...)
		}
	case float64:
		if value, ok := got.(float64); !ok || !same(value, want) {
			out = append(out, fmt.Sprintf("%s = %v, want %v", path, got, want))
		}
	case nil:
		if got != nil {
			out = append(out, fmt.Sprintf("%s = %v, want null", path, got))
		}
	default:
		out = append(out, fmt.Sprintf("%s: a %T cannot be compared", path, want))
	}
	return out
}

func TestSeriesAnswersPublishedCases(t *testing.T) {
	door := New()
	cases := seriesCases(t)
	// EARS refers to a series that a later case holds.
	for _, each := range cases {
		ask(t, door, each.ID, each.Contract, each.Input)
	}
	for _, each := range cases {
		t.Run(each.ID, func(t *testing.T) {
			answered := ask(t, door, each.ID, each.Contract, each.Input)
			if answered.Error != "" {
				t.Fatalf("%s: %s", each.Contract, answered.Error)
			}
			for _, line := range differ("result", answered.Result, each.Expect, near(t, each.Tol)) {
				t.Error(line)
			}
		})
	}
}

type seriesAnswer struct {
	Result any
	Error  string
}

func ask(t *testing.T, door *Door, id, contract string, input json.RawMessage) seriesAnswer {
	t.Helper()
	line, err := json.Marshal(map[string]any{"id": id, "contract": contract, "input": input})
	if err != nil {
		t.Fatal(err)
	}
	var out seriesAnswer
	if err := json.Unmarshal(door.Answer(line), &out); err != nil {
		t.Fatal(err)
	}
	return out
}
