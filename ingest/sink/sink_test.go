package sink_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// complaints is a Source whose files are made by the test.
type complaints struct {
	code    string
	files   []madeFile
	replace ingest.Replace
	limits  *ingest.Limits // nil: hardly any
}

// A madeFile yields rows complaints, made one by one.
type madeFile struct {
	rows int
	row  func(i int) complaint.Complaint
}

func (s complaints) Publisher() ingest.Publisher {
	limits := ingest.Limits{Rejects: 0.1, Shrink: -1, Future: -1, Vanished: -1, Moved: -1, Duplicates: -1}
	if s.limits != nil {
		limits = *s.limits
	}
	return ingest.Publisher{Code: s.code, Replace: s.replace, Limits: limits, Title: map[string]string{"en": "Made by 'the' test", "zh": "测试"},
		OutcomeBasis: complaint.ByAuthority, Fields: []string{"closed_on"}}
}

func (s complaints) Files(context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) {
		for _, f := range s.files {
			if !yield(f, nil) {
				return
			}
		}
	}
}

func (madeFile) Path() string                        { return "made.csv" }
func (madeFile) Progress() (done, total int64)       { return 0, 0 }
func (madeFile) LostCharacters() int64               { return 0 }
func (madeFile) Layout() ingest.Layout               { return ingest.Layout{} }
func (madeFile) UnreadSheets() []string              { return nil }
func (madeFile) SHA256() string                      { return "00" }
func (madeFile) Unmapped() map[string]map[string]int { return nil }

func (f madeFile) Complaints(context.Context) iter.Seq2[*complaint.Complaint, error] {
	return func(yield func(*complaint.Complaint, error) bool) {
		for i := range f.rows {
			c := f.row(i)
			c.Line = i + 2
			if !yield(&c, nil) {
				return
			}
		}
	}
}

// made is complaint number i of a source, opened on the day of its year.
func made(code string, i int, opened complaint.Day, outcome complaint.Outcome) complaint.Complaint {
	var id complaint.ID
	binary.BigEndian.PutUint64(id[8:], uint64(i))
	closed := opened.Add(i % 30)
	return complaint.Complaint{
		Source: code, ID: id, Period: 20180000,
		Platform: fmt.Sprintf("name:platform-%d", i%7), PlatformName: complaint.Name{Text: fmt.Sprintf("Platform %d", i%7), Kind: complaint.NameTrade},
		Issue: complaint.Quality, OpenedOn: opened, ClosedOn: closed, Zone: "UTC",
		Status: complaint.Closed, OutcomeBasis: complaint.ByAuthority, Outcome: outcome,
	}
}

func onDay(t testing.TB, text string) complaint.Day {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	d, ok := complaint.DayOf(at)
	if !ok {
		t.Fatalf("%s is no day", text)
	}
	return d
}

// load runs one load and returns its report.
func load(t testing.TB, db *engine.DB, lock string, source ingest.Source) *ingest.Report {
	t.Helper()
	l, err := sink.Begin(t.Context(), config(db, lock), source.Publisher())
	if err != nil {
		t.Fatalf("Begin: %v", err)
	}
	defer l.Close()
	report, err := ingest.Run(t.Context(), source, l)
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	return report
}

func config(db *engine.DB, lock string) sink.Config {
	return sink.Config{Conn: db, Database: db.Database, Lock: lock, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
}

func lockFile(t testing.TB) string { return filepath.Join(t.TempDir(), "load.lock") }

// served counts a release's complaints of a source, and how many ids they have.
func served(t testing.TB, db *engine.DB, release uint32, code string) (rows, ids uint64) {
	t.Helper()
	err := db.QueryRow(t.Context(), `SELECT count(), uniqExact(id) FROM {release:Identifier}.complaints WHERE source = {source:String}`,
		clickhouse.Named("release", schema.ReleaseDatabase(db.Database, release)), clickhouse.Named("source", code)).Scan(&rows, &ids)
	if err != nil {
		t.Fatal(err)
	}
	return rows, ids
}

func TestLoadTwiceChangesNothing(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	source := complaints{code: "a", files: []madeFile{{rows: 5000, row: func(i int) complaint.Complaint {
		return made("a", i, onDay(t, "2018-01-01").Add(i%700), complaint.Resolved)
	}}}}
	first := load(t, db, lock, source)
	want := ingest.Counts{Read: 5000, Accepted: 5000, New: 5000, Rejected: map[ingest.Reason]int64{}}
	if diff := cmp.Diff(want, first.Counts); diff != "" {
		t.Errorf("first load: counts (-want +got):\n%s", diff)
	}
	second := load(t, db, lock, source)
	want = ingest.Counts{Read: 5000, Accepted: 5000, Unchanged: 5000, Rejected: map[ingest.Reason]int64{}}
	if diff := cmp.Diff(want, second.Counts); diff != "" {
		t.Errorf("second load: counts (-want +got):\n%s", diff)
	}
	if second.Release != first.Release || !second.Published {
		t.Errorf("second load: release %d published %v, want %d true", second.Release, second.Published, first.Release)
	}
}

func TestMovedComplaintsCountOnce(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	const n = 10_000
	at := func(opened string) complaints {
		return complaints{code: "a", files: []madeFile{{rows: n, row: func(i int) complaint.Complaint {
			return made("a", i, onDay(t, opened).Add(i%300), complaint.Resolved)
		}}}}
	}
	load(t, db, lock, at("2018-01-01"))
	moved := load(t, db, lock, at("2019-01-01"))
	if moved.Replaced != n || moved.New != 0 {
		t.Errorf("moved: replaced %d, new %d, want %d and 0", moved.Replaced, moved.New, n)
	}
	if rows, ids := served(t, db, moved.Release, "a"); rows != n || ids != n {
		t.Errorf("after the move: %d rows, %d ids, want %d of each", rows, ids, n)
	}
}

func TestOlderFileDoesNotBringBackOlderFacts(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	year := func(period uint32, outcome complaint.Outcome) complaints {
		return complaints{code: "a", files: []madeFile{{rows: 100, row: func(i int) complaint.Complaint {
			c := made("a", i, onDay(t, "2018-03-01"), outcome)
			c.Period = period
			return c
		}}}}
	}
	newer := load(t, db, lock, year(20190000, complaint.Resolved))
	older := load(t, db, lock, year(20180000, complaint.Unresolved))
	want := ingest.Counts{Read: 100, Accepted: 100, Outdated: 100, Rejected: map[ingest.Reason]int64{}}
	if diff := cmp.Diff(want, older.Counts); diff != "" || older.Release != newer.Release {
		t.Errorf("older file: in release %d, want %d, counts (-want +got):\n%s", older.Release, newer.Release, diff)
	}
	again := load(t, db, lock, year(20190000, complaint.Resolved))
	if again.Unchanged != 100 || again.Outdated != 0 {
		t.Errorf("the newer file again: %+v, want it unchanged", again.Counts)
	}
}

func TestFilesAreJudgedOneAfterTheOther(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	with := func(outcome complaint.Outcome) func(i int) complaint.Complaint {
		return func(i int) complaint.Complaint { return made("a", i%60, onDay(t, "2018-03-01"), outcome) }
	}
	source := complaints{code: "a", files: []madeFile{{100, with(complaint.Unresolved)}, {60, with(complaint.Resolved)}}}
	report := load(t, db, lock, source)
	want := []ingest.Counts{
		{Read: 100, Accepted: 60, Duplicate: 40, New: 60, Rejected: map[ingest.Reason]int64{}},
		{Read: 60, Accepted: 60, Replaced: 60, Rejected: map[ingest.Reason]int64{}},
	}
	got := []ingest.Counts{report.Files[0].Counts, report.Files[1].Counts}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	again := load(t, db, lock, source)
	if again.Release != report.Release {
		t.Errorf("a load that changes back what it changed made release %d, want %d", again.Release, report.Release)
	}
}

func TestOtherSourcesStay(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	of := func(code string, rows int, outcome complaint.Outcome) complaints {
		return complaints{code: code, files: []madeFile{{rows, func(i int) complaint.Complaint {
			return made(code, i, onDay(t, "2018-03-01").Add(i%400), outcome)
		}}}}
	}
	load(t, db, lock, of("a", 500, complaint.Resolved))
	load(t, db, lock, of("b", 300, complaint.Resolved))
	last := load(t, db, lock, of("a", 500, complaint.Unresolved))
	for code, want := range map[string]uint64{"a": 500, "b": 300} {
		if rows, ids := served(t, db, last.Release, code); rows != want || ids != want {
			t.Errorf("source %s: %d rows, %d ids, want %d", code, rows, ids, want)
		}
	}
}

func TestEveryFieldComesBack(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	claimed, recovered := decimal.RequireFromString("1234.50"), decimal.RequireFromString("0.01")
	full := made("a", 1, onDay(t, "2018-03-01"), complaint.Resolved)
	full.Seller, full.SellerName = "name:shop", complaint.Name{Text: "Shop 'n' \\ \"tab\t\" 店", Kind: complaint.NameTrade}
	full.Category, full.Subissue, full.IssueSource = "家电", "quality/broken", "a=b;c"
	full.Region, full.Channel, full.Currency = "SP", complaint.Web, "CNY"
	full.RespondedOn = onDay(t, "2018-03-02")
	full.OpenedAt = time.Date(2018, 3, 1, 23, 59, 59, 123e6, time.UTC)
	full.Remedies = []complaint.Remedy{complaint.Refund, complaint.Apology}
	full.AmountClaimed, full.AmountRecovered = &claimed, &recovered
	full.Stages = []complaint.Stage{{Stage: complaint.AtSeller, EnteredOn: onDay(t, "2018-03-01"), Result: complaint.Unresolved}}
	full.Actions = []complaint.Action{{Action: complaint.Ban}}
	full.Evidence = []complaint.Evidence{complaint.ChatLog}
	full.Associations = []string{"Aurora Association"}
	full.Represented, full.Timely, full.Rating = complaint.Yes, complaint.No, 4
	full.AgeBand, full.Sex, full.Narrative = "31-40", complaint.Female, "line\nbreak 😀"
	report := load(t, db, lock, complaints{code: "a", files: []madeFile{{1, func(int) complaint.Complaint { return full }}}})
	var got struct {
		Seller, Narrative, Zone *string
		Remedies, Stage, Action []string
		Entered, Left, ActedOn  []*time.Time
		Claimed                 *decimal.Decimal
		OpenedAt, RespondedAt   *time.Time
		Rating                  *uint8
	}
	err := db.QueryRow(t.Context(), `SELECT seller_name, narrative, zone, remedies, stage, action, stage_entered_on, stage_left_on,
action_on, amount_claimed, opened_at, responded_at, rating FROM {release:Identifier}.complaints`,
		clickhouse.Named("release", schema.ReleaseDatabase(db.Database, report.Release))).
		Scan(&got.Seller, &got.Narrative, &got.Zone, &got.Remedies, &got.Stage, &got.Action, &got.Entered, &got.Left,
			&got.ActedOn, &got.Claimed, &got.OpenedAt, &got.RespondedAt, &got.Rating)
	if err != nil {
		t.Fatal(err)
	}
	if *got.Seller != full.SellerName.Text || *got.Narrative != full.Narrative {
		t.Errorf("seller %q, narrative %q, want %q and %q", *got.Seller, *got.Narrative, full.SellerName.Text, full.Narrative)
	}
	if len(got.Remedies) != 2 || got.Remedies[1] != "apology" || len(got.Stage) != 1 || got.Left[0] != nil || got.ActedOn[0] != nil {
		t.Errorf("lists came back as %+v", got)
	}
	if !got.Claimed.Equal(claimed) || !got.OpenedAt.Equal(full.OpenedAt) || got.RespondedAt != nil || *got.Rating != 4 {
		t.Errorf("values came back as %+v", got)
	}
}
