package engine

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestIsRead(t *testing.T) {
	f := func(query string, want bool) {
		t.Helper()
		if got := isRead(query); got != want {
			t.Errorf("isRead(%q) = %t, want %t", query, got, want)
		}
	}
	f("SELECT 1", true)
	f("  select 1", true)
	f("((SELECT 1))", true)
	f("-- why\n/* and */ WITH 1 AS one SELECT one", true)
	f("SHOW TABLES", true)
	f("DESCRIBE t", true)
	f("EXISTS TABLE t", true)
	f("EXPLAIN SELECT 1", true)
	f("WITH 1 AS one INSERT INTO t SELECT one", false)
	f("INSERT INTO t SELECT 1", false)
	f("CREATE TABLE t (n Int8)", false)
	f("SELECTION", false)
	f("SET a = 1", false)
	f("", false)
	f("-- only a comment", false)
	f("/* open", false)
}

func TestReadSettingsKeepsReadonlyLast(t *testing.T) {
	r, err := http.NewRequest(http.MethodPost, "http://engine/?readonly=1&zoo=2&alpha=3&param_x=4&database=d&default_format=CSV&query_id=q", strings.NewReader("SELECT 1"))
	if err != nil {
		t.Fatal(err)
	}
	req, err := readRequest(r)
	if err != nil {
		t.Fatalf("readRequest() = %v", err)
	}
	want := []string{"USE `d`", "SET log_comment = 'tag', alpha = '3', zoo = '2', readonly = '1'"}
	if diff := cmp.Diff(want, req.prepare("tag")); diff != "" {
		t.Errorf("prepare() (-want +got):\n%s", diff)
	}
	if !req.readonly || req.format != "CSV" || req.parameters[0] != (parameter{"x", "4"}) {
		t.Errorf("readRequest() = %+v", req)
	}
}

func TestReadBody(t *testing.T) {
	f := func(url, body, query, format string) {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, "http://engine/"+url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req, err := readRequest(r)
		if err != nil {
			t.Errorf("readRequest(%s, %s) = %v", url, body, err)
			return
		}
		if req.query != query || req.insertFormat != format || (req.data != nil) != (format != "") {
			t.Errorf("readRequest(%s, %s) = %q, %q, want %q, %q", url, body, req.query, req.insertFormat, query, format)
		}
	}
	f("", "SELECT 1", "SELECT 1", "")
	f("?query=SELECT+1", "", "SELECT 1", "")
	f("?query=SELECT", "1", "SELECT\n1", "")
	f("?query=INSERT+INTO+t+FORMAT+Native", "x", "INSERT INTO t", "Native")
	f("?query=INSERT+INTO+t+(a,+b)+VALUES", "(1, 2)", "INSERT INTO t (a, b)", "Values")
	f("?query=insert+into+t+settings+x%3D1+format+CSV%3B", "1", "insert into t settings x=1", "CSV")
	f("?query=INSERT+INTO+t+SELECT+1", "", "INSERT INTO t SELECT 1", "")
}

func TestHeading(t *testing.T) {
	f := func(text string, h heading, want string) {
		t.Helper()
		if got := string(h.of([]byte(text))); got != want {
			t.Errorf("%+v.of(%q) = %q, want %q", h, text, got, want)
		}
	}
	f("a,b\n1,2\n", heading{0, true}, "")
	f("a,b\n1,2\n", heading{1, true}, "a,b\n")
	f("a,b\nx,y\n1,2\n", heading{2, true}, "a,b\nx,y\n")
	f("\"a\nb\",c\r\n1,2\n", heading{1, true}, "\"a\nb\",c\r\n")
	f("\"a\"\"\nb\"\n1\n", heading{1, true}, "\"a\"\"\nb\"\n")
	f("a\"b\n1\n", heading{1, false}, "a\"b\n")
	f("a\n", heading{1, true}, "a\n")
	f("", heading{1, true}, "")
}

func TestQuote(t *testing.T) {
	if got, want := quoteString("a'b\\c`d"), "'a\\'b\\\\c\\`d'"; got != want {
		t.Errorf("quoteString() = %s, want %s", got, want)
	}
	if got, want := quoteIdentifier("a'b\\c`d"), "`a\\'b\\\\c\\`d`"; got != want {
		t.Errorf("quoteIdentifier() = %s, want %s", got, want)
	}
}

func TestCheckVersion(t *testing.T) {
	if err := checkVersion("/x.so", "26.7.2.1"); err != nil {
		t.Errorf("checkVersion(26.7.2.1) = %v, want nil", err)
	}
	for _, version := range []string{"26.5.3.1", "26.70.1.1", "25.8.1.1", ""} {
		err := checkVersion("/x.so", version)
		if !errors.Is(err, ErrLibrary) {
			t.Errorf("checkVersion(%s) = %v, want ErrLibrary", version, err)
			continue
		}
		for _, want := range []string{"/x.so", "has version " + version, "`redress check --provision`", "--library PATH", "--clickhouse DSN"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("checkVersion(%s) = %q, want %q in it", version, err, want)
			}
		}
	}
}

// TestHungNeedsStillness looks at this very test process, which is never hung
// while it runs, and counts only time without a sign of life.
func TestHungNeedsStillness(t *testing.T) {
	p := openProcess(os.Getpid())
	defer p.release()
	for range 10 {
		if p.hung(time.Second, 2*time.Second) {
			t.Fatal("hung() = true of the process that asks")
		}
	}
	var nobody *process
	if nobody.hung(time.Hour, time.Second) || nobody.stopped() {
		t.Error("hung() or stopped() = true of no process")
	}
	nobody.kill()
	nobody.release()
}

func TestDefaultMemory(t *testing.T) {
	machine := machineMemory()
	if got := defaultMemory(); got <= 0 || got > machine/2 {
		t.Errorf("defaultMemory() = %d, want at most half of %d", got, machine)
	}
	file := filepath.Join(t.TempDir(), "memory.max")
	for body, want := range map[string]int64{"max\n": 0, "1073741824\n": 1 << 30, "9223372036854771712\n": 0, "": 0} {
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := readLimit(file); got != want {
			t.Errorf("readLimit(%q) = %d, want %d", body, got, want)
		}
	}
}

// TestSignalsAreRestored changes how a signal is handled and puts it back.
func TestSignalsAreRestored(t *testing.T) {
	saved := saveSignals()
	again := saveSignals()
	if *saved != *again {
		t.Error("saveSignals() twice differ with nothing in between")
	}
	saved.restore()
	if now := saveSignals(); *now != *again {
		t.Error("restore() changed something")
	}
}

func TestLastWords(t *testing.T) {
	f := func(before, said, want string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(path, []byte(before+said), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if got := lastWords(file, int64(len(before))); got != want {
			t.Errorf("lastWords(%q, %q) = %q, want %q", before, said, got, want)
		}
	}
	f("old\n", "first\nredress: the reason\n", "the reason")
	f("old\n", "", "the engine ended at its start and did not say why")
	f("", "  \n", "the engine ended at its start and did not say why")
	f("", strings.Repeat("x", 100_000)+"\nend", "end")
}
