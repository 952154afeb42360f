package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"redress/analytics/stat/contract"
)

// askStat runs redress stat on the given standard input.
func askStat(t *testing.T, input string, args ...string) []map[string]any {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), append([]string{"stat"}, args...), strings.NewReader(input), &stdout, &stderr); code != exitDone || stderr.Len() > 0 {
		t.Fatalf("redress stat ended with %d and said %q", code, stderr.String())
	}
	var answers []map[string]any
	for line := range strings.Lines(stdout.String()) {
		var answer map[string]any
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatalf("redress stat wrote a line that is not JSON: %v", err)
		}
		answers = append(answers, answer)
	}
	return answers
}

func TestStatAnswersEveryLine(t *testing.T) {
	answers := askStat(t, strings.Join([]string{
		`{"id": "a", "contract": "prop.interval", "input": {"x": 81, "n": 263, "conf": 0.95}}`,
		``,
		`{"id": 7, "contract": "no.such", "input": {}}`,
		`not JSON`,
		`{"id": "b", "contract": "prop.interval", "input": {"x": 9, "n": 5, "conf": 0.95}}`,
		`{"id": "c", "contract": "prop.interval", "input": {"x": 0, "n": 0, "conf": 0.95}}`,
		`{"id": "long", "input": "` + strings.Repeat("x", contract.MaxLine) + `"}`,
		`{"id": "d", "contract": "mt.adjust", "input": {"p": [0.01, 0.2]}}`,
	}, "\n"))
	want := []struct {
		id    any
		error bool
	}{{"a", false}, {7.0, true}, {nil, true}, {"b", true}, {"c", false}, {nil, true}, {"d", false}}
	if len(answers) != len(want) {
		t.Fatalf("redress stat gave %d answers, want %d", len(answers), len(want))
	}
	for i, answer := range answers {
		_, failed := answer["error"]
		_, answered := answer["result"]
		if answer["id"] != want[i].id || failed != want[i].error || answered == failed {
			t.Errorf("answer %d = %v, want id %v and error %v", i, answer, want[i].id, want[i].error)
		}
	}
}

func TestStatListsItsContracts(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"stat", "--list"}, strings.NewReader(""), &stdout, &stderr); code != exitDone {
		t.Fatalf("redress stat --list ended with %d: %s", code, stderr.String())
	}
	if got, want := strings.Fields(stdout.String()), contract.New().Names(); len(got) != len(want) || len(want) == 0 {
		t.Errorf("redress stat --list names %d contracts, want %d", len(got), len(want))
	}
}

// Whatever breaks off, and wherever, the sentence says that it was told to.
func TestAnInterruptedCommandSaysSo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var stdout, stderr bytes.Buffer
	code := run(ctx, []string{"stat"}, strings.NewReader("{}\n"), &stdout, &stderr)
	if code != exitFailed || !strings.HasPrefix(stderr.String(), "redress: interrupted: ") || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("an interrupted command ended with %d and said %q", code, stderr.String())
	}
}

// A line may refer to one that comes later; the answers keep the order of the lines.
func TestStatWaitsForWhatALineRefersTo(t *testing.T) {
	answers := askStat(t, strings.Join([]string{
		`{"id": "first", "contract": "mt.adjust", "input": {"p": "as second"}}`,
		`{"id": "second", "contract": "mt.adjust", "input": {"p": "as third"}}`,
		`{"id": "between", "contract": "mt.adjust", "input": {"p": [0.5]}}`,
		`{"id": "third", "contract": "mt.adjust", "input": {"p": [0.01, 0.2]}}`,
		`{"id": "lost", "contract": "mt.adjust", "input": {"p": "as nobody"}}`,
		`{"id": "loop", "contract": "mt.adjust", "input": {"p": "as loop"}}`,
	}, "\n"))
	want := []struct {
		id    string
		error bool
	}{{"first", false}, {"second", false}, {"between", false}, {"third", false}, {"lost", true}, {"loop", true}}
	for i, answer := range answers {
		if _, failed := answer["error"]; i >= len(want) || answer["id"] != want[i].id || failed != want[i].error {
			t.Errorf("answer %d = %v, want %+v", i, answer, want[min(i, len(want)-1)])
		}
	}
	if len(answers) != len(want) {
		t.Errorf("%d answers, want %d", len(answers), len(want))
	}
}
