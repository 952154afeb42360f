package sink

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"redress/deploy/engine"
	"redress/deploy/schema/schematest"
	"redress/ingest/complaint"
)

// TestBlockHasTheColumnsOfTheTable holds the block to the schema: a column that
// the block does not send would be NULL in every row, without an error.
func TestBlockHasTheColumnsOfTheTable(t *testing.T) {
	db := schematest.Open(t)
	rows, err := db.Query(t.Context(), `SELECT name, type FROM system.columns
WHERE database = {database:String} AND table = 'history'`, clickhouse.Named("database", db.Database))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	want := map[string]string{}
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			t.Fatal(err)
		}
		want[name] = kind
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, column := range newBlock().columns() {
		got[column.name] = column.kind
	}
	for _, name := range notSent {
		delete(want, name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns of a block differ from the table (-table +block):\n%s", diff)
	}
}

// notSent are the columns of history that a block leaves to their defaults.
var notSent = []string{}

// A load whose turn was taken over stops reading at the next block.
func TestStagerStopsOnceTheLeaseIsLost(t *testing.T) {
	lost := &lease{}
	lost.lost.Store(true)
	s := newStager(nil, lost, "d", "staged") // it must not get as far as the connection
	chance := rand.New(rand.NewPCG(1, 2))
	var err error
	rows := 0
	for ; err == nil && rows <= 2*blockRows; rows++ {
		c := anyComplaint(chance, rows)
		err = s.add(t.Context(), &c, place{loadID: 7, file: 3, line: uint32(rows)})
	}
	if !errors.Is(err, ErrFenced) {
		t.Errorf("after %d rows: %v, want ErrFenced", rows, err)
	}
}

// TestBlocksComeBack stages random complaints in several blocks through one
// pair of reused ones and reads every value back.
func TestBlocksComeBack(t *testing.T) {
	db := schematest.Open(t)
	chance := rand.New(rand.NewPCG(1, 2))
	var all []complaint.Complaint
	for i := range 3000 {
		all = append(all, anyComplaint(chance, i))
	}
	exec(t, db, `CREATE TABLE {database:Identifier}.staged ENGINE = MergeTree ORDER BY line
EMPTY AS SELECT * FROM {database:Identifier}.history`)
	s := newStager(db, nil, db.Database, "staged")
	for i := range all {
		if err := s.add(t.Context(), &all[i], place{loadID: 7, file: 3, line: uint32(all[i].Line)}); err != nil {
			t.Fatal(err)
		}
		if chance.IntN(700) == 0 {
			if err := s.flush(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := make([]string, len(all))
	for i := range all {
		want[i] = spelled(&all[i])
	}
	if got := staged(t, db); !slices.Equal(got, want) {
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("row %d of %d (%d came back):\n got %s\nwant %s", i, len(want), len(got), at(got, i), want[i])
			}
		}
		t.Fatalf("%d rows came back, want %d", len(got), len(want))
	}
}

// TestFullOfWords sends more different words of a list than one block's
// dictionary holds.
func TestFullOfWords(t *testing.T) {
	db := schematest.Open(t)
	exec(t, db, `CREATE TABLE {database:Identifier}.staged ENGINE = MergeTree ORDER BY line
EMPTY AS SELECT * FROM {database:Identifier}.history`)
	s := newStager(db, nil, db.Database, "staged")
	const rows, each = 900, 100
	for i := range rows {
		c := anyComplaint(rand.New(rand.NewPCG(3, 4)), i)
		c.Associations = nil
		for j := range each {
			c.Associations = append(c.Associations, fmt.Sprintf("association %d", i*each+j))
		}
		if err := s.add(t.Context(), &c, place{loadID: 1, file: 1, line: uint32(c.Line)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	var different uint64
	err := db.QueryRow(t.Context(), `SELECT uniqExact(name) FROM
(SELECT arrayJoin(associations) AS name FROM {database:Identifier}.staged)`,
		clickhouse.Named("database", db.Database)).Scan(&different)
	if err != nil || different != rows*each {
		t.Errorf("different associations = %d, %v, want %d", different, err, rows*each)
	}
}

func exec(t *testing.T, db *engine.DB, statement string) {
	t.Helper()
	if err := db.Exec(t.Context(), statement, clickhouse.Named("database", db.Database)); err != nil {
		t.Fatal(err)
	}
}

func at(rows []string, i int) string {
	if i < len(rows) {
		return rows[i]
	}
	return "nothing"
}

// manyWords are the words that random complaints choose from, made once: tens of
// thousands of complaints ask for them.
var manyWords = sync.OnceValue(func() []string {
	many := make([]string, 300)
	for i := range many {
		many[i] = fmt.Sprintf("平台 %d “ç”", i)
	}
	return many
})

// anyComplaint has every field, or leaves it unknown, by chance.
func anyComplaint(r *rand.Rand, line int) complaint.Complaint {
	maybe := func(words ...string) string {
		if r.IntN(3) == 0 {
			return ""
		}
		return strings.Clone(words[r.IntN(len(words))]) // the same word at many places
	}
	day := func() complaint.Day {
		if r.IntN(3) == 0 {
			return complaint.Day{}
		}
		d, _ := complaint.NewDay(1970, 1, 1)
		return d.Add(r.IntN(65536))
	}
	instant := func() time.Time {
		if r.IntN(3) == 0 {
			return time.Time{}
		}
		return time.UnixMilli(r.Int64N(4_000_000_000_000)).UTC()
	}
	amount := func() *decimal.Decimal {
		if r.IntN(3) == 0 {
			return nil
		}
		d := decimal.New(r.Int64N(1_000_000_000_000), -2)
		return &d
	}
	many := manyWords()
	first, _ := complaint.NewDay(1990, 1, 1)
	c := complaint.Complaint{Line: line + 1, Period: uint32(r.IntN(20991231)), Source: "any", Platform: "name:" + many[r.IntN(300)],
		PlatformName: complaint.Name{Text: many[r.IntN(300)], Kind: complaint.NameTrade}, Seller: maybe(many...),
		SellerName: complaint.Name{Text: maybe(many...), Kind: complaint.NameKind(maybe("trade", "legal"))},
		Category:   maybe(many...), Issue: complaint.Issues[r.IntN(len(complaint.Issues))], Subissue: maybe("a/b", "a/c"),
		IssueSource: maybe(many...), Region: maybe("SP", "RJ"), Channel: complaint.Channel(maybe("web", "phone")),
		OpenedOn: first.Add(r.IntN(58000)), RespondedOn: day(), ClosedOn: day(), OpenedAt: instant(), RespondedAt: instant(),
		ClosedAt: instant(), Zone: "UTC", Status: complaint.Closed, OutcomeBasis: "consumer", Outcome: complaint.Resolved,
		AmountClaimed: amount(), AmountRecovered: amount(), Currency: maybe("CNY"), Represented: complaint.Answer(maybe("yes", "no")),
		Timely: complaint.Answer(maybe("yes", "no")), Disputed: complaint.Answer(maybe("yes", "no")), Rating: r.IntN(6), AgeBand: maybe("até 20 anos"), Sex: complaint.Sex(maybe("F", "M")),
		Narrative: maybe("text", strings.Repeat("很长的投诉内容 ", 1+r.IntN(400)), "with \x00? no, with 'quotes' and \\N\n")}
	for i := range c.ID {
		c.ID[i] = byte(r.IntN(256))
	}
	for range r.IntN(4) {
		c.Remedies = append(c.Remedies, complaint.Remedies[r.IntN(len(complaint.Remedies))])
		c.Evidence = append(c.Evidence, complaint.EvidenceKinds[r.IntN(len(complaint.EvidenceKinds))])
		c.Associations = append(c.Associations, many[r.IntN(300)])
		c.Stages = append(c.Stages, complaint.Stage{Stage: "seller", EnteredOn: day(), LeftOn: day(), Result: complaint.Outcome(maybe("resolved"))})
	}
	for range r.IntN(3) {
		c.Actions = append(c.Actions, complaint.Action{Action: "warning", On: day()})
	}
	return c
}

// spelled is what the table must say of a complaint.
func spelled(c *complaint.Complaint) string {
	null := func(s string) string {
		if s == "" {
			return "NULL"
		}
		return s
	}
	milli := func(t time.Time) string {
		if t.IsZero() {
			return "NULL"
		}
		return fmt.Sprint(t.UnixMilli())
	}
	amount := func(d *decimal.Decimal) string {
		if d == nil {
			return "NULL"
		}
		return d.StringFixed(2)
	}
	rating := "NULL"
	if c.Rating != 0 {
		rating = fmt.Sprint(c.Rating)
	}
	var stages, actions []string
	for _, s := range c.Stages {
		stages = append(stages, string(s.Stage)+null(s.EnteredOn.String())+null(s.LeftOn.String())+string(s.Result))
	}
	for _, a := range c.Actions {
		actions = append(actions, string(a.Action)+null(a.On.String()))
	}
	return strings.Join([]string{fmt.Sprintf("%X", c.ID[:]), fmt.Sprint(version(c.Period, place{loadID: 7, file: 3})), fmt.Sprint(new(digester).sum(c)), "7", "3",
		fmt.Sprint(c.Line), c.Source, c.Platform, c.PlatformName.Text, string(c.PlatformName.Kind), null(c.Seller), null(c.SellerName.Text),
		null(string(c.SellerName.Kind)), null(c.Category), string(c.Issue), null(c.Subissue), null(c.IssueSource), null(c.Region),
		null(string(c.Channel)), c.OpenedOn.String(), null(c.RespondedOn.String()), null(c.ClosedOn.String()), milli(c.OpenedAt),
		milli(c.RespondedAt), milli(c.ClosedAt), c.Zone, string(c.Status), string(c.OutcomeBasis), string(c.Outcome),
		strings.Join(names(c.Remedies), ","), amount(c.AmountClaimed), amount(c.AmountRecovered), null(c.Currency),
		strings.Join(stages, ","), strings.Join(actions, ","), strings.Join(names(c.Evidence), ","), strings.Join(c.Associations, ","),
		null(string(c.Represented)), rating, null(string(c.Timely)), null(string(c.Disputed)), null(c.AgeBand), null(string(c.Sex)), null(c.Narrative)}, "|")
}

func names[T ~string](values []T) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

// staged spells the rows of the table, in order.
func staged(t *testing.T, db *engine.DB) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), `WITH (x -> ifNull(toString(x), 'NULL')) AS text
SELECT arrayStringConcat([hex(id), toString(version), toString(digest), toString(load_id), toString(file), toString(line),
    source, platform, platform_name, platform_name_kind, text(seller), text(seller_name), text(seller_name_kind), text(category),
    issue, text(subissue), text(issue_source), text(region), text(channel), toString(opened_on), text(responded_on), text(closed_on),
    ifNull(toString(toUnixTimestamp64Milli(opened_at)), 'NULL'), ifNull(toString(toUnixTimestamp64Milli(responded_at)), 'NULL'),
    ifNull(toString(toUnixTimestamp64Milli(closed_at)), 'NULL'), zone, status, outcome_basis, outcome,
    arrayStringConcat(remedies, ','), ifNull(toDecimalString(amount_claimed, 2), 'NULL'), ifNull(toDecimalString(amount_recovered, 2), 'NULL'),
    text(currency),
    arrayStringConcat(arrayMap((s, e, l, r) -> s || text(e) || text(l) || r, stage, stage_entered_on, stage_left_on, stage_result), ','),
    arrayStringConcat(arrayMap((a, d) -> a || text(d), action, action_on), ','), arrayStringConcat(evidence, ','),
    arrayStringConcat(associations, ','), text(represented), text(rating), text(timely), text(disputed), text(age_band), text(sex), text(narrative)]::Array(String), '|')
FROM {database:Identifier}.staged ORDER BY line`, clickhouse.Named("database", db.Database))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var row string
		if err := rows.Scan(&row); err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
