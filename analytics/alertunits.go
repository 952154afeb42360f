package analytics

import (
	"context"
	"maps"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

const (
	// alertHistory is how many months are looked back on: five years that can have
	// alerts, and what they are compared with.
	alertHistory = 60 + 2*year
	// leastUsual is how many complaints a unit has in the twelve months before: 5 a
	// month. With fewer, one family's complaints would be a change.
	leastUsual = 60
	// leastShare is how many complaints a month has before its share is looked at, as
	// many as a platform needs to be ranked.
	leastShare = 30
)

// An alertUnit is whatever can change: its counts by month, and the whole of which
// all but the unit are its others.
type alertUnit struct {
	scope    AlertScope
	platform Named
	seller   Named
	issue    string
	whole    *alertUnit // nil for the source

	complaints, atRisk, resolved, undated []float64
	alarms                                [2][]*alarm // by indicator and month; nil where there is none
}

// alertMonths are the months that an indicator knows whole.
type alertMonths struct {
	starts []complaint.Day
	mature int // of them, those at whose end every complaint had AlertAge days
}

// monthsOf are the months in which a source's complaints are all there, by the rule
// that trends go by, the newest alertHistory of them. None where the rule withholds
// everything.
func monthsOf(rule courseRule, source Source, cut complaint.Day) alertMonths {
	var m alertMonths
	if rule.withheld != "" || !source.FirstOpened.Known() || !source.LastOpened.Known() {
		return m
	}
	for start := monthOf(source.FirstOpened); start.Known() && !source.LastOpened.Before(start); start = next(ByMonth, start) {
		if rule.whole(start) {
			m.starts = append(m.starts, start)
		}
	}
	m.starts = m.starts[max(0, len(m.starts)-alertHistory):]
	for _, start := range m.starts {
		if cut.Known() && !cut.Before(next(ByMonth, start).Add(-1+AlertAge)) {
			m.mature++
		}
	}
	return m
}

func monthOf(d complaint.Day) complaint.Day { return d.Add(1 - d.Time().Day()) }

// alertSeries is what a Store counts for alerts.
type alertSeries struct {
	all, platforms, sellers []SeriesTally
	named                   map[Dimension]map[string]Named
	left                    int  // platforms and sellers with too few complaints in any month
	more                    bool // large ones are left out
}

// alertSeries counts a selection by month.
func (s *Service) alertSeries(ctx context.Context, v View, selection Selection, m alertMonths, cut complaint.Day) (c alertSeries, err error) {
	selection.From, selection.To = m.starts[0], next(ByMonth, m.starts[len(m.starts)-1])
	options := SeriesOptions{ByIssue: v.Source.Asked("issue"), Age: AlertAge, Cut: cut}
	if c.all, err = s.store.Series(ctx, v.Release, "", ByMonth, selection, options); err != nil {
		return c, err
	}
	c.named = map[Dimension]map[string]Named{}
	if c.platforms, err = s.largest(ctx, v, DimPlatform, selection, options, &c); err != nil || !v.Source.Asked("seller") {
		return c, err
	}
	options.ByIssue = false
	c.sellers, err = s.largest(ctx, v, DimSeller, selection, options, &c)
	return c, err
}

// largest counts the largest platforms, or sellers, by month.
func (s *Service) largest(ctx context.Context, v View, d Dimension, selection Selection, options SeriesOptions, c *alertSeries) ([]SeriesTally, error) {
	names, err := s.store.Facet(ctx, v.Release, d, selection, leagueRows)
	if err != nil {
		return nil, err
	}
	options.Least = leastUsual
	if len(names) > MaxAlertUnits && names[MaxAlertUnits].Complaints >= leastUsual {
		options.Least, c.more = names[MaxAlertUnits].Complaints+1, true
	}
	c.named[d] = make(map[string]Named, len(names))
	for _, n := range names {
		if c.named[d][n.Key] = n.Named; n.Complaints < options.Least {
			c.left++
		}
	}
	return s.store.Series(ctx, v.Release, Entity(d), ByMonth, selection, options)
}

// gather adds up counts into units, the source first.
func (c alertSeries) gather(m alertMonths) []*alertUnit {
	at := make(map[complaint.Day]int, len(m.starts))
	for i, start := range m.starts {
		at[start] = i
	}
	whole := newAlertUnit(AlertSource, len(m.starts))
	kinds := map[AlertScope]map[[2]string]*alertUnit{AlertIssue: {}, AlertPlatform: {}, AlertPlatformIssue: {}, AlertSeller: {}}
	add := func(scope AlertScope, key [2]string, t SeriesTally, make func(*alertUnit)) {
		u := kinds[scope][key]
		if u == nil {
			u = newAlertUnit(scope, len(m.starts))
			u.whole = whole
			make(u)
			kinds[scope][key] = u
		}
		u.add(at, t)
	}
	for _, t := range c.all {
		if whole.add(at, t); t.Issue != "" {
			add(AlertIssue, [2]string{t.Issue}, t, func(u *alertUnit) { u.issue = t.Issue })
		}
	}
	if len(kinds[AlertIssue]) < 2 { // one issue for all is none
		delete(kinds, AlertIssue)
	}
	for _, t := range c.platforms {
		if t.Key == "" {
			continue // complaints about nobody in particular are among the others
		}
		add(AlertPlatform, [2]string{t.Key}, t, func(u *alertUnit) { u.platform = c.name(DimPlatform, t.Key) })
		if issue := kinds[AlertIssue][[2]string{t.Issue}]; issue != nil {
			add(AlertPlatformIssue, [2]string{t.Key, t.Issue}, t, func(u *alertUnit) {
				u.platform, u.issue, u.whole = c.name(DimPlatform, t.Key), t.Issue, issue
			})
		}
	}
	for _, t := range c.sellers {
		if t.Key != "" {
			add(AlertSeller, [2]string{t.Key}, t, func(u *alertUnit) { u.seller = c.name(DimSeller, t.Key) })
		}
	}
	out := []*alertUnit{whole}
	for _, scope := range AlertScopes {
		keys := slices.SortedFunc(maps.Keys(kinds[scope]), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
		for _, key := range keys {
			out = append(out, kinds[scope][key])
		}
	}
	return out
}

func (c alertSeries) name(d Dimension, key string) Named {
	if name, ok := c.named[d][key]; ok {
		return name
	}
	return Named{Key: key, Name: key}
}

func newAlertUnit(scope AlertScope, months int) *alertUnit {
	u := &alertUnit{scope: scope}
	u.sized(months)
	return u
}

func (u *alertUnit) sized(months int) {
	u.complaints, u.atRisk, u.resolved, u.undated = make([]float64, months), make([]float64, months), make([]float64, months), make([]float64, months)
	for i := range u.alarms {
		u.alarms[i] = make([]*alarm, months)
	}
}

func (u *alertUnit) add(at map[complaint.Day]int, t SeriesTally) {
	i, ok := at[t.Start]
	if !ok {
		return
	}
	u.complaints[i] += float64(t.Complaints)
	u.atRisk[i] += float64(t.AtRisk)
	u.resolved[i] += float64(t.ResolvedWithin)
	u.undated[i] += float64(t.Undated)
}

// steps are the unit's counts in some months, beside those of its others.
func (u *alertUnit) steps(indicator AlertIndicator, months []int) stat.Steps {
	take := func(from func(*alertUnit) []float64) (own, others []float64) {
		own = make([]float64, len(months))
		if u.whole != nil {
			others = make([]float64, len(months))
		}
		for i, m := range months {
			own[i] = from(u)[m]
			if u.whole != nil {
				others[i] = from(u.whole)[m] - own[i]
			}
		}
		return own, others
	}
	var s stat.Steps
	if indicator == AlertComplaints {
		s.Y, s.OthersY = take(func(u *alertUnit) []float64 { return u.complaints })
		return s
	}
	s.Y, s.OthersY = take(func(u *alertUnit) []float64 { return u.resolved })
	s.N, s.OthersN = take(func(u *alertUnit) []float64 { return u.atRisk })
	return s
}

// total adds up some months of a list.
func total(of []float64, months []int) (sum float64) {
	for _, m := range months {
		sum += of[m]
	}
	return sum
}
