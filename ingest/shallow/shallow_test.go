package shallow_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redress/ingest/shallow"
)

// No nesting in here is deeper than 2,000: where the guard fails, the parser
// must not take the machine with it.
const deep = 2000

func TestWhatNestsDeepIsNotParsed(t *testing.T) {
	f := func(what, text string, line int) {
		t.Helper()
		err := shallow.Check([]byte(text), shallow.SmallBytes)
		var at shallow.Error
		if !errors.As(err, &at) || at.Line != line || !strings.Contains(err.Error(), "too deep") {
			t.Errorf("Check(%s) = %#v, want that line %d nests too deep", what, err, line)
		}
	}
	for _, open := range []string{"[", "{a: ", "- ", "? ", "a: {b: [", "{? ", "[a: ", "- a: ", "&a ", "!a ", "[&a "} {
		for _, n := range []int{deep, 150} {
			f(fmt.Sprintf("%d of %q", n, open), "a:\n  - b\nc: "+strings.Repeat(open, n)[len(open):], 3)
		}
	}
	f("closing brackets in texts", "a: [\n"+strings.Repeat(`"]", [`, deep), 2)
	f("closing brackets in comments", "a: "+strings.Repeat("[ # ]\n", 80), 64)
	f("quotes over lines", "a: {x: \"one\n\", y: "+strings.Repeat("[", 80)+"\"\"", 2)
	indented := ""
	for i := range 200 {
		indented += strings.Repeat(" ", i) + "a:\n"
	}
	f("indentation", indented, 65)
}

func TestWhatIsLargeIsNotParsed(t *testing.T) {
	text := []byte("a: " + strings.Repeat("b", 2048))
	if err := shallow.Check(text, 2048); err == nil || !strings.Contains(err.Error(), "over 2 KiB") {
		t.Errorf("Check of 2 KiB and 3 bytes, 2 KiB allowed = %v, want an error", err)
	}
	if err := shallow.Check(text, 4096); err != nil {
		t.Errorf("Check of 2 KiB, 4 KiB allowed = %v, want nil", err)
	}
}

func TestWhatIsWrittenByHandPasses(t *testing.T) {
	f := func(what string, text []byte) {
		t.Helper()
		if err := shallow.Check(text, shallow.SmallBytes); err != nil {
			t.Errorf("Check(%s) = %v, want nil", what, err)
		}
	}
	f("many entries", []byte("a:\n"+strings.Repeat("  - {name: x, list: [1, 2], map: {k: v}}\n", 5000)))
	f("brackets in texts", []byte("a: \""+strings.Repeat("[", 400)+"\"\nb: |\n  "+strings.Repeat("{", 90)+"\n# "+strings.Repeat("[", 9)+"\n"))
	f("what does not parse", []byte("a: [\n"))
	f("nothing", nil)
	found := 0
	err := filepath.WalkDir("..", func(path string, entry os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".yaml" {
			return err
		}
		found++
		text, err := os.ReadFile(path)
		f(path, text)
		return err
	})
	if err != nil || found < 10 {
		t.Errorf("%d files of this module were looked at, %v; want 10 or more", found, err)
	}
}
