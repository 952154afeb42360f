package warehouse_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
	"redress/deploy/schema"
	"redress/ingest/complaint"
)

func day(t *testing.T, text string) complaint.Day {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := complaint.DayOf(at)
	return d
}

func TestPeriods(t *testing.T) {
	s, release := filled(t)
	want := map[analytics.Grain]string{analytics.ByDay: "2018-01-15", analytics.ByWeek: "2018-01-15",
		analytics.ByMonth: "2018-01-01", analytics.ByQuarter: "2018-01-01", analytics.ByYear: "2018-01-01"}
	for _, grain := range analytics.Grains {
		periods, err := s.Periods(t.Context(), release, grain, analytics.Selection{Source: "s"})
		if err != nil {
			t.Fatalf("Periods(%s): %v", grain, err)
		}
		var n int64
		for _, p := range periods {
			n += p.Complaints
		}
		if n != 1000 || periods[0].Start.String() != want[grain] {
			t.Errorf("Periods(%s) = %d complaints from %s, want 1000 from %s", grain, n, periods[0].Start, want[grain])
		}
	}
}

func TestOtherQuestions(t *testing.T) {
	s, release := filled(t)
	ctx := t.Context()
	if got, err := s.Current(ctx); err != nil || got != release {
		t.Errorf("Current = %+v, %v, want %+v", got, err, release)
	}
	if got, err := s.Releases(ctx, 5); err != nil || len(got) != 1 {
		t.Errorf("Releases = %v, %v, want one", got, err)
	}
	sources, err := s.Sources(ctx, release)
	if err != nil || len(sources) != 1 || sources[0].Title["zh"] != "源" || sources[0].FirstOpened != day(t, "2018-01-15") {
		t.Errorf("Sources = %+v, %v", sources, err)
	}
	if got, err := s.Lookup(ctx, release, analytics.Platform, "s", "slug-P3"); err != nil || got.Key != "name:p3" {
		t.Errorf("Lookup = %+v, %v, want name:p3", got, err)
	}
	if got, err := s.Lookup(ctx, release, analytics.Platform, "s", "former-name"); err != nil || got.Slug != "slug-P3" {
		t.Errorf("Lookup(former-name) = %+v, %v, want the slug it has now", got, err)
	}
	if _, err := s.Lookup(ctx, release, analytics.Platform, "s", "nobody"); !errors.Is(err, analytics.ErrNotFound) {
		t.Errorf("Lookup(nobody) = %v, want ErrNotFound", err)
	}
	if got, err := s.Aliases(ctx, release, analytics.Platform, "s", "name:p3", 5); err != nil || len(got) != 1 || got[0].Complaints != 200 {
		t.Errorf("Aliases = %+v, %v, want one with 200", got, err)
	}
	loads, err := s.Loads(ctx, 5)
	if err != nil || len(loads) != 1 || loads[0].Rejected["ragged"] != 2 || loads[0].Unmapped["issue"]["x"] != 1 || len(loads[0].Files) != 1 {
		t.Errorf("Loads = %+v, %v", loads, err)
	}
}

// Limits cut the oldest and the least, and 0 cuts nothing.
func TestLimits(t *testing.T) {
	db, release := filledDB(t)
	s := store(db)
	for _, statement := range []string{
		`INSERT INTO ` + db.Database + `.loads (load_id, source, updated_at) SELECT number + 4, 's', now64(6) FROM numbers(200)`,
		`INSERT INTO ` + db.Database + `.load_files (load_id, file, path) SELECT number + 4, 1, 'b.csv' FROM numbers(200)`,
		`INSERT INTO ` + db.Database + `.releases SELECT number + 8, now64(3), [] FROM numbers(90)`,
	} {
		if err := db.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	rows := ofSource("s")[:60]
	for i := range rows {
		rows[i].Platform, rows[i].PlatformName, rows[i].Seller, rows[i].SellerName = "name:many", fmt.Sprintf("wording %02d", i), new("name:p1"), new("seller wording")
	}
	insert(t, db, schema.ReleaseDatabase(db.Database, 7), rows)
	f := func(question string, got int, err error, want int) {
		t.Helper()
		if err != nil || got != want {
			t.Errorf("%s = %d rows, %v, want %d", question, got, err, want)
		}
	}
	for limit, want := range map[int]int{0: 201, 7: 7, 1000: 201} {
		loads, err := s.Loads(t.Context(), limit)
		f(fmt.Sprintf("Loads(%d)", limit), len(loads), err, want)
		if loads[0].ID != 203 || len(loads[want-1].Files) != 1 {
			t.Errorf("Loads(%d) begins with load %d and its last has %d files, want 203 and 1", limit, loads[0].ID, len(loads[want-1].Files))
		}
	}
	for limit, want := range map[int]int{0: 91, 7: 7} {
		releases, err := s.Releases(t.Context(), limit)
		f(fmt.Sprintf("Releases(%d)", limit), len(releases), err, want)
	}
	aliases, err := s.Aliases(t.Context(), release, analytics.Platform, "s", "name:many", 51)
	f("Aliases(51)", len(aliases), err, 51)
	aliases, err = s.Aliases(t.Context(), release, analytics.Platform, "s", "name:many", 100)
	f("Aliases(100)", len(aliases), err, 60)
	aliases, err = s.Aliases(t.Context(), release, analytics.Seller, "s", "name:p1", 100)
	f("Aliases(seller)", len(aliases), err, 1)
}

// The names of a platform are read by the primary key, not from every
// complaint of the source.
func TestAliasesUseThePrimaryKey(t *testing.T) {
	db, _ := filledDB(t)
	question, err := os.ReadFile("aliases.sql")
	if err != nil {
		t.Fatal(err)
	}
	var lines []struct {
		Explain string `ch:"explain"`
	}
	err = db.Select(t.Context(), &lines, "EXPLAIN indexes = 1 "+string(question), clickhouse.Named("release", schema.ReleaseDatabase(db.Database, 7)),
		clickhouse.Named("source", "s"), clickhouse.Named("entity", "platform"), clickhouse.Named("key", "name:p3"), clickhouse.Named("limit", uint32(5)))
	if err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	for _, line := range lines {
		plan.WriteString(line.Explain + "\n")
	}
	_, primary, found := strings.Cut(plan.String(), "PrimaryKey")
	if !found || !strings.Contains(primary, "(platform in ['name:p3', 'name:p3'])") {
		t.Errorf("the primary key does not find the platform:\n%s", plan.String())
	}
}

// Every .sql file is embedded by a method beside it: an orphan is an answer
// nobody can ask for.
func TestEverySQLFileIsAsked(t *testing.T) {
	files, err := fs.Glob(os.DirFS("."), "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no SQL files: %v", err)
	}
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, name := range sources {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(content)
	}
	for _, name := range files {
		if !strings.Contains(text.String(), "//go:embed "+name+"\n") {
			t.Errorf("%s is embedded by no file", name)
		}
	}
}
