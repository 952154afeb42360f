package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// built builds the program once for all tests of the package.
var built = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "redress-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "redress")
	output, err := exec.Command("go", "build", "-o", path, "redress/cmd/redress").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build redress: %w\n%s", err, output)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := built(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

func program(t testing.TB) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// An outcome is what a command left: data, messages and exit status.
type outcome struct {
	stdout, stderr string
	code           int
}

// redress runs the program to its end.
func redress(t testing.TB, args ...string) outcome {
	t.Helper()
	return finish(t, exec.CommandContext(t.Context(), program(t), args...))
}

func finish(t testing.TB, command *exec.Cmd) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
}

// must runs the program and fails the test unless it succeeds.
func must(t testing.TB, args ...string) string {
	t.Helper()
	o := redress(t, args...)
	if o.code != 0 {
		t.Fatalf("redress %s: exit %d: %s", strings.Join(args, " "), o.code, o.stderr)
	}
	return o.stdout
}

// A books is the JSON report of a load.
type books struct {
	LoadID    int `json:"load_id"`
	Source    string
	Release   int
	State     string
	Published bool
	Held      bool
	Slot      string
	Files     []fileBooks
	fileBooks
	Removed  int
	Unmapped map[string]map[string]int
}

type fileBooks struct {
	Path, SHA256                                                  string
	Read, Accepted, Duplicate, New, Replaced, Unchanged, Outdated int
	Rejected                                                      map[string]int
}

func (b fileBooks) balance(t testing.TB) {
	t.Helper()
	rejected := 0
	for _, n := range b.Rejected {
		rejected += n
	}
	if b.Read != b.Accepted+b.Duplicate+rejected || b.Accepted != b.New+b.Replaced+b.Unchanged+b.Outdated {
		t.Errorf("%s: books do not balance: %+v", b.Path, b)
	}
}

// ingested loads files and returns the report; the books must balance.
func ingested(t testing.TB, data, source string, paths ...string) books {
	t.Helper()
	return report(t, must(t, append([]string{"ingest", "--data", data, "--json", source}, paths...)...))
}

func report(t testing.TB, text string) books {
	t.Helper()
	var b books
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		t.Fatalf("report %q: %v", text, err)
	}
	b.balance(t)
	for _, f := range b.Files {
		f.balance(t)
	}
	return b
}

// A site is a running serve.
type site struct {
	url     string
	process *exec.Cmd
	stderr  *lockedBuffer
}

// A lockedBuffer collects a process's messages while the test reads them.
type lockedBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// serving starts a command that serves and waits until it says where.
func serving(t testing.TB, args ...string) *site {
	t.Helper()
	s := &site{process: exec.Command(program(t), args...), stderr: new(lockedBuffer)}
	s.process.Stderr = s.stderr
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.process.Wait() }()
	t.Cleanup(func() {
		_ = s.process.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("serve ended with %v: %s", err, s.stderr)
			}
		case <-time.After(30 * time.Second):
			_ = s.process.Process.Kill()
			t.Errorf("serve did not end: %s", s.stderr)
		}
	})
	deadline := time.After(2 * time.Minute)
	for {
		if _, rest, ok := strings.Cut(s.stderr.String(), "serving "); ok {
			if address, _, ok := strings.Cut(rest, "/\n"); ok {
				s.url = address
				return s
			}
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("serve ended at once: %v: %s", err, s.stderr)
		case <-deadline:
			t.Fatalf("serve did not start: %s", s.stderr)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// get fetches a path of the site.
func (s *site) get(t testing.TB, path string) (status int, body string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(content)
}

// demoFile writes an invented export of n complaints.
func demoFile(t testing.TB, name string, n int, seed uint64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	writeDemoFile(t, path, n, seed)
	return path
}
