package sink_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/go-cmp/cmp"

	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/fetch"
	"redress/ingest/register"
	"redress/ingest/sink"
)

// readRegister reads a register from one table.
func readRegister(t *testing.T, code, origin, table string) *register.Register {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.csv")
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := register.Read(t.Context(), code, origin, fetch.Open(t.Context(), []string{path}, fetch.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// registerLimits let a test do what it likes.
func registerLimits() ingest.Limits { return ingest.Limits{Rejects: -1, Shrink: -1} }

func publishRegister(t *testing.T, db *engine.DB, lock, code, origin, table string) *ingest.Report {
	t.Helper()
	report, err := sink.PublishRegister(t.Context(), config(db, lock), readRegister(t, code, origin, table), registerLimits())
	if err != nil {
		t.Fatalf("PublishRegister(%s): %v", code, err)
	}
	return report
}

// answer is the text that a query on the served release gives; RELEASE stands
// for its database.
func answer(t *testing.T, db *engine.DB, query string) string {
	t.Helper()
	var current uint32
	if err := db.QueryRow(t.Context(), "SELECT max(number) FROM "+db.Database+".releases").Scan(&current); err != nil {
		t.Fatal(err)
	}
	query = strings.NewReplacer("RELEASE", schema.ReleaseDatabase(db.Database, current), "DATABASE", db.Database).Replace(query)
	var text string
	if err := db.QueryRow(t.Context(), query).Scan(&text); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return text
}

// platforms are the counts of a source's complaints by platform.
func platforms(t *testing.T, db *engine.DB, source string) string {
	t.Helper()
	return answer(t, db, `SELECT arrayStringConcat(groupArray(concat(platform, ' ', toString(n))), ', ') FROM
(SELECT platform, count() AS n FROM RELEASE.complaints WHERE source = '`+source+`' GROUP BY platform ORDER BY platform)`)
}

// businesses are the platforms of a source with name, slug and count.
func businesses(t *testing.T, db *engine.DB, source string) string {
	t.Helper()
	return answer(t, db, `SELECT arrayStringConcat(groupArray(concat(key, ' ', name, ' ', slug, ' ', toString(complaints))), ', ') FROM
(SELECT * FROM RELEASE.entities WHERE source = '`+source+`' AND entity = 'platform' ORDER BY key)`)
}

// leadsTo is the key that a slug leads to in the served release, as readers look
// it up.
func leadsTo(t *testing.T, db *engine.DB, source, slug string) string {
	t.Helper()
	return answer(t, db, `SELECT arrayStringConcat(groupArray(key), ', ') FROM (SELECT key FROM RELEASE.entities WHERE source = '`+source+`' AND entity = 'platform'
AND (slug = '`+slug+`' OR key IN (SELECT key FROM DATABASE.slugs WHERE source = '`+source+`' AND entity = 'platform' AND slug = '`+slug+`')) ORDER BY slug = '`+slug+`' DESC, key)`)
}

// of makes complaints of a source: n of each named platform, over two years.
func of(t *testing.T, source string, outcome complaint.Outcome, n int, names ...string) complaints {
	day := onDay(t, "2018-03-01")
	return complaints{code: source, files: []madeFile{{n * len(names), func(i int) complaint.Complaint {
		c := made(source, i, day.Add(i*7%600), outcome)
		name := names[i%len(names)]
		c.Platform, c.PlatformName = "name:"+complaint.NameKey(name), complaint.Name{Text: name, Kind: complaint.NameTrade}
		return c
	}}}}
}

func TestTheFirstReleaseHoldsWhatShips(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, of(t, "a", complaint.Resolved, 10, "Aurora"))
	const held = `SELECT arrayStringConcat(groupArray(concat(register, '/', origin, ' ', toString(rows), ' load ', toString(load_id))), ', ')
FROM (SELECT * FROM RELEASE.registers ORDER BY register)`
	want := "legal_basis/builtin 159 load 1, policies/builtin 44 load 1"
	if got := answer(t, db, held); got != want {
		t.Errorf("registers = %s, want %s", got, want)
	}
	load(t, db, lock, of(t, "b", complaint.Resolved, 10, "Aurora"))
	if got := answer(t, db, held); got != want {
		t.Errorf("registers after the next load = %s, want %s", got, want)
	}
	const some = `SELECT concat(toString(countIf(series_break)), ' ', toString(countIf(in_force_first IS NULL)), ' ', toString(countIf(all_issues)), ' ',
toString(countIf(has(issues, 'price'))), ' ', anyIf(toString((in_force_first, in_force_last, in_force_precision)), id = 'US-2023-TAX')) FROM RELEASE.policies`
	if got, want := answer(t, db, some), "12 2 15 25 ('2023-08-01','2023-08-31','month')"; got != want {
		t.Errorf("policies = %s, want %s", got, want)
	}
	// A database whose registers are those of another program's version gets ours
	// with the next release.
	if err := db.Exec(t.Context(), "ALTER TABLE "+schema.ReleaseDatabase(db.Database, 2)+
		".registers UPDATE digest = 'older' WHERE register = 'policies' SETTINGS mutations_sync = 1"); err != nil {
		t.Fatal(err)
	}
	load(t, db, lock, of(t, "c", complaint.Resolved, 10, "Aurora"))
	if got, want := answer(t, db, held), "legal_basis/builtin 159 load 1, policies/builtin 44 load 3"; got != want {
		t.Errorf("registers after an update of the program = %s, want %s", got, want)
	}
}

func TestRegistersOfAnOlderProgram(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	first := load(t, db, lock, of(t, "a", complaint.Resolved, 10, "Aurora"))
	for _, table := range []string{"registers", "policies", "legal_basis", "coverage", "campaigns", "exposure", "platform_links", "platform_aliases", "platform_groups"} {
		if err := db.Exec(t.Context(), "DROP TABLE "+schema.ReleaseDatabase(db.Database, first.Release)+"."+table+" SYNC"); err != nil {
			t.Fatal(err)
		}
	}
	publishRegister(t, db, lock, register.Platforms, "local", "kind,platform,canonical\nalias,Aurora,Polaris\n")
	if got, want := platforms(t, db, "a"), "name:polaris 10"; got != want {
		t.Errorf("platforms = %s, want %s", got, want)
	}
}

func TestRegisterIsASnapshotOfItsOrigin(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, of(t, "a", complaint.Resolved, 50, "Aurora", "Borealis"))
	before := says(t, db)
	const head = "association,title,from,issues\n"
	first := publishRegister(t, db, lock, register.Campaigns, "local", head+"A,One,2024,price\nA,Two,2024,\nA,Three,2024,\nA,,2024,\n")
	want := ingest.Counts{Read: 4, Accepted: 3, New: 3, Rejected: map[ingest.Reason]int64{ingest.BadValue: 1}}
	if diff := cmp.Diff(want, first.Counts); diff != "" || first.Release != 2 || !first.Published {
		t.Errorf("first: release %d, published %v, counts (-want +got):\n%s", first.Release, first.Published, diff)
	}
	again := publishRegister(t, db, lock, register.Campaigns, "local", head+"A,Three,2024,\nA,Two,2024,\nA,One,2024,price\n")
	if again.Release != 2 || again.Unchanged != 3 || !again.Published {
		t.Errorf("the same again: %+v in release %d, want 3 unchanged in 2", again.Counts, again.Release)
	}
	publishRegister(t, db, lock, register.Campaigns, "other", head+"B,One,2024,\n")
	next := publishRegister(t, db, lock, register.Campaigns, "local", head+"A,One,2024,safety\nA,Four,2024,\nA,Two,2024,\n")
	want = ingest.Counts{Read: 3, Accepted: 3, New: 1, Replaced: 1, Unchanged: 1, Removed: 1, Rejected: map[ingest.Reason]int64{}}
	if diff := cmp.Diff(want, next.Counts); diff != "" || next.Release != 4 {
		t.Errorf("changed: release %d, counts (-want +got):\n%s", next.Release, diff)
	}
	const titles = `SELECT arrayStringConcat(groupArray(concat(origin, ' ', title['en'], ' ', arrayStringConcat(issues, ' '), ' ', toString(load_id))), ', ')
FROM (SELECT * FROM RELEASE.campaigns ORDER BY origin, title['en'])`
	if got, want := answer(t, db, titles), "local Four  5, local One safety 5, local Two  5, other One  4"; got != want {
		t.Errorf("campaigns = %s, want %s", got, want)
	}
	if got := says(t, db); got != before {
		t.Errorf("the complaints say %s after loads of registers, want %s", got, before)
	}
	const books = `SELECT arrayStringConcat(groupArray(concat(source, ' ', state, ' ', toString(release))), ', ')
FROM (SELECT * FROM DATABASE.loads FINAL WHERE load_id > 1 ORDER BY load_id)`
	if got, want := answer(t, db, books), "register:campaigns published 2, register:campaigns unchanged 2, register:campaigns/other published 3, register:campaigns published 4"; got != want {
		t.Errorf("loads = %s, want %s", got, want)
	}
	if got, want := answer(t, db, `SELECT concat(toString(load_id), ' ', toString(file), ' ', toString(line), ' ', reason) FROM DATABASE.rejects`), "2 1 5 bad_value"; got != want {
		t.Errorf("rejects = %s, want %s", got, want)
	}
	tidy(t, db, "after loads of registers")
}

func TestRegisterWithoutAnyRelease(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	report := publishRegister(t, db, lock, register.Exposures, "local", "platform,from,measure,value\nAurora,2024,orders,12\n")
	if report.Release != 1 || report.Unmapped["platform"]["name:aurora"] != 1 {
		t.Errorf("release %d, unmapped %v, want 1 and Aurora unknown", report.Release, report.Unmapped)
	}
	if got, want := answer(t, db, `SELECT concat(platform, ' ', toString(value), ' ', toString(last_day)) FROM RELEASE.exposure`), "name:aurora 12 2024-12-31"; got != want {
		t.Errorf("exposure = %s, want %s", got, want)
	}
	load(t, db, lock, of(t, "a", complaint.Resolved, 10, "Aurora"))
	if got := platforms(t, db, "a"); got != "name:aurora 10" {
		t.Errorf("platforms = %s", got)
	}
}

func TestShippedRegistersCanBePublished(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	shipped, err := register.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range shipped {
		report, err := sink.PublishRegister(t.Context(), config(db, lock), r, registerLimits())
		if err != nil || report.Release != 1 || report.Accepted != int64(len(r.Rows)) {
			t.Errorf("%s: %+v, %v, want all in release 1", r.Code, report, err)
		}
	}
}

func TestRefusedRegisters(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, of(t, "a", complaint.Resolved, 10, "Aurora"))
	publishRegister(t, db, lock, register.Platforms, "one", "kind,platform,canonical\nalias,A,B\nalias,C,D\nalias,E,F\n")
	f := func(code, origin, table string, limits ingest.Limits, problem, hint string) {
		t.Helper()
		report, err := sink.PublishRegister(t.Context(), config(db, lock), readRegister(t, code, origin, table), limits)
		var refused *ingest.RefusedError
		if !errors.As(err, &refused) || !strings.Contains(refused.Problem, problem) || !strings.Contains(refused.Hint, hint) ||
			strings.Contains(refused.Problem, "made.csv") || report.Published || report.Release != 2 {
			t.Errorf("PublishRegister of %q = %+v, %v, want it refused with %q and %q", table, report, err, problem, hint)
		}
		if got := answer(t, db, `SELECT concat(state, ' ', problem) FROM DATABASE.loads FINAL ORDER BY load_id DESC LIMIT 1`); !strings.HasPrefix(got, "refused ") || !strings.Contains(got, problem) {
			t.Errorf("the load is booked as %q", got)
		}
		tidy(t, db, "after a refused register")
	}
	f(register.Platforms, "two", "kind,platform,canonical\nalias,X,Y\nalias,B,A\n", registerLimits(), "lead in a circle", "line 3")
	f(register.Platforms, "two", "kind,platform,canonical\nalias,B,A\n", registerLimits(), "lead in a circle", "origin one line 2")
	f(register.Platforms, "two", "kind,platform,canonical\n", registerLimits(), "holds no entries", "")
	f(register.Platforms, "two", "kind,platform,canonical\nalias,X,Y\nalias,,Y\n", ingest.Limits{Rejects: 0.4, Shrink: -1}, "1 of 2 rows", "line 3")
	f(register.Platforms, "one", "kind,platform,canonical\nalias,A,B\n", ingest.Limits{Rejects: -1, Shrink: 0.5}, "2 of 3 entries would vanish", "")
}

func TestAliasesMoveComplaintsAndComeBack(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, of(t, "a", complaint.Resolved, 40, "Aurora", "Borealis", "Corona"))
	load(t, db, lock, of(t, "b", complaint.Resolved, 20, "Aurora", "Borealis"))
	original, originalB := businesses(t, db, "a"), businesses(t, db, "b")
	f := func(what, source, want string, got func(*testing.T, *engine.DB, string) string) {
		t.Helper()
		if got := got(t, db, source); got != want {
			t.Errorf("%s: %s has %s, want %s", what, source, got, want)
		}
	}
	const head = "kind,source,platform,canonical\n"
	// A chain in source a; in b, only the first link.
	report := publishRegister(t, db, lock, register.Platforms, "local", head+"alias,*,Aurora,Borealis\nalias,a,Borealis,Corona\nalias,,Nobody,Unseen\n")
	if diff := cmp.Diff(map[string]map[string]int64{"platform": {"name:nobody": 1}, "canonical": {"name:unseen": 1}}, report.Unmapped); diff != "" {
		t.Errorf("unknown platforms (-want +got):\n%s", diff)
	}
	f("aliases", "a", "name:corona 120", platforms)
	f("aliases", "b", "name:borealis 40", platforms)
	// However many complaints an alias brings, its name is not theirs.
	f("aliases", "a", "name:corona Corona corona 120", businesses)
	f("aliases", "b", "name:borealis Borealis borealis 40", businesses)
	for _, slug := range []string{"aurora", "borealis", "corona"} {
		if got := leadsTo(t, db, "a", slug); got != "name:corona" {
			t.Errorf("slug %s leads to %q, want name:corona", slug, got)
		}
	}
	if got := leadsTo(t, db, "b", "borealis"); got != "name:borealis" {
		t.Errorf("slug borealis leads to %q in b, want name:borealis", got)
	}

	// What is published under an alias later counts for the canonical one too, and
	// the files loaded before still say nothing new.
	again := load(t, db, lock, of(t, "a", complaint.Resolved, 40, "Aurora", "Borealis", "Corona"))
	if again.Unchanged != 120 || again.Release != report.Release {
		t.Errorf("loaded again: %+v in release %d, want 120 unchanged in %d", again.Counts, again.Release, report.Release)
	}
	load(t, db, lock, of(t, "a", complaint.Unresolved, 50, "Aurora", "Borealis", "Corona"))
	f("more complaints", "a", "name:corona 150", platforms)
	load(t, db, lock, of(t, "c", complaint.Resolved, 5, "Aurora"))
	f("a new source", "c", "name:borealis 5", platforms)
	// Where the canonical platform was never published, it has no other name.
	f("a new source", "c", "name:borealis Aurora aurora 5", businesses)
	if rows, ids := served(t, db, 5, "a"); rows != 150 || ids != 150 {
		t.Errorf("%d rows with %d ids, want 150 of each", rows, ids)
	}

	// Another end of the chain; then none at all.
	publishRegister(t, db, lock, register.Platforms, "local", head+"alias,*,Aurora,Delta\n")
	f("another alias", "a", "name:borealis 50, name:corona 50, name:delta 50", platforms)
	f("another alias", "b", "name:borealis 20, name:delta 20", platforms)
	if got := leadsTo(t, db, "a", "aurora") + " " + leadsTo(t, db, "a", "borealis"); got != "name:delta name:borealis" {
		t.Errorf("slugs lead to %q, want name:delta name:borealis", got)
	}
	publishRegister(t, db, lock, register.Platforms, "local", head+"alias,*,Nobody,Unseen\n")
	f("no alias", "a", strings.ReplaceAll(original, " 40", " 50"), businesses)
	f("no alias", "b", originalB, businesses)
	// In c the address aurora was made for Borealis, under its name of that time.
	f("no alias", "c", "name:aurora Aurora aurora-8ed2 5", businesses)
	for _, name := range []string{"aurora", "borealis", "corona"} {
		if got := leadsTo(t, db, "a", name); got != "name:"+name {
			t.Errorf("without aliases, slug %s leads to %q", name, got)
		}
	}
	tidy(t, db, "after aliases came and went")
}

// A limited source may not lose a platform suddenly.
type limited struct{ complaints }

func (s limited) Publisher() ingest.Publisher {
	p := s.complaints.Publisher()
	p.Limits.Vanished = 0.01
	return p
}

func TestAnAliasHasNotVanished(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, limited{of(t, "a", complaint.Resolved, 100, "Aurora", "Borealis")})
	publishRegister(t, db, lock, register.Platforms, "local", "kind,platform,canonical\nalias,Aurora,Corona\n")
	f := func(published bool, names ...string) {
		t.Helper()
		l, err := sink.Begin(t.Context(), config(db, lock), limited{of(t, "a", complaint.Unresolved, 100, names...)}.Publisher())
		if err != nil {
			t.Fatal(err)
		}
		report, err := ingest.Run(t.Context(), limited{of(t, "a", complaint.Unresolved, 100, names...)}, l)
		if report.Published != published || published && err != nil {
			t.Errorf("a load of %v: published %v, breaches %+v, %v; want published %v", names, report.Published, report.Breaches, err, published)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	f(true, "Aurora", "Borealis")
	f(true, "Corona", "Borealis")
	f(false, "Borealis", "Delta")
}

func TestRenames(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, of(t, "a", complaint.Resolved, 40, "Aurora", "Borealis"))
	load(t, db, lock, of(t, "b", complaint.Resolved, 10, "Aurora"))
	on := func(day string) func() time.Time {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return func() time.Time { return at.Add(12 * time.Hour) }
	}
	publish := func(day, table string) {
		t.Helper()
		c := config(db, lock)
		c.Now = on(day)
		if _, err := sink.PublishRegister(t.Context(), c, readRegister(t, register.Platforms, "local", table), registerLimits()); err != nil {
			t.Fatal(err)
		}
	}
	publish("2026-01-01", "kind,platform,name,from,group\nrename,Aurora,Polar Light,2026-02-01,\ngroup,Aurora,,,North Group\n")
	if got, want := businesses(t, db, "a"), "name:aurora Aurora aurora 40, name:borealis Borealis borealis 40"; got != want {
		t.Errorf("before the day: %s, want %s", got, want)
	}
	if got, want := answer(t, db, `SELECT arrayStringConcat(groupArray(concat(source, ' ', platform, ' ', group_key, ' ', name)), ', ') FROM (SELECT * FROM RELEASE.platform_groups ORDER BY source)`),
		"* name:aurora group:north-group North Group, a name:aurora group:north-group North Group, b name:aurora group:north-group North Group"; got != want {
		t.Errorf("groups = %s, want %s", got, want)
	}
	// The next release after the day has the name, also where the source itself
	// has no load.
	c := config(db, lock)
	c.Now = on("2026-02-01")
	l, err := sink.Begin(t.Context(), c, of(t, "a", complaint.Resolved, 41, "Aurora", "Borealis").Publisher())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Run(t.Context(), of(t, "a", complaint.Resolved, 41, "Aurora", "Borealis"), l); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got, want := businesses(t, db, "a")+", "+businesses(t, db, "b"),
		"name:aurora Polar Light polar-light 41, name:borealis Borealis borealis 41, name:aurora Polar Light polar-light 10"; got != want {
		t.Errorf("from the day: %s, want %s", got, want)
	}
	if got := leadsTo(t, db, "b", "aurora"); got != "name:aurora" {
		t.Errorf("the old slug leads to %q, want name:aurora", got)
	}
	publish("2026-03-01", "kind,platform,group\ngroup,Aurora,North Group\n")
	if got, want := businesses(t, db, "b"), "name:aurora Aurora aurora 10"; got != want {
		t.Errorf("without the rename: %s, want %s", got, want)
	}
}

func TestAliasesReachOtherRegisters(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, of(t, "a", complaint.Resolved, 10, "Aurora", "Borealis"))
	publishRegister(t, db, lock, register.Coverages, "local", "platform,day,outlet,title\nAurora,2024-01-01,O,T\n")
	publishRegister(t, db, lock, register.Platforms, "local", "kind,platform,canonical\nalias,Aurora,Borealis\n")
	publishRegister(t, db, lock, register.Exposures, "local", "platform,from,measure,value\nAurora,2024,orders,12\n")
	const both = `SELECT concat((SELECT any(concat(platform, ' ', platform_given)) FROM RELEASE.coverage), ', ', (SELECT any(concat(platform, ' ', platform_given)) FROM RELEASE.exposure))`
	if got, want := answer(t, db, both), "name:borealis name:aurora, name:borealis name:aurora"; got != want {
		t.Errorf("platforms = %s, want %s", got, want)
	}
	publishRegister(t, db, lock, register.Platforms, "local", "kind,platform,canonical\nalias,X,Y\n")
	if got, want := answer(t, db, both), "name:aurora name:aurora, name:aurora name:aurora"; got != want {
		t.Errorf("platforms without the alias = %s, want %s", got, want)
	}
}

// world is everything readers see in the served release of a made source.
func world(t *testing.T, db *engine.DB) string {
	t.Helper()
	slugs := map[string]string{}
	for _, slug := range []string{"aurora", "borealis", "polar-light"} {
		slugs[slug] = leadsTo(t, db, "a", slug)
	}
	return fmt.Sprint(says(t, db), platforms(t, db, "a"), businesses(t, db, "a"), slugs, answer(t, db, `SELECT toString(groupArray((register, origin, digest, rows)))
FROM (SELECT * FROM RELEASE.registers ORDER BY register, origin)`), answer(t, db, `SELECT toString(count()) FROM RELEASE.platform_links`))
}

// As with complaints: a register's load that fails at any statement leaves the
// old release, and the same load afterwards gives what it always gives.
func TestRegisterFailingAtAnyStatement(t *testing.T) {
	t.Parallel()
	const first = "kind,platform,canonical,name,from\nalias,Borealis,Aurora,,\n"
	const second = "kind,platform,canonical,name,from\nalias,Aurora,Borealis,,\nrename,Borealis,,Polar Light,2020-01-01\n"
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, of(t, "a", complaint.Resolved, 30, "Aurora", "Borealis"))
	publishRegister(t, db, lock, register.Platforms, "local", first)
	publishRegister(t, db, lock, register.Platforms, "local", second)
	after := world(t, db)
	publishRegister(t, db, lock, register.Platforms, "local", first)
	says := map[string]string{first: world(t, db), second: after}
	if says[first] == says[second] {
		t.Fatal("the register changes nothing")
	}
	over := func(conn driver.Conn, table string) (*ingest.Report, error) {
		c := config(db, lock)
		c.Conn = conn
		return sink.PublishRegister(t.Context(), c, readRegister(t, register.Platforms, "local", table), registerLimits())
	}
	all := faults(t, db, func(conn driver.Conn) {
		if _, err := over(conn, second); err != nil {
			t.Error(err)
		}
	})
	old, hits := second, 0
	for _, f := range all {
		next := map[string]string{first: second, second: first}[old] // there and back
		published := false
		broken := f.broken(db)
		conn := &breaking{Conn: db, at: func(n int, s string) bool {
			published = published || strings.Contains(s, "Publish a release")
			return broken.at(n, s)
		}}
		report, err := over(conn, next)
		if conn.hit != "" {
			hits++
		}
		switch got := world(t, db); {
		case err != nil && got != says[old]:
			t.Errorf("%s: the load failed, and the release says %s, want the old %s", f, got, says[old])
		case err == nil && !report.Published:
			t.Errorf("%s: the load succeeded, and is not published", f)
		case err == nil && !published && got != says[next]:
			t.Errorf("%s: the load succeeded, and the release says %s, want the new %s", f, got, says[next])
		}
		publishRegister(t, db, lock, register.Platforms, "local", next)
		if got := world(t, db); got != says[next] {
			t.Errorf("%s: after loading again the release says %s, want %s", f, got, says[next])
		}
		tidy(t, db, f.String())
		old = next
	}
	// The way back does without a statement or two.
	if hits < len(all)*3/4 {
		t.Errorf("only %d of %d faults were hit", hits, len(all))
	}

	conn := &breaking{Conn: db, late: true, at: func(_ int, s string) bool { return strings.Contains(s, "Publish a release") }}
	publishRegister(t, db, lock, register.Platforms, "local", first)
	if report, err := over(conn, second); err != nil || conn.hit == "" || !report.Published {
		t.Errorf("with the pointer's answer lost: %+v, %v, want it published and no error", report, err)
	}
	if got := world(t, db); got != says[second] {
		t.Errorf("with the pointer's answer lost the release says %s, want %s", got, says[second])
	}
}

// Complaints of partitions that no alias touches are hard links, not copies.
func TestARegisterSharesTheFilesOfComplaints(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, of(t, "a", complaint.Resolved, 30, "Aurora"))
	load(t, db, lock, of(t, "b", complaint.Resolved, 30, "Borealis"))
	publishRegister(t, db, lock, register.Platforms, "local", "kind,platform,canonical\nalias,Borealis,Aurora\n")
	parts := func(release uint32) map[string]bool {
		rows, err := db.Query(t.Context(), `SELECT concat(partition, ' ', hash_of_all_files) FROM system.parts
WHERE database = {release:String} AND table = 'complaints' AND active`, clickhouse.Named("release", schema.ReleaseDatabase(db.Database, release)))
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		found := map[string]bool{}
		for rows.Next() {
			var part string
			if err := rows.Scan(&part); err != nil {
				t.Fatal(err)
			}
			found[part] = true
		}
		return found
	}
	before, after := parts(2), parts(3)
	for part := range maps.Keys(before) {
		if linked := strings.HasPrefix(part, "('a'"); after[part] != linked {
			t.Errorf("part %s is in the next release: %v, want %v", part, after[part], linked)
		}
	}
	if len(before) != len(after) || len(before) != 2 {
		t.Errorf("%d parts before, %d after", len(before), len(after))
	}
}

// On a server, a register waits for the lease.
func TestARegisterHoldsTheLease(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	c := config(db, lock)
	c.Shared = true
	l, err := sink.Begin(t.Context(), c, of(t, "a", complaint.Resolved, 10, "Aurora").Publisher())
	if err != nil {
		t.Fatal(err)
	}
	other := config(db, lockFile(t))
	other.Shared = true
	r := readRegister(t, register.Campaigns, "local", "association,title,from\nA,T,2024\n")
	impatient, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	if _, err := sink.PublishRegister(impatient, other, r, registerLimits()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while another machine loads: %v, want to wait", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if report, err := sink.PublishRegister(t.Context(), other, r, registerLimits()); err != nil || report.Release != 1 {
		t.Errorf("after the other load: %+v, %v, want release 1", report, err)
	}
}
