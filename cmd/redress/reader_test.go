package main_test

import (
	"encoding/json"
	"os/exec"
	"testing"
)

// While a load runs, a reader sees the old totals or the new ones, nothing
// else.
func TestReaderSeesWholeReleases(t *testing.T) {
	data := t.TempDir()
	ingested(t, data, "demo", demoFile(t, "first.csv", 5_000, 1))
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	old := total(t, s)
	load := exec.Command(program(t), "ingest", "--data", data, "demo", demoFile(t, "second.csv", 40_000, 1))
	if err := load.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- load.Wait() }()
	seen := map[totals]int{}
	for running := true; running; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatalf("load: %v", err)
			}
			running = false
		default:
			seen[total(t, s)]++
		}
	}
	latest := total(t, s)
	for got, times := range seen {
		if got != old && got != latest {
			t.Errorf("seen %d times during the load: %+v; the old release has %+v, the new one %+v", times, got, old, latest)
		}
	}
	if seen[old] < 3 || latest.complaints != 40_000 {
		t.Errorf("the old release was seen %d times, the new one has %d complaints, want at least 3 and 40000", seen[old], latest.complaints)
	}
}

type totals struct {
	release, rows                    int
	complaints, resolved, unresolved int
}

func total(t *testing.T, s *site) totals {
	t.Helper()
	status, body := s.get(t, "/platforms.json")
	if status != 200 {
		t.Fatalf("/platforms.json: %d: %s", status, body)
	}
	var answer struct {
		Release int
		Rows    []struct{ Complaints, Resolved, Unresolved int }
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	sum := totals{release: answer.Release, rows: len(answer.Rows)}
	for _, row := range answer.Rows {
		sum.complaints += row.Complaints
		sum.resolved += row.Resolved
		sum.unresolved += row.Unresolved
	}
	return sum
}
