package register

import (
	"strings"
	"testing"
)

// A register is read into memory, and whoever publishes it must not fill that.
func TestReadingIsBounded(t *testing.T) {
	f := func(name, about string, left int64, rejects int, texts ...string) {
		t.Helper()
		r, err := newReading(Campaigns, DefaultOrigin)
		if err != nil {
			t.Fatal(err)
		}
		r.left, r.rejects = left, rejects
		var needed []string
		for _, field := range r.kind.fields {
			if field.needed {
				needed = append(needed, field.name)
			}
		}
		head := strings.Join(needed, ",") + "\n"
		for _, text := range texts {
			if err = r.file(t.Context(), "made.csv", strings.NewReader(head+text)); err != nil {
				break
			}
		}
		if about == "" && err != nil || about != "" && (err == nil || !strings.Contains(err.Error(), about)) {
			t.Errorf("reading %s = %v, want an error about %q", name, err, about)
		}
	}
	ragged := strings.Repeat("x,x,x,x,x,x,x,x,x,x,x\n", 10)
	f("what is within the limits", "", 1000, 20, ragged, ragged)
	f("many rows that are none", "rows that are no entries", 1000, 19, ragged, ragged)
	f("many bytes", "bytes; check", 100, 1000, ragged, ragged, ragged, ragged)
}
