package analytics

import (
	"context"
	"slices"

	"redress/ingest/complaint"
)

// A Register is a side register whose entries are events.
type Register string

// The registers of events.
const (
	Policies  Register = "policies"
	Coverage  Register = "coverage"
	Campaigns Register = "campaigns"
)

// MaxEvents is how many entries of one register are looked at, the newest.
const MaxEvents = 2000

// An Event is one dated entry of a register: a law or rule, a media report about a
// platform, or an activity of an association.
type Event struct {
	ID       string // in addresses: letters, digits and -
	Register Register
	Origin   string            // whose entry: builtin, or as named by the load
	Kind     string            // of a policy
	Title    map[string]string // by language; a report's only, whatever its language, is under ""
	Effect   map[string]string // by language: what a policy says
	By       string            // who made, published or did it; empty where not said
	URL      string

	// First and Last are the first and the last day on which it can have begun; unknown
	// where no day is established.
	First, Last complaint.Day
	// End is the last day of a campaign.
	End complaint.Day

	Jurisdiction string   // of a policy: ISO 3166-1 alpha-2, or EU
	Platform     Named    // of a report
	Association  string   // of a campaign
	Region       string   // of a campaign; empty: everywhere
	AllIssues    bool     // it concerns every issue
	Issues       []string // codes; empty: not said
	Subissues    []string // issue/finer, where it concerns a part of an issue
	Scope        string   // the part of the complaints it concerns, where no issue says it
	// SeriesBreak: it changes who can complain, where, or how complaints are coded:
	// figures before and after may not compare.
	SeriesBreak bool
}

// Concerns reports whether the event concerns complaints of an issue. An event that
// does not say concerns all.
func (e Event) Concerns(issue string) bool {
	return e.Everything() || slices.Contains(e.Issues, issue)
}

// Everything reports whether no issue is left out, so that none can stand beside as
// untouched.
func (e Event) Everything() bool { return e.AllIssues || len(e.Issues) == 0 }

// InventedSource is the code of the demonstration, and InventedJurisdiction that of
// its rules: a real law is never tested on invented complaints, and no invented
// rule on real ones.
const (
	InventedSource       = "demo"
	InventedJurisdiction = "XX"
)

// binds reports whether a policy of the jurisdiction is in force where the source
// collects its complaints.
func binds(jurisdiction string, s Source) bool {
	if s.Code == InventedSource || jurisdiction == InventedJurisdiction {
		return s.Code == InventedSource && jurisdiction == InventedJurisdiction
	}
	return jurisdiction == s.Country || jurisdiction == "EU" && slices.Contains(unionMembers(), s.Country)
}

// unionMembers are the countries where the law of the European Union is in force.
func unionMembers() []string {
	return []string{"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
		"MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
}

// Events lists the entries of the registers that can show in the view, the latest
// first: policies in force where its source is, reports about platforms it holds
// and campaigns of associations it knows, whose day is inside its dates. Those
// without an established day are absent.
func (s *Service) Events(ctx context.Context, v View) ([]Event, error) {
	selection, err := s.selection(ctx, v.Release, v.Query)
	if err != nil {
		return nil, err
	}
	events, _, err := s.events(ctx, v, selection)
	return events, err
}

// events is Events with the selection at hand; left counts the entries that concern
// other countries, platforms or associations, or other days.
func (s *Service) events(ctx context.Context, v View, selection Selection) (kept []Event, left int, err error) {
	all, err := s.registers(ctx, v)
	if err != nil {
		return nil, 0, err
	}
	known, err := s.associations(ctx, v, all)
	if err != nil {
		return nil, 0, err
	}
	for _, e := range all {
		if v.touches(e, selection, known) {
			kept = append(kept, e)
		}
	}
	slices.SortStableFunc(kept, func(a, b Event) int { return b.First.Time().Compare(a.First.Time()) })
	return kept, len(all) - len(kept), nil
}

func (s *Service) registers(ctx context.Context, v View) ([]Event, error) {
	policies, err := s.store.Policies(ctx, v.Release)
	if err != nil {
		return nil, err
	}
	reports, err := s.store.Coverage(ctx, v.Release, v.Source.Code)
	if err != nil {
		return nil, err
	}
	campaigns, err := s.store.Campaigns(ctx, v.Release)
	return slices.Concat(policies, reports, campaigns), err
}

// associations are those of the campaigns that handled complaints of the source.
func (s *Service) associations(ctx context.Context, v View, all []Event) (map[string]bool, error) {
	var names []string
	for _, e := range all {
		if e.Register == Campaigns && !slices.Contains(names, e.Association) {
			names = append(names, e.Association)
		}
	}
	known := map[string]bool{}
	if len(names) == 0 || !v.Source.Asked("associations") {
		return known, nil
	}
	slices.Sort(names)
	only := Selection{Source: v.Source.Code, Filters: map[Dimension]Filter{DimAssociation: {Values: names}}}
	// Complaints handled together with other associations are counted there too.
	found, err := s.store.Facet(ctx, v.Release, DimAssociation, only, MaxEvents)
	for _, f := range found {
		known[f.Key] = true
	}
	return known, err
}

// touches reports whether the event can show in the view.
func (v View) touches(e Event, selection Selection, associations map[string]bool) bool {
	if !e.First.Known() || e.Last.Before(v.first()) || v.last().Before(e.First) {
		return false
	}
	switch e.Register {
	case Policies:
		return binds(e.Jurisdiction, v.Source)
	case Coverage:
		return selection.keeps(DimPlatform, e.Platform.Key)
	case Campaigns:
		return associations[e.Association] && (e.Region == "" || selection.keeps(DimRegion, e.Region))
	}
	return false
}

// keeps reports whether complaints with the value pass the dimension's filter.
func (s Selection) keeps(d Dimension, value string) bool {
	f, ok := s.Filters[d]
	return !ok || slices.Contains(f.Values, value) != f.Not
}

// first and last are the days the view reaches over: its own, or those of the data.
func (v View) first() complaint.Day {
	if v.Query.From.Known() && v.Source.FirstOpened.Before(v.Query.From) {
		return v.Query.From
	}
	return v.Source.FirstOpened
}

func (v View) last() complaint.Day {
	if v.Query.To.Known() && v.Query.To.Add(-1).Before(v.Source.LastOpened) {
		return v.Query.To.Add(-1)
	}
	return v.Source.LastOpened
}
