package main_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"redress/analytics"
	"redress/analytics/stat"
	"redress/ingest/complaint"
	"redress/ingest/demo"
)

// ladderFound: the shares that are planted to go on from a stage are found there, by
// count among old complaints and by days among all; the days of a stay as well. No
// platform differs from the others above itself, and none is said to.
func ladderFound(t *testing.T, p planted) {
	ladder, err := p.service.Ladder(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	// Whatever began a year and a half before the cut has ended by now.
	old, err := p.service.Ladder(t.Context(), analytics.Query{To: dayBefore(t, ladder.Cut, 550)})
	if err != nil {
		t.Fatal(err)
	}
	moves := 0
	for from, nexts := range p.truth.Ladder.Moves {
		for to, planted := range nexts {
			want := planted
			if from == complaint.AtAssociation {
				want *= p.truth.Ladder.Pursued
			}
			flow, entered := flowOf(t, old.Climb, from, to)
			// 99.9 %: there are a few of them, and a second look is no second chance.
			if low, high, ok := stat.Wilson(flow.N, entered, 3.29); !ok || want < low-1e-12 || want > high+1e-12 {
				t.Errorf("%s → %s: %d of %d have gone, %.4f to %.4f; planted is %.4f", from, to, flow.N, entered, low, high, want)
			}
			now, _ := flowOf(t, ladder.Climb, from, to)
			for _, by := range now.By {
				slow, fast := p.gone(from, planted, float64(by.Days))
				if by.Value == nil || by.Low == nil || *by.High < slow || *by.Low > fast {
					t.Errorf("%s → %s by %d days = %s, planted is between %.4f and %.4f", from, to, by.Days, shownReached(by), slow, fast)
				}
			}
			moves++
		}
	}
	if moves < 5 {
		t.Errorf("%d moves are planted, want five", moves)
	}
	for _, stage := range ladder.Stages {
		if days := p.truth.Ladder.Days[stage.Stage]; days > 0 {
			shortest, longest := p.median(stage.Stage)
			if stage.MedianLow == nil || stage.MedianHigh == nil || *stage.MedianHigh < shortest || *stage.MedianLow > longest {
				t.Errorf("%s: median %v days, planted is between %.1f and %.1f", stage.Stage, stage.MedianDays, shortest, longest)
			}
		}
	}
	ladderAlike(t, ladder)
}

// ladderAlike: at an association every platform's complaints go on alike. Some five in
// a hundred intervals miss by chance.
func ladderAlike(t *testing.T, ladder analytics.Ladder) {
	var all float64
	for _, stage := range ladder.Stages {
		if stage.Stage == complaint.AtAssociation {
			all = *stage.Conversion[len(stage.Conversion)-1].Value
		}
	}
	apart, compared := 0, 0
	for _, row := range ladder.Groups[0].Rows {
		for _, stage := range row.Stages {
			c := stage.Conversion[0]
			if stage.Stage != complaint.AtAssociation || c.Low == nil {
				continue
			}
			if compared++; all < *c.Low || all > *c.High {
				apart++
			}
		}
	}
	if compared < 15 || apart > 1+compared*3/20 {
		t.Errorf("%d of %d platforms differ at the associations, where nothing is planted", apart, compared)
	}
}

// gone is the least and the most that can have moved on from a stage by so many days,
// of which the share is planted: nobody says how many will not be resolved. A stay
// ends in office hours, up to 8 hours after its time or one before.
func (p planted) gone(from complaint.StageName, share, days float64) (slow, fast float64) {
	l := p.truth.Ladder
	if from == complaint.AtAssociation {
		share *= l.Pursued
	}
	return share * ended(l, from, days-1./24, l.Unresolved), share * ended(l, from, days+8./24, 1)
}

// median is the shortest and the longest that half the stays in a stage can take.
func (p planted) median(stage complaint.StageName) (shortest, longest float64) {
	l := p.truth.Ladder
	share := func(days, pace float64) float64 {
		if stage != complaint.AtAssociation {
			return ended(l, stage, days, pace)
		}
		return l.Pursued*ended(l, stage, days, pace) + (1-l.Pursued)*ended(l, stage, days, l.Dropped)
	}
	for shortest = 0; share(shortest+1, 1) < 0.5; shortest++ {
	}
	for longest = 0; share(longest-1, l.Unresolved) < 0.5; longest++ {
	}
	return shortest, longest
}

func flowOf(t *testing.T, climb analytics.Climb, from, to complaint.StageName) (flow analytics.LadderFlow, entered int64) {
	t.Helper()
	for _, f := range climb.Flows {
		if f.From == from {
			entered += f.N
			if f.To == to {
				flow = f
			}
		}
	}
	if flow.N == 0 {
		t.Fatalf("nobody went from %s to %s", from, to)
	}
	return flow, entered
}

func dayBefore(t *testing.T, day complaint.Day, days int) complaint.Day {
	t.Helper()
	before, ok := complaint.DayOf(day.Time().Add(-time.Duration(days) * 24 * time.Hour))
	if !ok {
		t.Fatalf("no day %d days before %s", days, day)
	}
	return before
}

func shownReached(r analytics.Reached) string {
	if r.Value == nil || r.Low == nil {
		return "withheld: " + string(r.Withheld)
	}
	return fmt.Sprintf("%.4f (%.4f to %.4f)", *r.Value, *r.Low, *r.High)
}

// ended is the share of stays in a stage that have ended by so many days at a pace.
func ended(l demo.PlantedLadder, stage complaint.StageName, days, pace float64) float64 {
	return lognormal(days, pace*l.Days[stage], l.Spread)
}

// lognormal is the share of log-normal values up to x.
func lognormal(x, median, sigma float64) float64 {
	if x <= 0 {
		return 0
	}
	return 0.5 * math.Erfc(-math.Log(x/median)/sigma/math.Sqrt2)
}
