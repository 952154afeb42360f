package mapping_test

import (
	"strings"
	"testing"

	"redress/ingest/mapping"
	"redress/ingest/shallow"
)

func TestParseRefusesWhatWouldTakeTheMemory(t *testing.T) {
	f := func(what, text, want string) {
		t.Helper()
		if _, err := mapping.Parse("deep.yaml", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("Parse(%s) = %.200v, want %s", what, err, want)
		}
	}
	f("2,000 brackets", "code: x\nfields: "+strings.Repeat("[", 2000), "deep.yaml:2: nests too deep")
	f("1 MiB and more", "code: "+strings.Repeat("x", shallow.SmallBytes), "deep.yaml:1: is over 1024 KiB of YAML")
}
