package main_test

import (
	"testing"

	"redress/analytics"
	"redress/ingest/demo"
)

// timesFound: platforms that are planted to answer and to settle more slowly than
// others have longer times, those that are planted worse are told apart as slower, and
// what became of complaints adds up.
func timesFound(t *testing.T, p planted) {
	times, err := p.service.Times(t.Context(), analytics.Query{})
	if err != nil || len(times.Clocks) != 2 {
		t.Fatalf("Times = %d clocks, %v, want 2", len(times.Clocks), err)
	}
	rows := map[analytics.Clock]map[string]analytics.Timing{}
	for _, c := range times.Clocks {
		rows[c.Clock] = map[string]analytics.Timing{}
		if c.All.Complaints != times.Total.Complaints || c.All.Undated != 0 {
			t.Errorf("%s: %d complaints, %d undated, want %d and none", c.Clock, c.All.Complaints, c.All.Undated, times.Total.Complaints)
		}
		for _, row := range c.Rows {
			rows[c.Clock][row.Name] = row
		}
	}
	worse := 0
	for _, platform := range p.truth.Platforms {
		row := rows[analytics.ToResponse][platform.Name]
		if platform.Role != demo.Worse || row.Complaints < enoughTimed {
			continue
		}
		worse++
		if g := row.Gap; g == nil || !g.Differs || g.Ratio == nil || *g.Ratio > .9 || g.Share.Value > 0 {
			t.Errorf("%s is planted to answer late: %+v", platform.Name, g)
		}
	}
	if worse < 3 {
		t.Errorf("%d platforms that answer late are compared, want some", worse)
	}
	inOrder(t, "answers", rows[analytics.ToResponse], p.truth, func(p demo.PlantedPlatform) float64 { return p.AnswerDays })
	inOrder(t, "endings", rows[analytics.ToClose], p.truth, func(p demo.PlantedPlatform) float64 { return p.Pace })
}

// enoughTimed is how many complaints a platform needs for its pace to show.
const enoughTimed = 500

// inOrder: of two platforms whose planted days differ by a fifth, the one with more is
// found slower.
func inOrder(t *testing.T, what string, rows map[string]analytics.Timing, truth demo.Planted, days func(demo.PlantedPlatform) float64) {
	t.Helper()
	pairs, kept := 0, 0
	for _, a := range truth.Platforms {
		for _, b := range truth.Platforms {
			first, second := rows[a.Name], rows[b.Name]
			if first.Complaints < enoughTimed || second.Complaints < enoughTimed || days(a) < 1.2*days(b) {
				continue
			}
			pairs++
			if *first.Gap.Ratio < *second.Gap.Ratio {
				kept++
			}
		}
	}
	if pairs < 10 || kept*10 < pairs*9 {
		t.Errorf("%s: %d of %d pairs of platforms are in their planted order, want nine in ten", what, kept, pairs)
	}
}
