package dashboard

import (
	"context"

	"redress/analytics"
	"redress/ingest/complaint"
)

// Stages: half of a cell's complaints begin at the seller and move on to the platform,
// a fifth of those to an association; the others begin at the platform. Days follow
// the size of the cell. A few court days and ends are unknown; somebody comes back
// from the court to the platform.
func (f *fixture) Stages(_ context.Context, _ analytics.Release, d analytics.Dimension, s analytics.Selection, o analytics.StageOptions) ([]analytics.StageTally, error) {
	f.asked.Add(1)
	type id struct {
		key, stage, end, next string
		days                  int
	}
	counted := map[id]int64{}
	var order []id
	for _, g := range f.grains {
		if !f.selected(g, s) || g.n == 0 {
			continue
		}
		key := ""
		if d == analytics.DimPlatform || d == analytics.DimIssue {
			key = f.named(g.value(d)).Key
		}
		stay := func(stage, end, next string, days, n int64) {
			at := id{key, stage, end, next, min(int(days), o.Longest+1)}
			if n <= 0 {
				return
			}
			if _, known := counted[at]; !known {
				order = append(order, at)
			}
			counted[at] += n
		}
		end := map[string]string{"resolved": "resolved", "unresolved": "abandoned", "withdrawn": "abandoned", "unrated": "unrated", "open": "waiting"}[g.outcome]
		atSeller := g.n / 2
		atAssociation := atSeller / 5
		stay("seller", "moved_on", "platform", 3+g.n%6, atSeller-atAssociation)
		stay("seller", "moved_on", "association", 5+g.n%9, atAssociation)
		stay("platform", end, "", 4+g.n%23, g.n-atAssociation-g.n/10)
		stay("platform", "moved_on", "court", 30+g.n%11, g.n/10)
		stay("association", end, "", 8+g.n%17, atAssociation)
		if end == "abandoned" {
			stay("court", "unknown", "", -1, g.n/20)
			stay("court", "moved_on", "platform", 90, g.n/10-g.n/20)
			stay("platform", "set_aside", "", 2, g.n/10-g.n/20)
		} else {
			stay("court", end, "", 60+g.n%30, g.n/10)
		}
	}
	var out []analytics.StageTally
	for _, at := range order {
		t := analytics.StageTally{Key: at.key, Stage: complaint.StageName(at.stage), End: analytics.StageEnd(at.end), Next: complaint.StageName(at.next), N: counted[at]}
		if at.days >= 0 {
			t.Days = new(at.days)
		}
		out = append(out, t)
	}
	return out, nil
}

// StageAmounts: two currencies, one that nobody states, and one sum outside the stages.
func (f *fixture) StageAmounts(_ context.Context, _ analytics.Release, s analytics.Selection) ([]analytics.StageAmount, error) {
	n := f.total(s).Resolved
	if n < 100 {
		return nil, nil
	}
	amount := func(stage complaint.StageName, currency string, n int64, total float64) analytics.StageAmount {
		a := analytics.StageAmount{Stage: stage, Currency: currency, N: n}
		if currency != "" {
			a.Total, a.Median = &total, new(total/float64(n)/2)
			a.ClaimedN, a.Claimed, a.RecoveredOfClaimed = n/2, new(total*0.8), new(total*0.6)
		}
		return a
	}
	return []analytics.StageAmount{amount("", "CNY", n/50, float64(n)), amount("association", "CNY", n/20, 90*float64(n)),
		amount("platform", "", n/90, 0), amount("platform", "CNY", n/3, 1234.56*float64(n)), amount("platform", "USD", n/60, 321*float64(n))}, nil
}
