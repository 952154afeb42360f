package warehouse_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"redress/analytics"
	"redress/analytics/warehouse"
	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
)

// A made complaint. The engine is given these rows, and count counts them the
// slow way.
type row struct {
	Source           string           `ch:"source"`
	ID               string           `ch:"id"`
	Version          uint64           `ch:"version"`
	Platform         string           `ch:"platform"`
	PlatformName     string           `ch:"platform_name"`
	PlatformNameKind string           `ch:"platform_name_kind"`
	Seller           *string          `ch:"seller"`
	SellerName       *string          `ch:"seller_name"`
	Category         *string          `ch:"category"`
	Issue            string           `ch:"issue"`
	Subissue         *string          `ch:"subissue"`
	Region           *string          `ch:"region"`
	Channel          *string          `ch:"channel"`
	OpenedOn         time.Time        `ch:"opened_on"`
	RespondedOn      *time.Time       `ch:"responded_on"`
	ClosedOn         *time.Time       `ch:"closed_on"`
	Zone             string           `ch:"zone"`
	Status           string           `ch:"status"`
	OutcomeBasis     string           `ch:"outcome_basis"`
	Outcome          string           `ch:"outcome"`
	Remedies         []string         `ch:"remedies"`
	Stage            []string         `ch:"stage"`
	StageEnteredOn   []*time.Time     `ch:"stage_entered_on"`
	StageLeftOn      []*time.Time     `ch:"stage_left_on"`
	StageResult      []string         `ch:"stage_result"`
	AmountClaimed    *decimal.Decimal `ch:"amount_claimed"`
	AmountRecovered  *decimal.Decimal `ch:"amount_recovered"`
	Currency         *string          `ch:"currency"`
	Action           []string         `ch:"action"`
	ActionOn         []*time.Time     `ch:"action_on"`
	Evidence         []string         `ch:"evidence"`
	Associations     []string         `ch:"associations"`
	Rating           *uint8           `ch:"rating"`
	Timely           *string          `ch:"timely"`
	Narrative        *string          `ch:"narrative"`
}

const rowColumns = "source, id, version, platform, platform_name, platform_name_kind, seller, seller_name, category, issue, subissue, " +
	"region, channel, opened_on, responded_on, closed_on, zone, status, outcome_basis, outcome, remedies, stage, stage_entered_on, stage_left_on, stage_result, " +
	"amount_claimed, amount_recovered, currency, action, action_on, evidence, associations, rating, timely, narrative"

// An association whose name breaks careless quoting.
const hostileAssociation = `Verein "O'Brien" \ 协会`

// pick is one of the values, or nil where the value is "".
func pick(n int, values ...string) *string {
	if v := values[n%len(values)]; v != "" {
		return &v
	}
	return nil
}

// madeRows are 1,000 complaints of the source "s" and 100 of "t". The values of
// the dimensions repeat in different lengths, so that no filter keeps the same
// rows as another.
func madeRows() []row {
	var out []row
	for n := range 1100 {
		p := fmt.Sprint(n % 5)
		opened := time.Date(2018, 1, 15+n%90, 0, 0, 0, 0, time.UTC)
		r := row{Source: "s", ID: fmt.Sprintf("%016d", n), Version: 1, Platform: "name:p" + p, PlatformName: "P" + p, PlatformNameKind: "trade",
			Seller: pick(n, "", "name:s1", "name:s2"), SellerName: pick(n, "", "S", "S"), Category: pick(n, "", "retail", "travel", "energy", "banks", "post", "games"),
			Issue: *pick(n, "quality", "price", "delivery"), Subissue: pick(n, "quality/a", "", "price/b", "price/c", "", "delivery/d", "", "quality/e"),
			Region: pick(n, "SP", "RJ"), Channel: pick(n, "web", "phone", "", "post", "app", "web", "phone", "email", "", "web", "fax"),
			OpenedOn: opened, Zone: "UTC", Status: "closed", OutcomeBasis: "consumer", Outcome: *pick(n, "resolved", "unresolved", "unrated", "withdrawn"),
			Remedies: lists(n, 13, "refund", "apology", "repair"), Stage: lists(n, 17, "seller", "platform", "court"),
			Evidence: lists(n, 19, "invoice", "chat_log", "photo_video"), Associations: lists(n, 23, hostileAssociation, "Verbraucher", "PROTESTE"),
			Timely: pick(n, "yes", "no", "")}
		if n >= 1000 {
			r.Source = "t"
		}
		if n%10 == 0 {
			r.Region = nil
		}
		if n%20 == 0 {
			r.Status, r.Outcome = "open", "unknown"
		}
		if n%4 != 0 {
			r.RespondedOn = new(opened.AddDate(0, 0, 2))
		}
		if n%7 != 0 {
			r.ClosedOn = new(opened.AddDate(0, 0, n%11))
		}
		if n%3 != 0 { // texts that differ in what is no letter, and some that are short
			r.Narrative = new(fmt.Sprintf([]string{"Bestellung %d nie angekommen!", "订单%d没有收到，要求退款，至今无人处理", "nein %d", "BESTELLUNG, nie angekommen (%d)"}[n%4], n))
		}
		if n%6 == 0 {
			r.Rating = new(uint8(n%5 + 1))
		}
		climbed(n, &r)
		out = append(out, r)
	}
	return out
}

// climbed gives row n the days and results of its stages, and its amounts: some
// unknown, some days before their time, some stays that have not ended.
func climbed(n int, r *row) {
	for i := range r.Stage {
		entered, left := r.OpenedOn.AddDate(0, 0, i*(n%9)), r.OpenedOn.AddDate(0, 0, i+n%14)
		r.StageEnteredOn, r.StageLeftOn = append(r.StageEnteredOn, &entered), append(r.StageLeftOn, &left)
		r.StageResult = append(r.StageResult, *pick(n/3+i, "resolved", "unresolved", "unknown", "withdrawn", "unrated", "referred", "unknown", "invalid"))
		if (n+i)%29 == 0 {
			r.StageEnteredOn[i] = nil
		}
		if n%3 == 0 || i == 0 && n%4 == 0 {
			r.StageLeftOn[i] = nil
		}
	}
	if n%3 != 1 {
		r.AmountRecovered = new(decimal.New(int64(n%250)*101, -2))
	}
	if n%5 != 2 {
		r.AmountClaimed = new(decimal.New(int64(n%40)*1099, -2))
	}
	r.Currency = pick(n/7, "BRL", "BRL", "", "CNY")
}

// lists gives row n none, one, two or, as files do, twice the same of three
// values.
func lists(n, length int, a, b, c string) []string {
	return [][]string{{}, {a}, {b, a}, {c, c}, {b}}[n%length%5]
}

// values are what a row has in a dimension; none where it is unknown.
func (r row) values(d analytics.Dimension) []string {
	one := func(v *string) []string {
		if v == nil {
			return nil
		}
		return []string{*v}
	}
	switch d {
	case analytics.DimPlatform:
		return []string{r.Platform}
	case analytics.DimSeller:
		return one(r.Seller)
	case analytics.DimIssue:
		return []string{r.Issue}
	case analytics.DimSubissue:
		return one(r.Subissue)
	case analytics.DimCategory:
		return one(r.Category)
	case analytics.DimRegion:
		return one(r.Region)
	case analytics.DimChannel:
		return one(r.Channel)
	case analytics.DimAssociation:
		return r.Associations
	case analytics.DimRemedy:
		return r.Remedies
	case analytics.DimEvidence:
		return r.Evidence
	case analytics.DimStage:
		return r.Stage
	case analytics.DimOutcome:
		if r.Status == "open" {
			return []string{"open"}
		}
		return []string{r.Outcome}
	}
	panic("no values of the dimension " + string(d))
}

// filled opens a database with one release of the made complaints, inserted
// here, so that this test shares nothing with the write path.
func filled(t *testing.T) (*warehouse.Store, analytics.Release) {
	t.Helper()
	db, release := filledDB(t)
	return store(db), release
}

func filledDB(t *testing.T) (*engine.DB, analytics.Release) {
	t.Helper()
	db := schematest.Open(t)
	release := schema.ReleaseDatabase(db.Database, 7)
	if err := schema.CreateRelease(t.Context(), db, db.Database, release); err != nil {
		t.Fatal(err)
	}
	insert(t, db, release, madeRows())
	for _, statement := range []string{
		`INSERT INTO ` + release + `.entities SELECT source, 'platform', platform, any(platform_name), 'slug-' || any(platform_name), count() FROM ` + release + `.complaints GROUP BY source, platform`,
		`INSERT INTO ` + release + `.sources SELECT 's', map('en', 'S', 'zh', '源'), 'BR', 'u', 'l', 'UTC', 'consumer', ['rating'], count(), min(opened_on), max(opened_on), now64(3) FROM ` + release + `.complaints WHERE source = 's'`,
		`INSERT INTO ` + db.Database + `.releases SELECT 7, toDateTime64('2026-11-23 12:00:00.5', 3, 'UTC'), [3]`,
		`INSERT INTO ` + db.Database + `.loads (load_id, source, state, release, started_at, finished_at, updated_at, read, accepted, rejected, unmapped)
SELECT 3, 's', 'published', 7, now64(3), now64(3), now64(6), 3, 1, map('ragged', toUInt64(2)), map('issue', map('x', toUInt64(1)))`,
		`INSERT INTO ` + db.Database + `.load_files (load_id, file, path, rejected) SELECT 3, 1, 'a.csv', map('ragged', toUInt64(2))`,
		`INSERT INTO ` + db.Database + `.slugs SELECT 's', 'platform', 'former-name', 'name:p3'`,
	} {
		if err := db.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return db, analytics.Release{Number: 7, PublishedAt: time.Date(2026, 11, 23, 12, 0, 0, 5e8, time.UTC)}
}

func insert(t *testing.T, db *engine.DB, release string, rows []row) {
	t.Helper()
	batch, err := db.PrepareBatch(t.Context(), "INSERT INTO "+release+".complaints ("+rowColumns+")")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := batch.AppendStruct(&r); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
}

func store(db *engine.DB) *warehouse.Store {
	return warehouse.New(db.ReadOnly(), db.Database, func(n uint32) string { return schema.ReleaseDatabase(db.Database, n) })
}

// count is the slow, obvious tally.
func count(rows []row) analytics.Tally {
	var t analytics.Tally
	var days []float64
	for _, r := range rows {
		t.Complaints++
		if r.Status == "open" {
			t.Open++
		} else {
			switch r.Outcome {
			case "resolved":
				t.Resolved++
			case "unresolved":
				t.Unresolved++
			case "unrated":
				t.Unrated++
			case "withdrawn":
				t.Withdrawn++
			}
			if r.ClosedOn != nil {
				days = append(days, r.ClosedOn.Sub(r.OpenedOn).Hours()/24)
			}
		}
		if r.RespondedOn != nil {
			t.Responded++
		}
		if r.Timely != nil && *r.Timely == "yes" {
			t.TimelyYes++
		}
		if r.Timely != nil && *r.Timely == "no" {
			t.TimelyNo++
		}
		if r.Rating != nil {
			t.RatingN++
			t.RatingSum += int64(*r.Rating)
		}
	}
	slices.Sort(days)
	if len(days) > 0 {
		t.DaysToClose = analytics.Quantiles{N: int64(len(days)), Median: type7(days, 0.5), P90: type7(days, 0.9)}
	}
	if t.Responded > 0 {
		t.DaysToReply = analytics.Quantiles{N: t.Responded, Median: 2, P90: 2}
	}
	return t
}

// type7 is the quantile of Hyndman and Fan's definition 7.
func type7(sorted []float64, p float64) float64 {
	h := float64(len(sorted)-1) * p
	i := int(math.Floor(h))
	if i+1 >= len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}

func where(rows []row, keep func(row) bool) []row {
	var out []row
	for _, r := range rows {
		if keep(r) {
			out = append(out, r)
		}
	}
	return out
}

// ofSource keeps the rows of a source.
func ofSource(source string) []row {
	return where(madeRows(), func(r row) bool { return r.Source == source })
}
