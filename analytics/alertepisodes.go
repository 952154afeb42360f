package analytics

import (
	"cmp"
	"context"
	"math"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

const (
	// quiet is how many months an episode may pause: what comes back sooner is the same
	// episode.
	quiet = 2
	// laterMonths are those after the first that say whether a change held.
	laterMonths = 3
)

// A replay is every alert of a source, as it would have been given at the time.
type replay struct {
	alerts   []Alert // newest first
	months   []AlertFamily
	cut      complaint.Day
	warnings []string
}

// replay looks at one month after the other, each with what was known when its
// figures became final.
func (s *Service) replay(ctx context.Context, v View, selection Selection) (replay, error) {
	r := replay{}
	dated := v.Source.Asked("closed_on")
	if dated {
		var err error
		if r.cut, err = s.store.Cut(ctx, v.Release, v.Source.Code); err != nil {
			return replay{}, err
		}
	} else {
		r.warnings = append(r.warnings, WarnNotDated)
	}
	// Dates only choose what is listed.
	v.Query.By, v.Query.From, v.Query.To = ByMonth, complaint.Day{}, complaint.Day{}
	rule, err := s.courseRule(ctx, v, r.cut)
	if err != nil {
		return replay{}, err
	}
	m := monthsOf(rule, v.Source, r.cut)
	if len(m.starts) <= year {
		return r.unseen(rule), nil
	}
	counted, err := s.alertSeries(ctx, v, selection, m, r.cut)
	if err != nil {
		return replay{}, err
	}
	if counted.more {
		r.warnings = append(r.warnings, WarnLargestOnly)
	}
	known := map[AlertIndicator]int{AlertComplaints: len(m.starts)}
	if dated {
		known[AlertResolved] = m.mature
	}
	r.look(counted.gather(m), m, known, counted.left)
	return r, nil
}

// unseen says why no month can be looked at. Of complaints picked by how they ended,
// recent months lack those that have not ended yet; the view itself warns of that.
func (r replay) unseen(rule courseRule) replay {
	switch {
	case rule.withheld == OutcomeFiltered:
	case rule.withheld == StagePicked:
		r.warnings = append(r.warnings, WarnStageLate)
	case rule.withheld == OnlyEnded, rule.from.Known():
		r.warnings = append(r.warnings, WarnOnlyEnded)
	default:
		r.warnings = append(r.warnings, WarnNoHistory)
	}
	return r
}

// look goes through the months and gathers what changed into alerts.
func (r *replay) look(units []*alertUnit, m alertMonths, known map[AlertIndicator]int, left int) {
	for _, indicator := range AlertIndicators {
		for t := year; t < known[indicator]; t++ {
			month := lookAt(units, indicator, t)
			month.Start, month.Indicator = m.starts[t], indicator
			if month.TooFew += left; month.Looked > 0 {
				r.months = append(r.months, month)
			}
		}
		var found []Alert
		for _, u := range units {
			found = append(found, u.episodes(indicator, m.starts[:known[indicator]])...)
		}
		r.alerts = append(r.alerts, gathered(found)...)
	}
	slices.SortStableFunc(r.months, func(a, b AlertFamily) int { return b.Start.Time().Compare(a.Start.Time()) })
	slices.SortStableFunc(r.alerts, func(a, b Alert) int {
		return cmp.Or(b.First.Time().Compare(a.First.Time()), cmp.Compare(slices.Index(AlertScopes, a.Scope), slices.Index(AlertScopes, b.Scope)),
			cmp.Compare(a.Adjusted, b.Adjusted), cmp.Compare(a.Platform.Key, b.Platform.Key), cmp.Compare(a.Seller.Key, b.Seller.Key), cmp.Compare(a.Issue, b.Issue))
	})
}

// months is how many months a window looks at.
func (w AlertWindow) months() int {
	switch w {
	case AlertHalfYear:
		return halfYear
	case AlertYear:
		return year
	}
	return 1
}

// episodes are the unit's runs of months that changed in one direction. A longer
// window that holds months of an episode tells of the same one.
func (u *alertUnit) episodes(indicator AlertIndicator, starts []complaint.Day) []Alert {
	alarms := u.alarms[at(indicator)]
	var out []Alert
	last := 0
	for t := range starts {
		a := alarms[t]
		if a == nil {
			continue
		}
		if n := len(out) - 1; n >= 0 && t-a.window.months()-last <= quiet && out[n].Direction == direction(a.change.Own) {
			out[n].Last = starts[t]
			if change := changeOf(indicator, a.change.Own); math.Abs(a.change.Own) > math.Abs(unchangeOf(indicator, out[n].PeakChange)) {
				out[n].Peak, out[n].PeakChange = starts[t], change
			}
		} else {
			out = append(out, u.alert(indicator, starts, t, a))
		}
		last = t
	}
	if n := len(out) - 1; n >= 0 {
		out[n].Ongoing = out[n].Last == starts[len(starts)-1]
	}
	return out
}

// alert begins an episode with its first month, and says what became of it.
func (u *alertUnit) alert(indicator AlertIndicator, starts []complaint.Day, t int, a *alarm) Alert {
	low, high := a.change.Interval(a.noise)
	out := Alert{Indicator: indicator, Scope: u.scope, Platform: u.platform, Seller: u.seller, Issue: u.issue, First: starts[t], Last: starts[t], Peak: starts[t],
		Direction: direction(a.change.Own), Window: a.window, Usual: a.change.Before, Now: a.change.After,
		Change: changeOf(indicator, a.change.Own), Low: changeOf(indicator, low), High: changeOf(indicator, high), Adjusted: a.adjusted, Looked: a.looked, Verdict: AlertNotYet}
	out.PeakChange = out.Change
	if a.change.Others != nil {
		out.Others = new(changeOf(indicator, *a.change.Others))
	}
	if t+laterMonths < len(starts) {
		u.judge(indicator, t, a, &out)
	}
	return out
}

// judge says whether the three months after the first still differ from what was
// usual then: in the same direction, beside the others by half as much at least,
// and by more than chance.
func (u *alertUnit) judge(indicator AlertIndicator, t int, a *alarm, out *Alert) {
	compare := stat.CompareCounts
	if indicator == AlertResolved {
		compare = stat.CompareShares
	}
	later, err := compare(u.steps(indicator, a.before), u.steps(indicator, []int{t + 1, t + 2, t + laterMonths}))
	if out.Verdict = AlertFaded; err != nil {
		return
	}
	noise := a.noise
	if a.window == AlertMonth {
		noise = noise.Lasting(autocorrelation) // the three months are as alike as those of a half-year
	}
	out.Later = new(changeOf(indicator, later.Own))
	if direction(later.Own) == direction(a.change.Own) && later.Relative*a.change.Relative > 0 &&
		math.Abs(later.Relative) >= math.Abs(a.change.Relative)/2 && later.P(noise) <= 0.05 {
		out.Verdict = AlertHeld
	}
}

func direction(change float64) stat.Verdict {
	if change < 0 {
		return stat.Fell
	}
	return stat.Rose
}

// changeOf is a change as readers see it: a ratio of counts, a difference of shares.
func changeOf(indicator AlertIndicator, own float64) float64 {
	if indicator == AlertComplaints {
		return math.Exp(own)
	}
	return own
}

func unchangeOf(indicator AlertIndicator, change float64) float64 {
	if indicator == AlertComplaints {
		return math.Log(change)
	}
	return change
}

// gathered puts the alerts of a platform's issues under the platform's own, where
// they tell the same at the same time, and marks those during which all the others
// changed as well.
func gathered(found []Alert) []Alert {
	own, source := map[string][]*Alert{}, []Alert{}
	for i := range found {
		switch found[i].Scope {
		case AlertPlatform:
			own[found[i].Platform.Key] = append(own[found[i].Platform.Key], &found[i])
		case AlertSource:
			source = append(source, found[i])
		}
	}
	swallowed := map[int]bool{}
	for i, a := range found {
		if a.Scope != AlertPlatformIssue {
			continue
		}
		for _, p := range own[a.Platform.Key] {
			if p.Direction == a.Direction && overlap(*p, a) {
				swallowed[i] = true
				if !slices.Contains(p.Issues, a.Issue) {
					p.Issues = append(p.Issues, a.Issue)
				}
			}
		}
	}
	var out []Alert
	for i, a := range found {
		if a.Others != nil && largeEnough(a.Indicator, *a.Others) || a.Scope != AlertSource && slices.ContainsFunc(source, func(s Alert) bool { return overlap(s, a) }) {
			a.Notes = append(a.Notes, AlertOthersChanged)
		}
		if !swallowed[i] {
			out = append(out, a)
		}
	}
	return out
}

// largeEnough reports whether a change is as large as an alert takes.
func largeEnough(indicator AlertIndicator, change float64) bool {
	if indicator == AlertComplaints {
		return math.Abs(math.Log(change)) >= math.Log(AlertTimes)
	}
	return math.Abs(change) >= AlertPoints/100.0
}

// overlap reports whether two episodes touch.
func overlap(a, b Alert) bool {
	return !next(ByMonth, a.Last).Before(b.First) && !next(ByMonth, b.Last).Before(a.First)
}
