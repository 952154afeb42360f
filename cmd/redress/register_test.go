package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Side registers are loaded by the same commands as complaints.
func TestSideRegisters(t *testing.T) {
	data := t.TempDir()
	ingested(t, data, "demo", demoFile(t, "demo.csv", 500, 1))
	examples := filepath.Join("..", "..", "ingest", "register", "testdata")
	for _, name := range []string{"policies.csv", "legal_basis.yaml", "coverage.csv", "campaigns.csv", "exposure.csv", "platforms.csv"} {
		code, _, _ := strings.Cut(name, ".")
		first := ingested(t, data, code, filepath.Join(examples, name))
		again := ingested(t, data, code, filepath.Join(examples, name))
		if !first.Published || first.New == 0 || first.Source != "register:"+code || again.New+again.Replaced != 0 || again.Release != first.Release {
			t.Errorf("%s: first %+v, then %+v, want it published once", name, first, again)
		}
	}

	config := filepath.Join(t.TempDir(), "redress.yaml")
	entry := func(lines string) {
		if err := os.WriteFile(config, []byte("sources:\n  - publisher: policies\n"+lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	copied, err := os.ReadFile(filepath.Join(examples, "policies.csv"))
	if err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(string(copied), "\n")
	if err := os.WriteFile(filepath.Join(filepath.Dir(config), "mine.csv"), []byte(header+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	entry("    places: [mine.csv]\n    schedule: \"@daily\"\n")
	if o := redress(t, "ingest", "--data", data, "--config", config, "policies"); o.code != 1 || !strings.Contains(o.stderr, "nothing") {
		t.Errorf("a register without entries: exit %d, %s, want it refused", o.code, o.stderr)
	}
	if next := must(t, "loads", "--data", data, "--config", config); !strings.Contains(next, "register:policies") {
		t.Errorf("loads says %s, want the register's next run", next)
	}
	for lines, says := range map[string]string{
		"    schedule: \"@daily\"\n":                          "places",
		"    places: [a.csv]\n    parameters: {company: A}\n": "parameters",
		"    places: [a.csv]\n    limits: {future: 0.1}\n":    "rejects and shrink",
	} {
		entry(lines)
		if o := redress(t, "loads", "--data", data, "--config", config); o.code != 2 || !strings.Contains(o.stderr, says) || !strings.Contains(o.stderr, "redress.yaml:") {
			t.Errorf("config %q: exit %d, %s, want a sentence with %q", lines, o.code, o.stderr, says)
		}
	}
	if o := redress(t, "ingest", "--data", data, "--set", "a=b", "policies", "x.csv"); o.code != 2 || !strings.Contains(o.stderr, "side register") {
		t.Errorf("--set for a register: exit %d, %s", o.code, o.stderr)
	}
}
