package sink_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/shopspring/decimal"

	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// Files of different periods give the same release in whatever order they are
// loaded, also when the newest of them repeats what an older one says.
func TestOrderOfLoadsDoesNotMatter(t *testing.T) {
	t.Parallel()
	file := func(period uint32, outcome complaint.Outcome, rows int) complaints {
		day := onDay(t, "2018-03-01")
		return complaints{code: "a", files: []madeFile{{rows, func(i int) complaint.Complaint {
			c := made("a", i, day.Add(i%400), outcome)
			c.Period = period
			return c
		}}}}
	}
	files := []complaints{
		file(20170000, complaint.Resolved, 80),
		file(20180000, complaint.Unresolved, 100),
		file(20190000, complaint.Resolved, 60),
	}
	want := ""
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		db, lock := schematest.Open(t), lockFile(t)
		for _, i := range order {
			load(t, db, lock, files[i])
		}
		got := says(t, db)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("order %v: the release says %s, want %s", order, got, want)
		}
		// All three in one load as well.
		db, lock = schematest.Open(t), lockFile(t)
		together := complaints{code: "a"}
		for _, i := range order {
			together.files = append(together.files, files[i].files...)
		}
		load(t, db, lock, together)
		if got := says(t, db); got != want {
			t.Errorf("order %v in one load: the release says %s, want %s", order, got, want)
		}
	}
}

func TestWithinAFileTheNewerPeriodWins(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	day := onDay(t, "2018-03-01")
	report := load(t, db, lock, complaints{code: "a", files: []madeFile{{2, func(i int) complaint.Complaint {
		c := made("a", 7, day, []complaint.Outcome{complaint.Resolved, complaint.Unresolved}[i])
		c.Period = []uint32{20190000, 20180000}[i]
		return c
	}}}})
	var outcome string
	err := db.QueryRow(t.Context(), `SELECT any(outcome) FROM {release:Identifier}.complaints`,
		clickhouse.Named("release", schema.ReleaseDatabase(db.Database, report.Release))).Scan(&outcome)
	if err != nil || outcome != "resolved" || report.Duplicate != 1 {
		t.Errorf("outcome %s, %d duplicate, %v, want the newer period's resolved and 1", outcome, report.Duplicate, err)
	}
}

// Every field that says something about a complaint makes a new state.
func TestEveryFieldIsAChange(t *testing.T) {
	amount := decimal.RequireFromString("1.00")
	day := onDay(t, "2018-03-01")
	for name, change := range map[string]func(*complaint.Complaint){
		"platform":         func(c *complaint.Complaint) { c.Platform = "name:other" },
		"platform name":    func(c *complaint.Complaint) { c.PlatformName.Text = "Other" },
		"platform kind":    func(c *complaint.Complaint) { c.PlatformName.Kind = complaint.NameLegal },
		"seller":           func(c *complaint.Complaint) { c.Seller = "name:s" },
		"seller name":      func(c *complaint.Complaint) { c.SellerName.Text = "S" },
		"seller kind":      func(c *complaint.Complaint) { c.SellerName.Kind = complaint.NameLegal },
		"category":         func(c *complaint.Complaint) { c.Category = "x" },
		"issue":            func(c *complaint.Complaint) { c.Issue = complaint.Price },
		"subissue":         func(c *complaint.Complaint) { c.Subissue = "quality/x" },
		"issue source":     func(c *complaint.Complaint) { c.IssueSource = "x" },
		"region":           func(c *complaint.Complaint) { c.Region = "SP" },
		"channel":          func(c *complaint.Complaint) { c.Channel = complaint.Web },
		"opened":           func(c *complaint.Complaint) { c.OpenedOn = day.Add(400) },
		"responded":        func(c *complaint.Complaint) { c.RespondedOn = day },
		"closed":           func(c *complaint.Complaint) { c.ClosedOn = day.Add(99) },
		"opened at":        func(c *complaint.Complaint) { c.OpenedAt = time.UnixMilli(1) },
		"responded at":     func(c *complaint.Complaint) { c.RespondedAt = time.UnixMilli(1) },
		"closed at":        func(c *complaint.Complaint) { c.ClosedAt = time.UnixMilli(1) },
		"zone":             func(c *complaint.Complaint) { c.Zone = "Asia/Shanghai" },
		"status":           func(c *complaint.Complaint) { c.Status = complaint.Open },
		"basis":            func(c *complaint.Complaint) { c.OutcomeBasis = complaint.ByConsumer },
		"outcome":          func(c *complaint.Complaint) { c.Outcome = complaint.Unresolved },
		"remedies":         func(c *complaint.Complaint) { c.Remedies = []complaint.Remedy{complaint.Refund} },
		"amount claimed":   func(c *complaint.Complaint) { c.AmountClaimed = &amount },
		"amount recovered": func(c *complaint.Complaint) { c.AmountRecovered = &amount },
		"currency":         func(c *complaint.Complaint) { c.Currency = "BRL" },
		"stage":            func(c *complaint.Complaint) { c.Stages = []complaint.Stage{{Stage: complaint.AtCourt}} },
		"action":           func(c *complaint.Complaint) { c.Actions = []complaint.Action{{Action: complaint.Ban, On: day}} },
		"evidence":         func(c *complaint.Complaint) { c.Evidence = []complaint.Evidence{complaint.Invoice} },
		"association":      func(c *complaint.Complaint) { c.Associations = []string{"x"} },
		"represented":      func(c *complaint.Complaint) { c.Represented = complaint.Yes },
		"rating":           func(c *complaint.Complaint) { c.Rating = 3 },
		"timely":           func(c *complaint.Complaint) { c.Timely = complaint.No },
		"disputed":         func(c *complaint.Complaint) { c.Disputed = complaint.No },
		"age band":         func(c *complaint.Complaint) { c.AgeBand = "x" },
		"sex":              func(c *complaint.Complaint) { c.Sex = complaint.Male },
		"narrative":        func(c *complaint.Complaint) { c.Narrative = "x" },
	} {
		before := made("a", 1, day, complaint.Resolved)
		after := before
		change(&after)
		if sink.Digest(&before) == sink.Digest(&after) {
			t.Errorf("%s: a complaint that differs in nothing else counts as unchanged", name)
		}
	}
}

// An address leads to the business it was made for, whatever that one is called
// by now, and is never given to another; a person's name does not stay in it.
func TestSlugs(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	named := func(first, second complaint.Name) complaints {
		return complaints{code: "a", files: []madeFile{{60, func(i int) complaint.Complaint {
			c := made("a", i, onDay(t, "2018-03-01"), complaint.Resolved)
			c.Platform, c.PlatformName = "cnpj:1", first
			if i == 0 {
				c.Platform, c.PlatformName = "cnpj:2", second
			}
			return c
		}}}}
	}
	trade := func(name string) complaint.Name { return complaint.Name{Text: name, Kind: complaint.NameTrade} }
	check := func(step string, source complaints, first, second string, remembered map[string]string) {
		t.Helper()
		report := load(t, db, lock, source)
		release := schema.ReleaseDatabase(db.Database, report.Release)
		got := pairs(t, db, `SELECT key, slug FROM `+release+`.entities WHERE entity = 'platform'`)
		if got["cnpj:1"] != first || !strings.HasPrefix(got["cnpj:2"], second) || got["cnpj:1"] == got["cnpj:2"] {
			t.Errorf("%s: slugs %v, want %s and %s…", step, got, first, second)
		}
		kept := pairs(t, db, `SELECT slug, key FROM `+db.Database+`.slugs FINAL WHERE entity = 'platform'`)
		for slug, key := range remembered {
			if kept[slug] != key {
				t.Errorf("%s: %s leads to %q, want %q", step, slug, kept[slug], key)
			}
		}
	}
	check("two of one name", named(trade("Aurora"), trade("Aurora")), "aurora", "aurora-", nil)
	check("renamed", named(trade("Borealis"), trade("Aurora")), "borealis", "aurora-", map[string]string{"aurora": "cnpj:1"})
	check("found to be a person", named(complaint.Name{Text: "Sole trader 7f3a", Kind: complaint.NamePseudonym}, trade("Aurora")),
		"sole-trader-7f3a", "aurora", map[string]string{"aurora": "cnpj:2", "borealis": ""})
}

// pairs reads two text columns.
func pairs(t *testing.T, db *engine.DB, query string) map[string]string {
	t.Helper()
	rows, err := db.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			t.Fatal(err)
		}
		out[a] = b
	}
	return out
}

// A release made before a migration moved or added columns is carried over by
// name.
func TestReleaseOfOlderColumns(t *testing.T) {
	t.Parallel()
	for _, column := range []string{"narrative", "disputed"} {
		db, lock := schematest.Open(t), lockFile(t)
		first := load(t, db, lock, year(t, complaint.Resolved, 300))
		err := db.Exec(t.Context(), `ALTER TABLE {release:Identifier}.complaints DROP COLUMN `+column,
			clickhouse.Named("release", schema.ReleaseDatabase(db.Database, first.Release)))
		if err != nil {
			t.Fatal(err)
		}
		second := load(t, db, lock, year(t, complaint.Unresolved, 200))
		if rows, ids := served(t, db, second.Release, "a"); rows != 300 || ids != 300 || second.Replaced != 200 {
			t.Errorf("%s: %d rows, %d ids, replaced %d, want 300, 300 and 200", column, rows, ids, second.Replaced)
		}
	}
}

// A field that is added to the record leaves the digests alone of complaints that
// do not have it: no load would find them unchanged otherwise.
func TestDigestOutlivesNewFields(t *testing.T) {
	day := onDay(t, "2018-03-01")
	c := made("a", 1, day, complaint.Resolved)
	c.Timely, c.Rating, c.Narrative = complaint.Yes, 4, "text"
	c.Stages = []complaint.Stage{{Stage: complaint.AtSeller, EnteredOn: day, Result: complaint.Unresolved}}
	c.Actions = []complaint.Action{{Action: complaint.Ban, On: day}}
	if got, want := sink.Digest(&c), uint64(0xaa436ba2e5164913); got != want {
		t.Errorf("Digest() = %#x, want %#x as ever", got, want)
	}
}

func TestOldReleasesGo(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	clock := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	attached := func(wait time.Duration, rows int) uint64 {
		t.Helper()
		clock = clock.Add(wait)
		c := config(db, lock)
		c.Now = func() time.Time { return clock }
		source := year(t, complaint.Resolved, rows)
		l, err := sink.Begin(t.Context(), c, source.Publisher())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ingest.Run(t.Context(), source, l); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		var n uint64
		if err := db.QueryRow(t.Context(), `SELECT count() FROM system.databases WHERE startsWith(name, $1)`, db.Database+"_r").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i := range 6 {
		if got, want := attached(time.Second, i+1), uint64(i+1); got != want {
			t.Errorf("%d releases within seconds: %d attached, want all: a reader may hold any", i+1, got)
		}
	}
	if got := attached(time.Hour, 50); got != 3 {
		t.Errorf("an hour later %d releases are attached, want 3", got)
	}
}
