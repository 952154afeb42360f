package main_test

import (
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Two programs that load at once do not overlap: whatever their start, the
// tables are those of one load after the other. Every second pair loads two
// sources.
func TestTwoProcessesAtOnce(t *testing.T) {
	t.Parallel()
	c := undisturbed(t)
	folder := t.TempDir()
	text, err := os.ReadFile(filepath.Join(root, "ingest", "publisher", "demo.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	writeText(t, filepath.Join(folder, "declarations", "twin.yaml"), strings.Replace(string(text), "code: demo", "code: twin", 1))
	both := copied(t, c.template)
	ingested(t, both, "demo", c.file)
	must(t, "ingest", "--data", both, "--config", folder, "twin", c.file)
	want := map[string]string{"demo": c.tables, "twin": checksum(t, both)}

	p := newPace(c.whole) // hits are pairs of which one had to wait
	for i := 0; p.more(i); i++ {
		at, second := p.instant(i), []string{"demo", "twin"}[i%2]
		t.Run(fmt.Sprintf("%d %s after %v", i, second, at.Round(time.Millisecond)), func(t *testing.T) {
			data := copied(t, c.template)
			command, stderr := exec.Command(program(t), "ingest", "--data", data, "--config", folder, "demo", c.file), new(lockedBuffer)
			command.Stderr = stderr
			start, ended := time.Now(), make(chan error, 1)
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			go func() {
				err := command.Wait()
				p.whole = time.Since(start)
				ended <- err
			}()
			time.Sleep(at) // the instant is what is tried
			o := redress(t, "ingest", "--data", data, "--config", folder, second, c.file)
			if err := <-ended; err != nil || o.code != 0 {
				t.Errorf("the first ends with %v, the second with exit %d: %s", err, o.code, o.stderr)
			}
			if first := strings.Contains(stderr.String(), "waiting for it"); first {
				p.whole = c.whole // it took the time of two
				p.hits++
			} else if strings.Contains(o.stderr, "waiting for it") {
				p.hits++
			}
			if got := checksum(t, data); got != want[second] {
				t.Errorf("the tables' checksums are\n%swant\n%s", got, want[second])
			}
		})
	}
	p.enough(t)
}

// A file that breaks off, anywhere, leaves the tables fit for the whole file.
func TestFileThatBreaksOff(t *testing.T) {
	t.Parallel()
	c := undisturbed(t)
	whole, err := os.ReadFile(c.file)
	if err != nil {
		t.Fatal(err)
	}
	packed := new(strings.Builder)
	archive := gzip.NewWriter(packed)
	if _, err := archive.Write(whole); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	data := copied(t, c.template)
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	current, failed, shorter := c.before, 0, []string(nil) // what is served, and the parts that were whole files in themselves
	for i := range disturbances {
		name, content := "part.csv", string(whole)
		if i%2 == 1 {
			name, content = "part.csv.gz", packed.String()
		}
		cut := dice.IntN(len(content))
		part := writeText(t, filepath.Join(t.TempDir(), name), content[:cut])
		o := redress(t, "ingest", "--data", data, "demo", part)
		_, served := s.get(t, "/platforms.csv")
		// Cut in or after the last cell of a row it is a shorter file, whole in itself.
		rest, _, _ := strings.Cut(content[cut:], "\n")
		switch {
		case o.code == 1 && served == current && strings.Count(lastLine(o.stderr), "redress: ") == 1:
			failed++
		case o.code == 0 && name == "part.csv" && (!strings.Contains(rest, ",") || content[cut-1] == '\n'):
			current, shorter = served, append(shorter, part)
		default:
			t.Errorf("%s cut at byte %d: exit %d, %q; want 1, one sentence and the old release", name, cut, o.code, o.stderr)
		}
	}
	if failed*2 < disturbances {
		t.Errorf("%d of %d parts failed, want at least half: this test proves too little", failed, disturbances)
	}
	// An undisturbed folder sees those parts that are files.
	if len(shorter) > 0 {
		calmly := copied(t, c.template)
		for _, part := range append(shorter, c.file) {
			ingested(t, calmly, "demo", part)
		}
		c.tables = checksum(t, calmly)
	}
	c.settled(t, data, s)
}
