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
	"sync"
	"syscall"
	"testing"
	"time"
)

// disturbances is how many random instants of a load are tried for each way to
// disturb it. Each check tries eight others; more, twenty before a release, with
//
//	REDRESS_TEST_INSTANTS=20 go test ./cmd/redress -timeout 1h
var disturbances = instantsAsked()

func instantsAsked() int {
	if asked, err := strconv.Atoi(os.Getenv("REDRESS_TEST_INSTANTS")); err == nil && asked > 0 {
		return asked
	}
	return 8
}

// A calm is a load that nobody disturbed: what every disturbed one must come to.
type calm struct {
	template string // data folder before the load
	file     string // what is loaded
	before   string // /platforms.csv before and after it
	after    string
	tables   string        // checksum of the tables after it
	whole    time.Duration // how long it took
}

// rested is the one undisturbed load of all tests that disturb it.
var rested struct {
	once sync.Once
	calm calm
}

// undisturbed loads a small file, then a longer one that corrects and adds.
func undisturbed(t *testing.T) calm {
	t.Helper()
	rested.once.Do(func() {
		folder := filepath.Join(filepath.Dir(program(t)), "undisturbed") // goes with the program
		c := calm{template: filepath.Join(folder, "template"), file: filepath.Join(folder, "second.csv")}
		ingested(t, c.template, "demo", demoFile(t, "first.csv", 1_000, 1))
		writeDemoFile(t, c.file, 2_500, 1)
		c.before = must(t, "query", "--data", c.template, "platforms", "--format", "csv")
		data := copied(t, c.template)
		s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
		start := time.Now()
		ingested(t, data, "demo", c.file)
		c.whole = time.Since(start)
		_, c.after = s.get(t, "/platforms.csv")
		c.tables = checksum(t, data)
		rested.calm = c
	})
	c := rested.calm
	if c.before == c.after || strings.Count(c.before, "\n") < 3 {
		t.Fatal("there is no undisturbed load that changes anything: this test would prove nothing")
	}
	return c
}

// A pace gives random instants of a load, spread over all of it. How long a load
// takes depends on what else the machine does, so the last one that ran to its
// end says it.
type pace struct {
	whole time.Duration
	dice  *rand.Rand
	hits  int // loads that were disturbed before they ended
}

func newPace(whole time.Duration) *pace {
	return &pace{whole: whole, dice: rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))}
}

// instant is one in the i-th of all the equal parts of a load.
func (p *pace) instant(i int) time.Duration {
	return time.Duration((float64(i%disturbances) + p.dice.Float64()) / float64(disturbances) * float64(p.whole))
}

// more says whether an i-th load is to be disturbed: on a machine that is now
// slow and now fast, more of them than elsewhere.
func (p *pace) more(i int) bool {
	return i < disturbances || p.hits*2 < disturbances && i < 3*disturbances
}

// enough fails a test whose disturbances mostly came too late.
func (p *pace) enough(t *testing.T) {
	t.Helper()
	t.Logf("%d loads were disturbed before they ended", p.hits)
	if p.hits*2 < disturbances {
		t.Errorf("%d loads were disturbed before they ended, want at least half of %d: this test proves too little", p.hits, disturbances)
	}
}

// settled loads the file again and compares everything with the undisturbed
// load. It returns how long the load took; 0 where it had nothing left to do.
func (c calm) settled(t *testing.T, data string, s *site) time.Duration {
	t.Helper()
	start := time.Now()
	again := ingested(t, data, "demo", c.file)
	took := time.Since(start)
	if _, served := s.get(t, "/platforms.csv"); served != c.after {
		t.Error("after loading again the site serves another table than after an undisturbed load")
	}
	if got := checksum(t, data); got != c.tables {
		t.Errorf("after loading again the tables' checksums are\n%swant\n%s", got, c.tables)
	}
	if again.Unchanged == again.Accepted {
		return 0
	}
	return took
}

// A stroke is what became of a load that was disturbed.
type stroke struct {
	outcome
	hit   bool          // it came before the load had ended
	took  time.Duration // of the load
	stage string        // where the load was, as its tables tell afterwards
}

// disturb runs the load on a copy of the template beside a site, and calls end
// at an instant, which says whether it found what it ends.
func (c calm) disturb(t *testing.T, at time.Duration, end func(*testing.T, string, *os.Process) bool) (data string, s *site, what stroke) {
	t.Helper()
	data = copied(t, c.template)
	s = serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	command := exec.Command(program(t), "ingest", "--data", data, "demo", c.file)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	start, ended := time.Now(), make(chan struct{})
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(ended)
		_ = command.Wait()
		what.took = time.Since(start)
	}()
	time.Sleep(at) // the instant is what is tried
	select {
	case <-ended:
	default:
		what.hit = end(t, data, command.Process)
	}
	<-ended
	what.outcome = outcome{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
	status, served := s.get(t, "/platforms.csv")
	if status != 200 || (served != c.before && served != c.after) {
		t.Fatalf("the site serves neither the old nor the new release: status %d\n%.500s", status, served)
	}
	what.stage = stageOf(t, data)
	return data, s, what
}

// stageOf says how far the second load of a data folder had come.
func stageOf(t *testing.T, data string) (stage string) {
	t.Helper()
	db := opened(t, data)
	err := db.QueryRow(t.Context(), `SELECT multiIf(
(SELECT max(number) FROM redress.releases) = 2, 'published',
(SELECT count() FROM system.databases WHERE name = 'redress_r000002') > 0, 'building the release',
(SELECT count() FROM system.tables WHERE database = 'redress' AND name = 'verdicts_2') > 0, 'comparing',
(SELECT count() FROM redress.loads WHERE load_id = 2) > 0, 'reading', 'before it began')`).Scan(&stage)
	if err != nil {
		t.Fatal(err)
	}
	return stage
}

// A load that is killed, told to stop, or whose engine is restarted under it
// leaves the old release whole and served, and running it again gives the same
// tables as an undisturbed load.
func TestDisturbedLoadLeavesTheOldRelease(t *testing.T) {
	t.Parallel()
	c := undisturbed(t)
	for name, way := range map[string]struct {
		end   func(*testing.T, string, *os.Process) bool
		check func(*testing.T, outcome)
	}{
		"kill -9": {func(_ *testing.T, _ string, p *os.Process) bool { return p.Kill() == nil }, func(t *testing.T, o outcome) {
			if o.code == 1 {
				t.Errorf("exit 1, %q", o.stderr)
			}
		}},
		"SIGTERM": {func(_ *testing.T, _ string, p *os.Process) bool { return p.Signal(syscall.SIGTERM) == nil }, stoppedCleanly},
		// Most loads outlive it: the engine is started again under them.
		"engine restart": {func(t *testing.T, data string, _ *os.Process) bool { return killEngine(t, data) }, func(t *testing.T, o outcome) {
			if o.code != 0 && strings.Count(o.stderr, "redress: ") != 1 {
				t.Errorf("exit %d, stderr %q, want one sentence", o.code, o.stderr)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, stages, cut := newPace(c.whole), map[string]int{}, 0
			for i := 0; p.more(i); i++ {
				at := p.instant(i)
				t.Run(fmt.Sprintf("%d after %v", i, at.Round(time.Millisecond)), func(t *testing.T) {
					data, s, what := c.disturb(t, at, way.end)
					way.check(t, what.outcome)
					stages[what.stage]++
					if what.code != 0 {
						cut++
					}
					if what.hit && (what.code != 0 || name == "engine restart") {
						p.hits++
					}
					if !what.hit {
						p.whole = what.took
					}
					if took := c.settled(t, data, s); took > 0 {
						p.whole = took
					}
				})
			}
			p.enough(t)
			t.Logf("%d ended without success; stages afterwards: %v", cut, stages)
			if name == "kill -9" && stages["comparing"]+stages["building the release"]+stages["published"] == 0 {
				t.Errorf("stages %v: no load was killed while it published", stages)
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
	// Well before it would have given up waiting for the request.
	const atOnce = 6 * time.Second
	select {
	case <-ended:
	case <-time.After(atOnce):
		_ = command.Process.Kill()
		t.Errorf("serve outlives a second signal by %v", atOnce)
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

// killEngine kills the engine of a data folder, and says whether there was one.
func killEngine(t *testing.T, data string) bool {
	t.Helper()
	pid := enginePID(t, data)
	return pid != 0 && syscall.Kill(pid, syscall.SIGKILL) == nil
}

// enginePID is the process of the engine of a data folder, which the tests
// started; 0 when there is none.
func enginePID(t *testing.T, data string) int {
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
		return pid
	}
	return 0
}
