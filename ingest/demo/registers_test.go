package demo_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redress/ingest/demo"
	"redress/ingest/fetch"
	"redress/ingest/register"
)

// Registers come out the same for the same options, follow the window, and
// a register the demo does not have is an error.
func TestRegistersAreDeterministic(t *testing.T) {
	o := demo.Options{Complaints: 1, Seed: 3, Until: until(t)}
	for _, code := range demo.Registers() {
		once, twice := writeRegister(t, code, o), writeRegister(t, code, o)
		if !bytes.Equal(once, twice) || bytes.Count(once, []byte("\n")) < 3 {
			t.Errorf("WriteRegister(%s) = %d bytes, then %d, want the same and some rows", code, len(once), len(twice))
		}
		later := o
		later.Until = o.Until.Add(40)
		if bytes.Equal(once, writeRegister(t, code, later)) {
			t.Errorf("WriteRegister(%s) says the same of another window", code)
		}
	}
	if err := demo.WriteRegister(io.Discard, "nothing", o); err == nil {
		t.Error("WriteRegister(nothing) = nil, want an error")
	}
	// The rule comes into force when the planted platform improves.
	day := until(t).Add(1).Time().AddDate(0, -demo.Truth(3).RuleChangeMonths, 0).Format("2006-01-02")
	if text := string(writeRegister(t, "policies", o)); !strings.Contains(text, demo.RuleChangeID+",XX,rule") || !strings.Contains(text, day) {
		t.Errorf("no rule in force on %s:\n%s", day, text)
	}
}

func writeRegister(t *testing.T, code string, o demo.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := demo.WriteRegister(&b, code, o); err != nil {
		t.Fatalf("WriteRegister(%s): %v", code, err)
	}
	return b.Bytes()
}

// Every row of a register is a record of that register: nothing is rejected,
// doubled or unmapped.
func TestRegistersAreRead(t *testing.T) {
	o := demo.Options{Complaints: 1, Seed: 1, Until: until(t)}
	for _, code := range demo.Registers() {
		path := filepath.Join(t.TempDir(), code+".csv")
		text := writeRegister(t, code, o)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := register.Read(t.Context(), code, register.DefaultOrigin, fetch.Open(t.Context(), []string{path}, fetch.Options{}))
		if err != nil {
			t.Fatalf("Read(%s): %v", code, err)
		}
		if rows := bytes.Count(text, []byte("\n")) - 1; len(got.Rows) != rows || len(got.Rejects) > 0 || len(got.Unmapped) > 0 {
			t.Errorf("Read(%s) = %d rows, %d rejects, unmapped %v, want %d rows", code, len(got.Rows), len(got.Rejects), got.Unmapped, rows)
		}
	}
}
