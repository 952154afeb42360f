package main_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"redress/deploy/engine"
)

// disturbances is how many random instants of a load are tried for each way to
// disturb it.
const disturbances = 20

// A calm is a load that nobody disturbed: what every disturbed one must come to.
type calm struct {
	template string // data folder before the load
	file     string // what is loaded
	before   string // /platforms.csv before and after it
	after    string
	tables   string        // checksum of the tables after it
	whole    time.Duration // how long it took
}

// undisturbed loads a small file, then a longer one that corrects and adds.
func undisturbed(t *testing.T) calm {
	t.Helper()
	c := calm{template: filepath.Join(t.TempDir(), "template"), file: demoFile(t, "second.csv", 6_000, 1)}
	ingested(t, c.template, "demo", demoFile(t, "first.csv", 2_000, 1))
	c.before = must(t, "query", "--data", c.template, "platforms", "--format", "csv")
	data := copied(t, c.template)
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	start := time.Now()
	ingested(t, data, "demo", c.file)
	c.whole = time.Since(start)
	_, c.after = s.get(t, "/platforms.csv")
	c.tables = checksum(t, data)
	if c.before == c.after {
		t.Fatal("the second load changes nothing: this test would prove nothing")
	}
	return c
}

// instants are random instants of a load, spread over all of it.
func (c calm) instants() []time.Duration {
	dice := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	var all []time.Duration
	for i := range disturbances {
		all = append(all, time.Duration((float64(i)+dice.Float64())/disturbances*float64(c.whole)))
	}
	return all
}

// settled loads the file again and compares everything with the undisturbed
// load.
func (c calm) settled(t *testing.T, data string, s *site) {
	t.Helper()
	ingested(t, data, "demo", c.file)
	if _, served := s.get(t, "/platforms.csv"); served != c.after {
		t.Error("after loading again the site serves another table than after an undisturbed load")
	}
	if got := checksum(t, data); got != c.tables {
		t.Errorf("after loading again the tables' checksum is %s, want %s", got, c.tables)
	}
}

// disturb runs the load on a copy of the template beside a site, and calls end
// at an instant. It returns what became of the command.
func (c calm) disturb(t *testing.T, at time.Duration, end func(*testing.T, string, *os.Process)) (data string, s *site, o outcome) {
	t.Helper()
	data = copied(t, c.template)
	s = serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	command := exec.Command(program(t), "ingest", "--data", data, "demo", c.file)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(at)
	end(t, data, command.Process)
	_ = command.Wait()
	status, served := s.get(t, "/platforms.csv")
	if status != 200 || (served != c.before && served != c.after) {
		t.Fatalf("the site serves neither the old nor the new release: status %d\n%.500s", status, served)
	}
	return data, s, outcome{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
}

// A load that is killed, told to stop, or whose engine is restarted under it
// leaves the old release whole and served, and running it again gives the same
// tables as an undisturbed load.
func TestDisturbedLoadLeavesTheOldRelease(t *testing.T) {
	c := undisturbed(t)
	for name, way := range map[string]struct {
		end   func(*testing.T, string, *os.Process)
		check func(*testing.T, outcome)
	}{
		"kill -9": {func(_ *testing.T, _ string, p *os.Process) { _ = p.Kill() }, func(*testing.T, outcome) {}},
		"SIGTERM": {func(_ *testing.T, _ string, p *os.Process) { _ = p.Signal(syscall.SIGTERM) }, stoppedCleanly},
		"engine restart": {func(t *testing.T, data string, _ *os.Process) { killEngine(t, data) }, func(t *testing.T, o outcome) {
			if o.code != 0 && strings.Count(o.stderr, "redress: ") != 1 {
				t.Errorf("exit %d, stderr %q, want one sentence", o.code, o.stderr)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			interrupted := 0
			for i, at := range c.instants() {
				t.Run(fmt.Sprintf("%d after %v", i, at.Round(time.Millisecond)), func(t *testing.T) {
					data, s, o := c.disturb(t, at, way.end)
					way.check(t, o)
					if o.code != 0 {
						interrupted++
					}
					c.settled(t, data, s)
				})
			}
			if interrupted == 0 {
				t.Error("nothing interrupted a load: the instants were all too late")
			}
		})
	}
}

// stoppedCleanly holds that a command told to stop either had published or says
// that it did not.
func stoppedCleanly(t *testing.T, o outcome) {
	t.Helper()
	switch {
	case o.code == 0:
	case o.code == -1 && o.stderr == "": // the signal came before the program could listen to it
	case o.code != 1 || !strings.Contains(lastLine(o.stderr), "interrupted"):
		t.Errorf("exit %d, stderr %q, want 1 and a sentence that it was interrupted", o.code, o.stderr)
	}
}

// A second signal ends the program at once, whatever it still waits for.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	stderr := new(lockedBuffer)
	command := exec.Command(program(t), "serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0")
	command.Stderr = stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	address := ""
	for deadline := time.Now().Add(time.Minute); address == ""; time.Sleep(10 * time.Millisecond) {
		if _, rest, ok := strings.Cut(stderr.String(), "serving http://"); ok {
			address, _, _ = strings.Cut(rest, "/\n")
		}
		if time.Now().After(deadline) {
			t.Fatalf("serve did not start: %s", stderr)
		}
	}
	// Half a request: the server waits some seconds for the rest of it.
	half, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	if _, err := half.Write([]byte("GET /platforms HTTP/1.1\r\n")); err != nil {
		t.Fatal(err)
	}
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) { // until it listens no more
		another, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err != nil {
			break
		}
		_ = another.Close()
		if time.Now().After(deadline) {
			t.Fatal("the site still listens after SIGTERM")
		}
	}
	select {
	case err := <-ended:
		t.Fatalf("serve ended with %v before the second signal: %s", err, stderr)
	default:
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(2 * time.Second):
		_ = command.Process.Kill()
		t.Error("serve outlives a second signal by 2 s")
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
	return checksumOf(t, opened(t, data))
}

func checksumOf(t *testing.T, db *engine.DB) string {
	t.Helper()
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
