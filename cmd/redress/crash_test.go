package main_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// crashes is how many instants of a load are tried.
const crashes = 20

// A load that is killed leaves the old release whole and served, and running it
// again gives the same tables as an undisturbed load. Half of the kills hit the
// command, half the engine it shares with a running site.
func TestKilledLoadLeavesTheOldRelease(t *testing.T) {
	first, second := demoFile(t, "first.csv", 5_000, 1), demoFile(t, "second.csv", 30_000, 1)
	template := filepath.Join(t.TempDir(), "template")
	ingested(t, template, "demo", first)
	before := must(t, "query", "--data", template, "platforms", "--format", "csv")

	undisturbed := copied(t, template)
	start := time.Now()
	ingested(t, undisturbed, "demo", second)
	whole := time.Since(start)
	after := must(t, "query", "--data", undisturbed, "platforms", "--format", "csv")
	tables := checksum(t, undisturbed)
	if before == after {
		t.Fatal("the second load changes nothing: this test would prove nothing")
	}

	dice := rand.New(rand.NewPCG(1, uint64(start.UnixNano())))
	interrupted := 0
	for i := range crashes {
		delay := time.Duration(dice.Int64N(int64(whole)))
		t.Run(fmt.Sprintf("%d after %v", i, delay.Round(time.Millisecond)), func(t *testing.T) {
			data := copied(t, template)
			s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
			command := exec.Command(program(t), "ingest", "--data", data, "demo", second)
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(delay)
			if i%2 == 0 {
				_ = command.Process.Kill()
			} else {
				killEngine(t, data)
			}
			if err := command.Wait(); err != nil {
				interrupted++
			}
			status, served := s.get(t, "/platforms.csv")
			if status != 200 || (served != before && served != after) {
				t.Fatalf("after the kill the site serves neither the old nor the new release: status %d\n%.500s", status, served)
			}
			ingested(t, data, "demo", second)
			if _, served := s.get(t, "/platforms.csv"); served != after {
				t.Error("after loading again the site serves another table than after an undisturbed load")
			}
			if got := checksum(t, data); got != tables {
				t.Errorf("after loading again the tables' checksum is %s, want %s", got, tables)
			}
		})
	}
	if interrupted == 0 {
		t.Error("no kill interrupted a load: the instants were all too late")
	}
}

// copied is a copy of a data folder nobody has open.
func copied(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	if output, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		t.Fatalf("copy: %v: %s", err, output)
	}
	return to
}

// checksum is over everything the served complaints say, without the load and
// version they came with.
func checksum(t *testing.T, data string) string {
	t.Helper()
	db := opened(t, data)
	var sum uint64
	var rows uint64
	err := db.QueryRow(t.Context(), `SELECT groupBitXor(sipHash64(toString(tuple(* EXCEPT (version, load_id))))), count()
FROM `+db.Database+`_r`+fmt.Sprintf("%06d", currentRelease(t, db))+`.complaints`).Scan(&sum, &rows)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%016x over %d rows", sum, rows)
}

// killEngine kills the engine of a data folder, which the tests started.
func killEngine(t *testing.T, data string) {
	t.Helper()
	processes, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range processes {
		line, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended meanwhile
		}
		arguments := strings.Split(string(line), "\x00")
		if len(arguments) < 2 || arguments[1] != "engine" || !strings.Contains(string(line), data) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Logf("kill engine: %v", err)
		}
		return
	}
	t.Log("no engine was running")
}
