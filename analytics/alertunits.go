package analytics

import (
	"context"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

const (
	// alertHistory is how many months are looked back on: five years that can have
	// alerts, and what they are compared with.
	alertHistory = 60 + yearAgo + halfYear
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

// monthsOf are the whole months of a source, the newest alertHistory of them.
func monthsOf(source Source, cut complaint.Day) alertMonths {
	var m alertMonths
	if !source.FirstOpened.Known() || !source.LastOpened.Known() {
		return m
	}
	for start := monthOf(source.FirstOpened); start.Known() && !source.LastOpened.Before(start); start = next(ByMonth, start) {
		if end := next(ByMonth, start).Add(-1); !start.Before(source.FirstOpened) && !source.LastOpened.Before(end) {
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

// units counts the units of a selection by month: the source first. left are the
// platforms with too few complaints to be looked at in any month.
func (s *Service) units(ctx context.Context, v View, selection Selection, m alertMonths, cut complaint.Day) (units []*alertUnit, left int, more bool, err error) {
	selection.From, selection.To = m.starts[0], next(ByMonth, m.starts[len(m.starts)-1])
	names, err := s.store.Facet(ctx, v.Release, DimPlatform, selection, leagueRows)
	if err != nil {
		return nil, 0, false, err
	}
	options := SeriesOptions{ByIssue: v.Source.Asked("issue"), Age: AlertAge, Cut: cut}
	all, err := s.store.Series(ctx, v.Release, "", ByMonth, selection, options)
	if err != nil {
		return nil, 0, false, err
	}
	options.Least = leastUsual
	if len(names) > MaxAlertPlatforms {
		options.Least, more = max(leastUsual, names[MaxAlertPlatforms].Complaints+1), true
	}
	each, err := s.store.Series(ctx, v.Release, Platform, ByMonth, selection, options)
	if err != nil {
		return nil, 0, false, err
	}
	named := make(map[string]Named, len(names))
	for _, n := range names {
		if named[n.Key] = n.Named; n.Complaints < options.Least {
			left++
		}
	}
	return gather(all, each, named, m), left, more, nil
}

// gather adds up counts into units.
func gather(all, each []SeriesTally, named map[string]Named, m alertMonths) []*alertUnit {
	at := make(map[complaint.Day]int, len(m.starts))
	for i, start := range m.starts {
		at[start] = i
	}
	whole := newAlertUnit(AlertSource, len(m.starts))
	issues, platforms, pairs := map[string]*alertUnit{}, map[string]*alertUnit{}, map[[2]string]*alertUnit{}
	for _, t := range all {
		whole.add(at, t)
		if t.Issue == "" {
			continue
		}
		if issues[t.Issue] == nil {
			issues[t.Issue] = &alertUnit{scope: AlertIssue, issue: t.Issue, whole: whole}
			issues[t.Issue].sized(len(m.starts))
		}
		issues[t.Issue].add(at, t)
	}
	for _, t := range each {
		if t.Key == "" {
			continue // complaints about nobody in particular are among the others
		}
		name, ok := named[t.Key]
		if !ok {
			name = Named{Key: t.Key, Name: t.Key}
		}
		if platforms[t.Key] == nil {
			platforms[t.Key] = &alertUnit{scope: AlertPlatform, platform: name, whole: whole}
			platforms[t.Key].sized(len(m.starts))
		}
		platforms[t.Key].add(at, t)
		if t.Issue == "" || len(issues) < 2 { // one issue for all is none
			continue
		}
		pair := [2]string{t.Key, t.Issue}
		if pairs[pair] == nil {
			pairs[pair] = &alertUnit{scope: AlertPlatformIssue, platform: name, issue: t.Issue, whole: issues[t.Issue]}
			pairs[pair].sized(len(m.starts))
		}
		pairs[pair].add(at, t)
	}
	out := []*alertUnit{whole}
	if len(issues) > 1 {
		out = append(out, sortedUnits(issues)...)
	}
	return slices.Concat(out, sortedUnits(platforms), sortedUnits(pairs))
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
