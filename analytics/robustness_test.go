package analytics

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"redress/ingest/complaint"
)

// copied is a table whose store has copies too.
type copied struct {
	table
	copies []CopyTally
}

func (c copied) Copies(t context.Context, _ Release, _ Selection, _ int) ([]CopyTally, error) {
	return c.copies, t.Err()
}

// byGrain answers Series by days for bursts and by years for what was resolved in time.
type byGrain struct {
	copied
	days []SeriesTally
}

func (b byGrain) Series(_ context.Context, _ Release, _ Entity, g Grain, _ Selection, _ SeriesOptions) ([]SeriesTally, error) {
	if g == ByDay {
		return b.days, nil
	}
	return b.series, nil
}

// A platform that somebody piles a week of unresolved complaints upon falls; without
// the burst it stands where it was. Copies are left out beside it.
func TestRobustnessLeavesOut(t *testing.T) {
	b := byGrain{copied: copied{table: table{fields: []string{"narrative"}}}}
	for i := range 6 {
		key := fmt.Sprintf("p-%d", i)
		resolved, rated := int64(200), int64(300)
		for day := range 350 {
			n := int64(1)
			if i == 3 && day >= 200 && day < 204 {
				n = 60
			}
			b.days = append(b.days, SeriesTally{Key: key, Start: newDay(2018, 1, 10).Add(day), Complaints: n, Rated: n})
		}
		if i == 3 {
			rated += 240 // none of the burst is resolved
		}
		b.entities = append(b.entities, tallied(key, resolved, rated-resolved, 0))
	}
	b.copies = []CopyTally{{Key: "p-0", WithText: 200, Copies: 90, Resolved: 90, Rated: 90}, {Key: "p-1", WithText: 10}}
	got, err := New(b, Config{Floors: DefaultFloors}).Robustness(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Ranked != 6 || got.Bursts != 1 || got.Copies == nil || *got.Copies != 1 {
		t.Fatalf("%d rows, %d with bursts, %v with copies, want 6, 1 and 1", got.Ranked, got.Bursts, got.Copies)
	}
	for _, row := range got.Rows {
		burst, copies := row.WithoutBursts, row.WithoutCopies
		switch row.Key {
		case "p-3":
			if row.BurstDays != 4 || row.BurstFiled != 240 || math.Abs(*burst.Rate.Value-2./3) > 1e-12 || row.Position.Low < 5 || burst.Position.Low > 2 {
				t.Errorf("p-3: %d days, %d complaints, rate %v, rank from %d, without bursts from %d", row.BurstDays, row.BurstFiled, *burst.Rate.Value, row.Position.Low, burst.Position.Low)
			}
		case "p-0":
			if *row.Copied != 90 || math.Abs(*copies.Rate.Value-110./210) > 1e-12 {
				t.Errorf("p-0: %d copies, rate without them %v, want 90 and 110 of 210", *row.Copied, *copies.Rate.Value)
			}
		case "p-1":
			if *row.WithText != 10 || *row.Copied != 0 {
				t.Errorf("p-1: %v of %v copied", *row.Copied, *row.WithText)
			}
		case "p-2":
			if row.WithText != nil || row.Copied != nil || row.BurstDays != 0 {
				t.Errorf("p-2 has %v texts and %d burst days, want unknown and none", row.WithText, row.BurstDays)
			}
		}
	}
}

// The score needs two indicators that tell rows apart; two platforms that lead in one
// each share the weightings.
func TestComposite(t *testing.T) {
	make := func(fields ...string) byGrain {
		b := byGrain{copied: copied{table: table{fields: fields, cut: newDay(2019, 3, 1)}}}
		for i := range 8 {
			row := tallied(fmt.Sprintf("p-%d", i), int64(20+20*i), int64(180-20*i), 0)
			row.Responded = int64(190 - 20*i)
			row.RatingN, row.RatingSum, row.TimelyYes, row.TimelyNo = 50, 150, int64(100-5*i), int64(5*i)
			b.entities = append(b.entities, row)
			b.series = append(b.series, SeriesTally{Key: row.Key, Start: newDay(2018, 1, 1), AtRisk: 200, ResolvedWithin: int64(10 + 20*i)})
		}
		return b
	}
	ask := func(b byGrain, platforms ...string) Robustness {
		t.Helper()
		q := Query{}
		if len(platforms) > 0 {
			q.Filters = map[Dimension]Filter{DimPlatform: {Values: platforms}}
		}
		got, err := New(b, Config{Floors: DefaultFloors}).Robustness(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	alone := ask(make())
	if alone.Composite.Scored != 0 || alone.Rows[0].Score != nil || len(alone.Warnings) == 0 || alone.Warnings[len(alone.Warnings)-1] != WarnOneIndicator {
		t.Errorf("with one indicator %d rows are scored and the warnings are %v", alone.Composite.Scored, alone.Warnings)
	}
	all := ask(make("closed_on", "responded_on", "timely", "rating"))
	if !slices.Equal(all.Warnings, []string{WarnNoneOpen}) {
		t.Errorf("warnings = %v, want that none is open: what is resolved within 30 days is part of the score", all.Warnings)
	}
	if len(all.Composite.Indicators) != 4 || all.Composite.Scored != 8 {
		t.Fatalf("the score has %v, %d rows", all.Composite.Indicators, all.Composite.Scored)
	}
	sum := 0.
	for _, row := range all.Rows {
		sum += row.Score.Value
		if row.Score.Rank.Low > row.Score.Rank.High || row.Score.Worst > row.Score.Value {
			t.Errorf("%s has %+v", row.Key, *row.Score)
		}
		if row.Key == "p-7" {
			// (2·25 + 30·5 + 3·80)/100 = 4.4, and 2 more if all would deal again
			if r := row.ReclameAqui; r == nil || math.Abs(r.Low-4.4) > 1e-9 || math.Abs(r.High-6.4) > 1e-9 {
				t.Errorf("p-7 has %+v by the formula of Reclame Aqui, want 4.4 to 6.4", r)
			}
			if d := row.Dianshubao; d == nil || math.Abs(d.Index-(.25+.65+.8)/3) > 1e-9 || d.Band != "order_with_care" {
				t.Errorf("p-7 has %+v in the manner of 电诉宝", d)
			}
		}
	}
	if math.Abs(sum) > 1e-9 {
		t.Errorf("the scores add up to %v, want 0: the mean row is 0", sum)
	}
	two := ask(make("closed_on", "responded_on", "timely"), "p-0", "p-7")
	if len(two.Rows) != 2 || two.Ranked != 8 || two.Duel == nil || two.Duel.ShareA <= .05 || two.Duel.ShareA >= .95 {
		t.Errorf("p-0 against p-7: %d rows of %d, %+v, want a share that depends on the weights", len(two.Rows), two.Ranked, two.Duel)
	}
	for _, row := range two.Rows {
		for _, same := range all.Rows {
			if row.Key == same.Key && row.Score.Value != same.Score.Value {
				t.Errorf("%s has the score %v beside one other and %v among all", row.Key, row.Score.Value, same.Score.Value)
			}
		}
	}
}

// A platform without complaints in the view, and a source without any ranked one.
func TestRobustnessOfNothing(t *testing.T) {
	got, err := New(byGrain{copied: copied{table: table{entities: []EntityTally{tallied("small", 3, 2, 0)}}}}, Config{Floors: DefaultFloors}).Robustness(t.Context(), Query{To: complaint.Day{}})
	if err != nil || got.Ranked != 0 || len(got.Rows) != 0 {
		t.Errorf("Robustness of one small row = %d ranked, %v", got.Ranked, err)
	}
}
