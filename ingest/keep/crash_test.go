package keep

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestKilled kills a process that keeps copies, 20 times at random instants:
// what is listed afterwards is whole, and nothing else is there.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("REDRESS_TEST_KEEP"); dir != "" {
		keepForEver(t, dir)
	}
	dir := t.TempDir()
	dice := rand.New(rand.NewPCG(9, 10))
	total := 0
	for i := range 20 {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
		child.Env = append(os.Environ(), "REDRESS_TEST_KEEP="+dir, "REDRESS_TEST_SEED="+strconv.Itoa(i))
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 1 + dice.IntN(4) { // a line is a step that is done
			lines.Scan()
		}
		time.Sleep(time.Duration(dice.IntN(3000)) * time.Microsecond) // the random instant within the next
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		child.Wait() // it was killed

		late := func() time.Time { return time.Now().Add(2 * smallPart) }
		s, err := New(dir, late)
		if err != nil {
			t.Fatalf("New after a kill = %v, want no error", err)
		}
		copies, err := s.List()
		if err != nil {
			t.Fatalf("List after a kill = %v, want no error", err)
		}
		total = len(copies)
		files := map[string]bool{}
		for _, c := range copies {
			content, err := read(s, c.ID)
			if err != nil || int64(len(content)) != c.Size || c.Path != fmt.Sprint(c.Size) {
				t.Errorf("copy %s has %d bytes, %v, want %s", c.ID, len(content), err, c.Path)
			}
			files[s.description(c.ID)], files[s.bytes(c)] = true, true
		}
		for _, pattern := range []string{"kept/*", "*/*" + partSuffix} {
			found, err := filepath.Glob(filepath.Join(dir, pattern))
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range found {
				if !files[path] {
					t.Errorf("%s is left behind", path)
				}
			}
		}
		loads, err := filepath.Glob(filepath.Join(dir, "loads", "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range loads {
			if _, err := s.Replay(strings.TrimSuffix(filepath.Base(path), ".json")); err != nil {
				t.Errorf("Replay after a kill = %v, want no error", err)
			}
		}
		if _, _, err := s.Validators(s.Key("a")); err != nil {
			t.Errorf("Validators after a kill = %v, want no error", err)
		}
	}
	if total < 20 {
		t.Errorf("%d copies after 20 processes, want at least one of each", total)
	}
}

// keepForEver keeps copies until it is killed. A copy's path is its size.
func keepForEver(t *testing.T, dir string) {
	seed, err := strconv.ParseUint(os.Getenv("REDRESS_TEST_SEED"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(seed, 1))
	s, err := New(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		content := random(dice.IntN(300_000))
		c := put(t, s, Copy{Path: strconv.Itoa(len(content)), Key: s.Key("a"), Encrypted: i%2 == 0}, content)
		load := fmt.Sprintf("%d-%d", seed, i)
		if err := s.Link(load, "", Fetch{Key: s.Key("a"), ETag: c.ETag, Copy: c.ID}); err != nil {
			t.Fatal(err)
		}
		if err := s.MarkLoaded(load); err != nil {
			t.Fatal(err)
		}
		fmt.Println(load)
	}
}
