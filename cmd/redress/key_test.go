package main_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/ingest/anonymise"
)

// A shown is what the current release shows of businesses, by source, kind and
// key: name and address.
type shown map[string]string

func businesses(t *testing.T, db *engine.DB) shown {
	t.Helper()
	rows, err := db.Query(t.Context(), "SELECT concat(source, ' ', entity, ' ', key), concat(name, ' at ', slug) FROM "+
		schema.ReleaseDatabase(db.Database, currentRelease(t, db))+".entities")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := shown{}
	for rows.Next() {
		var key, says string
		if err := rows.Scan(&key, &says); err != nil {
			t.Fatal(err)
		}
		all[key] = says
	}
	return all
}

// pseudonyms are the businesses of them that are shown under one.
func (s shown) pseudonyms() shown {
	all := maps.Clone(s)
	maps.DeleteFunc(all, func(_, says string) bool {
		return !strings.HasPrefix(says, "Sole trader ") && !strings.HasPrefix(says, "Natural person ")
	})
	return all
}

// fingerprints are those that key show prints.
func fingerprints(t *testing.T, data string) []string {
	t.Helper()
	return strings.Fields(must(t, "key", "show", "--data", data))
}

// After a rotation every pseudonym and its address is another, every other
// business is as it was, and the publishers' files bring nothing new: with
// numbers of natural persons, names of sole traders, and ids by ordinal.
func TestKeyRotate(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	files := map[string]string{
		"demo":        demoFile(t, "demo.csv", 800, 1),
		"procon-cnrf": published(t, "procon_cnrf", "CNRF_2017_first_300.csv"),
		"nyc-dcwp":    published(t, "nyc_dcwp", "mediated_2018-01.csv"),
	}
	complaints := map[string]int{}
	for source, file := range files {
		complaints[source] = ingested(t, data, source, file).New
	}
	db := opened(t, data)
	before, first := businesses(t, db), fingerprints(t, data)
	var old string // the address of a pseudonym
	for key, says := range before.pseudonyms() {
		if strings.HasPrefix(key, "nyc-dcwp ") {
			old = says[strings.LastIndex(says, " ")+1:]
		}
	}
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	address := func() int {
		code, _ := s.get(t, "/platforms/"+old+"?source=nyc-dcwp")
		return code
	}
	if code := address(); code != 200 {
		t.Fatalf("the page of a pseudonym answers %d", code)
	}
	table := func() string {
		return must(t, "query", "platforms", "--data", data, "--source", "nyc-dcwp", "--format", "csv")
	}
	public := withoutPseudonyms(table())

	printed := strings.Fields(must(t, "key", "rotate", "--data", data))
	last := fingerprints(t, data)
	if len(first) != 1 || len(last) != 2 || fmt.Sprint(printed) != fmt.Sprint(last) || last[0] != first[0] {
		t.Errorf("fingerprints %v, printed %v, then %v, want one and the same with another", first, printed, last)
	}
	after := businesses(t, db)
	check := func() {
		t.Helper()
		hidden, now := before.pseudonyms(), after.pseudonyms()
		if len(hidden) < 10 || len(hidden) != len(now) || len(before) != len(after) {
			t.Errorf("%d pseudonyms of %d businesses became %d of %d, want as many, and some", len(hidden), len(before), len(now), len(after))
		}
		for key, says := range before {
			_, pseudonym := hidden[key]
			if !pseudonym && after[key] != says {
				t.Errorf("%s was %s and is %s, want no change", key, says, after[key])
			}
			if pseudonym && after[key] == says {
				t.Errorf("%s is still %s", key, says)
			}
		}
	}
	check()
	if code := address(); code != 404 {
		t.Errorf("the address of an old pseudonym answers %d, want 404", code)
	}
	if got := withoutPseudonyms(table()); got != public {
		t.Error("the league table of public businesses is another after the rotation")
	}
	release := currentRelease(t, db)
	for source, file := range files {
		again := ingested(t, data, source, file)
		if again.Unchanged != complaints[source] || again.New+again.Replaced+again.Removed != 0 || again.Release != int(release) {
			t.Errorf("%s again: %+v in release %d, want %d unchanged in %d", source, again.fileBooks, again.Release, complaints[source], release)
		}
	}
	after = businesses(t, db)
	check()
	must(t, "check", "--data", data)
}

// withoutPseudonyms are the lines of a table that show none.
func withoutPseudonyms(table string) string {
	var kept []string
	for line := range strings.Lines(table) {
		if _, said, _ := strings.Cut(line, ","); !strings.Contains(line, "Sole trader ") {
			_, said, _ = strings.Cut(said, ",") // the rank
			kept = append(kept, said)
		}
	}
	return strings.Join(kept, "")
}

// A rotation that was cut off before the database was touched: loads are refused
// with the way out, and the same command finishes without another key.
func TestKeyRotateCutOff(t *testing.T) {
	t.Parallel()
	data, file := filepath.Join(t.TempDir(), "data"), demoFile(t, "demo.csv", 400, 1)
	if o := redress(t, "key", "rotate", "--data", data); o.code != 1 || !strings.Contains(o.stderr, "holds no complaints yet") {
		t.Errorf("without data: exit %d, %q", o.code, o.stderr)
	}
	ingested(t, data, "demo", file)
	if _, _, err := anonymise.RotateKey(filepath.Join(data, "key")); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"ingest", "demo", file}, {"check"}} {
		o := redress(t, append(args, "--data", data)...)
		if o.code != 1 || !strings.Contains(o.stderr, "finish with redress key rotate") {
			t.Errorf("%s: exit %d, %q, want 1 and the way out", args[0], o.code, o.stderr)
		}
	}
	o := redress(t, "key", "rotate", "--data", data)
	if o.code != 0 || !strings.Contains(o.stderr, "cut off") || len(fingerprints(t, data)) != 2 {
		t.Errorf("exit %d, %q, fingerprints %v, want two and that it was finished", o.code, o.stderr, fingerprints(t, data))
	}
	if again := ingested(t, data, "demo", file); again.Unchanged != 400 {
		t.Errorf("loaded again: %+v, want it unchanged", again.fileBooks)
	}
}

// A held load stops a rotation before there is a new key.
func TestKeyRotateHeldLoad(t *testing.T) {
	t.Parallel()
	data, file := filepath.Join(t.TempDir(), "data"), demoFile(t, "demo.csv", 400, 1)
	ingested(t, data, "demo", file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	bad := writeText(t, filepath.Join(t.TempDir(), "bad.csv"), string(text)+strings.Repeat("too,few,cells\n", 100))
	held := redress(t, "ingest", "--data", data, "--json", "demo", bad)
	if b := report(t, held.stdout); !b.Held {
		t.Fatalf("%+v is not held", b)
	}
	o := redress(t, "key", "rotate", "--data", data)
	if o.code != 1 || !strings.Contains(o.stderr, "--release 2") || len(fingerprints(t, data)) != 1 {
		t.Errorf("exit %d, %q, %d keys, want 1, the way out, and one key", o.code, o.stderr, len(fingerprints(t, data)))
	}
	must(t, "ingest", "--data", data, "--discard", "2")
	must(t, "key", "rotate", "--data", data)
}

// kills is how many random instants of a rotation are tried.
const kills = 8

// A rotation killed at any instant leaves a site that serves the old release or
// the new one, and is finished by running it again.
func TestKeyRotateKilled(t *testing.T) {
	t.Parallel()
	data, file := filepath.Join(t.TempDir(), "data"), demoFile(t, "demo.csv", 2_000, 1)
	ingested(t, data, "demo", file)
	start := time.Now()
	must(t, "key", "rotate", "--data", data)
	whole := time.Since(start)
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	dice := rand.New(rand.NewPCG(3, uint64(start.UnixNano())))
	cut := 0
	for _, part := range dice.Perm(kills) {
		at := time.Duration((float64(part) + dice.Float64()) / kills * float64(whole))
		before := len(fingerprints(t, data))
		command := exec.CommandContext(t.Context(), program(t), "key", "rotate", "--data", data)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(at) // the instant is what is tried
		_ = command.Process.Kill()
		if err := command.Wait(); err != nil { // it had not ended
			cut++
		} else {
			whole = at
		}
		if code, page := s.get(t, "/platforms.csv"); code != 200 || strings.Count(page, "\n") < 3 {
			t.Errorf("killed after %v: the site answers %d, %q", at, code, page)
		}
		if n := len(fingerprints(t, data)); n > before {
			if o := redress(t, "ingest", "--data", data, "demo", file); o.code != 0 && !strings.Contains(o.stderr, "redress key rotate") {
				t.Errorf("killed after %v: a load: %q, want it done or the way out", at, o.stderr)
			}
		}
		// What a death between two lines of the key file leaves, its sentence says
		// to remove.
		_ = os.Remove(filepath.Join(data, "key.rotating"))
		must(t, "key", "rotate", "--data", data)
		if again := ingested(t, data, "demo", file); again.Unchanged != 2_000 {
			t.Errorf("killed after %v: the file again: %+v, want it unchanged", at, again.fileBooks)
		}
	}
	t.Logf("%d of %d rotations were killed before they ended", cut, kills)
	if cut*4 < kills {
		t.Errorf("%d of %d rotations were killed before they ended, want at least a quarter: this test proves too little", cut, kills)
	}
}
