package warehouse_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"redress/analytics"
	"redress/deploy/schema"
	"redress/ingest/complaint"
)

// Durations are what a loop in Go counts, by both clocks, for any entity and bound.
func TestDurations(t *testing.T) {
	db, release := filledDB(t)
	insert(t, db, schema.ReleaseDatabase(db.Database, release.Number), longRows())
	s := store(db)
	everything := append(madeRows(), longRows()...)
	cut, _ := complaint.NewDay(2025, 3, 1)
	for name, selection := range map[string]analytics.Selection{
		"all": {Source: "s"}, "nothing": {Source: "u"},
		"some": {Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimRegion: {Values: []string{"SP"}}}},
	} {
		kept := selected(where(everything, func(r row) bool { return r.Source == selection.Source }), selection)
		for _, e := range []analytics.Entity{"", analytics.Platform, analytics.Seller} {
			for _, o := range []analytics.DurationOptions{{Least: 0, Most: 100}, {Least: 200, Most: 100}, {Least: 0, Most: 2}, {Least: 2000, Most: 1, Apart: []string{"name:p3", "name:s1"}}} {
				for _, o.Clock = range []analytics.Clock{analytics.ToClose, analytics.ToResponse} {
					o.Cut = cut
					got, err := s.Durations(t.Context(), release, e, selection, o)
					if err != nil {
						t.Fatal(err)
					}
					if diff := gocmp.Diff(durationsOf(kept, e, o), got); diff != "" {
						t.Fatalf("Durations(%s, %q, %+v) (-want +got):\n%s", name, e, o, diff)
					}
				}
			}
		}
	}
}

// longRows are complaints that lasted around the bounds of what is counted by day
// and of what is followed.
func longRows() []row {
	var out []row
	for i, days := range []int{364, 365, 366, 367, 372, 373, 379, 380, 1824, 1825, 1826, 2500} {
		r := madeRows()[i]
		r.ID = "long" + r.ID[4:]
		r.Status, r.Outcome = "closed", []string{"resolved", "referred", "unknown", "invalid"}[i%4]
		r.RespondedOn, r.ClosedOn = new(r.OpenedOn.AddDate(0, 0, days)), new(r.OpenedOn.AddDate(0, 0, days))
		out = append(out, r)
	}
	return out
}

func durationsOf(kept []row, e analytics.Entity, o analytics.DurationOptions) []analytics.DurationTally {
	name := func(r row) string {
		switch {
		case e == analytics.Platform:
			return r.Platform
		case e == analytics.Seller && r.Seller != nil:
			return *r.Seller
		}
		return ""
	}
	size := map[string]int64{}
	for _, r := range kept {
		size[name(r)]++
	}
	var order []string
	for key := range size {
		if key != "" && size[key] >= o.Least {
			order = append(order, key)
		}
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(a, b)) })
	apart := append(order[:min(len(order), int(o.Most))], o.Apart...)
	counted := map[analytics.DurationTally]int64{}
	for _, r := range kept {
		tally := durationOf(r, o)
		if key := name(r); slices.Contains(apart, key) {
			tally.Key = key
		}
		counted[tally]++
	}
	out := []analytics.DurationTally{}
	for tally, n := range counted {
		tally.Complaints = n
		out = append(out, tally)
	}
	slices.SortFunc(out, func(a, b analytics.DurationTally) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Issue, b.Issue), cmp.Compare(a.Ended, b.Ended), cmp.Compare(a.Days, b.Days))
	})
	return out
}

func durationOf(r row, o analytics.DurationOptions) analytics.DurationTally {
	tally := analytics.DurationTally{Issue: r.Issue, Ended: analytics.NotEnded}
	until := o.Cut.Time()
	switch {
	case o.Clock == analytics.ToResponse && r.RespondedOn != nil:
		tally.Ended, until = analytics.EndedResponded, *r.RespondedOn
	case o.Clock == analytics.ToResponse || r.Status == "open":
	case r.ClosedOn == nil:
		tally.Ended = analytics.EndedUndated
		return tally
	default:
		until = *r.ClosedOn
		if tally.Ended = analytics.EndedOtherwise; slices.Contains([]string{"resolved", "unresolved", "withdrawn"}, r.Outcome) {
			tally.Ended = analytics.Ending(r.Outcome)
		}
	}
	days := int(until.Sub(r.OpenedOn) / (24 * time.Hour))
	for days > analytics.DailyUntil && (days-analytics.DailyUntil)%7 != 0 && days < analytics.LongestDuration {
		days++
	}
	if days > analytics.LongestDuration {
		days = analytics.LongestDuration
		if tally.Ended != analytics.NotEnded {
			tally.Ended = analytics.EndedLater
		}
	}
	tally.Days = days
	return tally
}
