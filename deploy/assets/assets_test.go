package assets

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// charts are options that fetch the small half into a cache of the test's own,
// so that a test does not fetch 170 MB. The npm client keeps a cache itself.
func charts(dir string) Options { return Options{CacheDir: dir, WithoutLibrary: true} }

func ensure(t *testing.T, opts Options) Assets {
	t.Helper()
	found, err := Ensure(t.Context(), opts)
	if err != nil {
		t.Fatalf("Ensure() = %v", err)
	}
	return found
}

// TestEnsureBoth provisions what the whole program uses, in the user's cache,
// and checks it against the sums.
func TestEnsureBoth(t *testing.T) {
	if err := PlatformError(); err != nil {
		t.Fatal(err)
	}
	found := ensure(t, Options{Verify: true})
	if err := VerifyLibrary(found.Library); err != nil {
		t.Errorf("VerifyLibrary() = %v", err)
	}
	if sum, err := hashFile(found.ECharts); err != nil || sum != echartsSum {
		t.Errorf("sum of %s = %s, %v, want %s", found.ECharts, sum, err, echartsSum)
	}
	if len(found.Notices) != len(notices) {
		t.Errorf("notices = %v, want %d", found.Notices, len(notices))
	}
	for _, notice := range found.Notices {
		if info, err := os.Stat(notice); err != nil || info.Size() == 0 {
			t.Errorf("notice %s: %v, want some text", notice, err)
		}
	}
}

// TestEnsureManyAtOnce fetches once, though many ask at once.
func TestEnsureManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	var progress lines
	var work sync.WaitGroup
	for range 6 {
		work.Go(func() {
			opts := charts(dir)
			opts.Progress = &progress
			if _, err := Ensure(t.Context(), opts); err != nil {
				t.Errorf("Ensure() = %v", err)
			}
		})
	}
	work.Wait()
	if got := progress.text(); strings.Count(got, "done") != 1 || strings.Count(got, "\n") != 2 {
		t.Errorf("progress = %q, want one fetch", got)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.part-*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

type lines struct {
	mu   sync.Mutex
	said strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.Write(p)
}

func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}

// TestKilledFetchIsDoneAgain kills another process in the middle of a fetch:
// nothing half-done is taken for the whole, and nothing is left behind.
func TestKilledFetchIsDoneAgain(t *testing.T) {
	dir := t.TempDir()
	other := exec.Command(os.Args[0], "-test.run=^TestHelperFetches$")
	other.Env = append(os.Environ(), "REDRESS_TEST_CACHE="+dir)
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	part := waitFor(t, filepath.Join(dir, "*.part-*", "modules", "package-lock.json"))
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait() // killed, as it should be
	if _, err := os.Stat(filepath.Join(dir, folder(false))); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the folder is there after the kill: %v", err)
	}
	found := ensure(t, charts(dir))
	if sum, err := hashFile(found.ECharts); err != nil || sum != echartsSum {
		t.Errorf("sum = %s, %v, want %s", sum, err, echartsSum)
	}
	if _, err := os.Stat(part); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there", part)
	}
}

// TestHelperFetches is the other process of the test above, not a test.
func TestHelperFetches(t *testing.T) {
	if dir := os.Getenv("REDRESS_TEST_CACHE"); dir != "" {
		_, err := Ensure(t.Context(), charts(dir))
		if err != nil {
			t.Fatal(err)
		}
	}
}

func waitFor(t *testing.T, pattern string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for {
		if found, err := filepath.Glob(pattern); err != nil {
			t.Fatal(err)
		} else if len(found) > 0 {
			return found[0]
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s did not appear", pattern)
		case <-look.C:
		}
	}
}

// localNPM puts a stand-in for the npm client first in the path, which brings
// the real files from the user's cache: for tests of what happens around a
// fetch, not of the fetch.
func localNPM(t *testing.T) {
	t.Helper()
	found := ensure(t, Options{WithoutLibrary: true})
	script := "#!/bin/sh\nset -e\n"
	from := filepath.Dir(found.ECharts)
	for path, name := range notices {
		script += "mkdir -p $(dirname node_modules/" + path + ")\ncp " + filepath.Join(from, noticesName, name) + " node_modules/" + path + "\n"
	}
	script += "mkdir -p node_modules/echarts/dist\ncp " + found.ECharts + " node_modules/echarts/dist/\n"
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "npm"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":/usr/bin:/bin")
}

// TestDamageIsMended damages the fetched file in the ways that a disk or a
// person may: it is fetched again.
func TestDamageIsMended(t *testing.T) {
	localNPM(t)
	dir := t.TempDir()
	path := ensure(t, charts(dir)).ECharts
	f := func(name string, damage func() error) {
		t.Helper()
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		found := ensure(t, charts(dir))
		if sum, err := hashFile(found.ECharts); err != nil || sum != echartsSum {
			t.Errorf("%s: sum = %s, %v, want %s", name, sum, err, echartsSum)
		}
	}
	f("removed", func() error { return os.Remove(path) })
	f("cut off", func() error { return os.Truncate(path, 1000) })
	f("changed", func() error { return os.WriteFile(path, []byte("alert(1)"), 0o644) })
	f("stamp removed", func() error { return os.Remove(filepath.Join(dir, folder(false), stampName)) })
	f("stamp broken", func() error { return os.WriteFile(filepath.Join(dir, folder(false), stampName), []byte("["), 0o644) })
}

// TestTouchedFileIsVerifiedAgain changes the time of a file and nothing else: it
// is read again and kept, without a fetch.
func TestTouchedFileIsVerifiedAgain(t *testing.T) {
	localNPM(t)
	dir := t.TempDir()
	path := ensure(t, charts(dir)).ECharts
	then := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
	var progress lines
	opts := charts(dir)
	opts.Progress = &progress
	ensure(t, opts)
	if progress.text() != "" {
		t.Errorf("progress = %q, want no fetch", progress.text())
	}
	s := store{cache: dir, dir: filepath.Join(dir, folder(false))}
	if !s.trusted() {
		t.Error("trusted() = false after the verification, want a new stamp")
	}
}

// TestVerifyFindsAHiddenChange changes a byte and puts the time back, which only
// a full verification sees.
func TestVerifyFindsAHiddenChange(t *testing.T) {
	localNPM(t)
	dir := t.TempDir()
	path := ensure(t, charts(dir)).ECharts
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)/2] ^= 1
	if err := os.WriteFile(path, body, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	opts := charts(dir)
	opts.Verify = true
	if sum, err := hashFile(ensure(t, opts).ECharts); err != nil || sum != echartsSum {
		t.Errorf("sum = %s, %v, want %s", sum, err, echartsSum)
	}
}

// TestNoNPM has no npm client: the error is one sentence with the remedy and
// the ways around it.
func TestNoNPM(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Ensure(t.Context(), charts(t.TempDir()))
	checkSentence(t, err, "npm client is not installed")
}

// TestBrokenNPM has a client that fails, and one that brings nothing.
func TestBrokenNPM(t *testing.T) {
	f := func(script, want string) {
		t.Helper()
		bin := t.TempDir()
		if err := os.WriteFile(filepath.Join(bin, "npm"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", bin+":/usr/bin:/bin")
		dir := t.TempDir()
		_, err := Ensure(t.Context(), charts(dir))
		checkSentence(t, err, want)
		if _, err := os.Stat(filepath.Join(dir, folder(false))); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("after %q the folder is there", script)
		}
	}
	f("echo 'npm error code ENOTFOUND' >&2; echo 'npm error the registry is far away' >&2; exit 1", "the registry is far away")
	f("exit 0", "did not bring")
	fake := "mkdir -p node_modules/echarts/dist node_modules/echarts/licenses node_modules/zrender node_modules/tslib; echo x > node_modules/echarts/dist/echarts.min.js"
	for name := range notices {
		fake += "; echo x > node_modules/" + name
	}
	f(fake, "is not what the lock file names")
}

func checkSentence(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Errorf("Ensure() = nil, want an error with %q", want)
		return
	}
	for _, want := range []string{want, "`redress check --provision`", "--library PATH", "--clickhouse DSN"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Ensure() = %q, want %q in it", err, want)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("Ensure() = %q, want one line", err)
	}
}

// TestCancelledFetch stops while the client runs, and takes it along.
func TestCancelledFetch(t *testing.T) {
	bin := t.TempDir()
	started := filepath.Join(t.TempDir(), "started")
	script := "#!/bin/sh\necho $$ > " + started + ".new\nmv " + started + ".new " + started + "\nsleep 600\n"
	if err := os.WriteFile(filepath.Join(bin, "npm"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":/usr/bin:/bin")
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() {
		_, err := Ensure(ctx, charts(t.TempDir()))
		failed <- err
	}()
	waitFor(t, started)
	cancel()
	select {
	case err := <-failed:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Ensure() = %v, want context.Canceled", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Ensure() still waits")
	}
}

// TestLockFile checks what the lock file promises: exact versions, checksums,
// and no address to download from.
func TestLockFile(t *testing.T) {
	text := string(packageLock)
	for _, never := range []string{"resolved", "http:", "https:"} {
		if strings.Contains(text, never) {
			t.Errorf("package-lock.json has %q in it", never)
		}
	}
	if packages, sums := strings.Count(text, `"node_modules/`), strings.Count(text, `"integrity": "sha512-`); packages == 0 || packages != sums {
		t.Errorf("package-lock.json has %d packages and %d checksums, want the same", packages, sums)
	}
	for _, want := range []string{`"@chdb/lib-linux-x64-gnu": "` + LibraryVersion + `"`, `"echarts": "6.1.0"`} {
		if !strings.Contains(text, want) || !strings.Contains(string(packageJSON), want) {
			t.Errorf("package.json or its lock lacks %s", want)
		}
	}
}

// TestVerifyLibrary refuses another file.
func TestVerifyLibrary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "libchdb.so")
	if err := os.WriteFile(path, []byte("something else"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := VerifyLibrary(path); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("VerifyLibrary() = %v, want an error about the checksum", err)
	}
	if err := VerifyLibrary(path + ".missing"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("VerifyLibrary(missing) = %v, want ErrNotExist", err)
	}
}
