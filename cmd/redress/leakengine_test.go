package main_test

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"redress/deploy/engine"
)

// TestTheEngineQuotesNobody lets the engine refuse rows in the middle of a load,
// by a constraint and by a type that does not fit: ClickHouse's exceptions quote
// the rows they are about. Neither what the load writes nor its books tell them,
// embedded and on a server, and they still say which constraint it was.
func TestTheEngineQuotesNobody(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	invented := plantedDemo(t, folder)
	address := server(t)
	const story = "本人姓名" // is left of the narrative when it is stored
	planted := maps.Clone(secrets)
	planted["narrative"] = story
	for where, flags := range map[string][]string{
		"embedded": {"--data", filepath.Join(folder, "embedded")},
		"server":   {"--data", filepath.Join(folder, "client"), "--clickhouse", "http://" + address + "/redress"},
	} {
		with := func(command string, rest ...string) []string {
			return append(append([]string{command}, flags...), rest...)
		}
		must(t, with("migrate")...)
		config := engine.Config{DataDir: flags[1], Command: []string{program(t), "engine"}}
		if where == "server" {
			config = engine.Config{DSN: flags[3]}
		}
		db, err := engine.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for change, want := range map[string]string{
			"ADD CONSTRAINT plain CHECK NOT ifNull(position(narrative, '" + story + "') > 0, false)":                                         "Constraint `plain`",
			"ADD CONSTRAINT number CHECK if(ifNull(position(narrative, '" + story + "'), 0) > 0, toUInt64(assumeNotNull(narrative)), 0) = 0": "(CANNOT_PARSE_TEXT)",
		} {
			if err := db.Exec(t.Context(), "ALTER TABLE redress.history "+change); err != nil {
				t.Fatal(err)
			}
			written := map[string]string{}
			load := redress(t, with("ingest", "--json", "demo", invented)...)
			if load.code == 0 || !strings.Contains(load.stderr, want) {
				t.Errorf("%s, %s: exit %d: %s, want it refused with %q", where, change, load.code, load.stderr, want)
			}
			written["ingest stdout"], written["ingest stderr"] = load.stdout, load.stderr
			for _, format := range []string{"table", "csv", "json"} {
				loads := redress(t, with("loads", "--format", format)...)
				if !strings.Contains(loads.stdout, "failed") {
					t.Errorf("%s, %s: loads say %s %s, want the failed one", where, change, loads.stdout, loads.stderr)
				}
				written["loads "+format] = loads.stdout + loads.stderr
			}
			written["table loads"] = dump(t, db, "redress", "loads")
			if where == "embedded" {
				written["engine.log"] = contents(t, flags[1], "engine.log")
			}
			for what, text := range written {
				for kind, secret := range planted {
					if at := strings.Index(text, secret); at >= 0 {
						t.Errorf("%s, %s: %s holds a %s: …%.160q", where, change, what, kind, text[max(0, at-80):])
					}
				}
				if strings.Contains(text, "Column values") || strings.Contains(text, "narrative =") {
					t.Errorf("%s, %s: %s quotes a row: %.300s", where, change, what, text)
				}
			}
			name := strings.Fields(change)[2]
			if err := db.Exec(t.Context(), "ALTER TABLE redress.history DROP CONSTRAINT "+name); err != nil {
				t.Fatal(err)
			}
		}
	}
}
