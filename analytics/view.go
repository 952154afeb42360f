package analytics

import (
	"context"
	"errors"
	"maps"
	"slices"

	"redress/ingest/complaint"
)

// A frame is what a view stands in: one release and the source that answers.
type frame struct {
	release   Release
	sources   []Source // most complaints first
	source    Source
	byDefault bool // nobody asked for this source
}

// frame settles the release and the source of a query.
func (s *Service) frame(ctx context.Context, q Query) (frame, error) {
	release, err := s.store.Current(ctx)
	if err != nil {
		return frame{}, err
	}
	sources, err := s.store.Sources(ctx, release)
	if err != nil {
		return frame{}, err
	}
	source, err := s.pick(sources, q.Source)
	return frame{release: release, sources: sources, source: source, byDefault: q.Source == ""}, err
}

// view settles what every answer needs: the release, the source, the query
// with its defaults, the selection with keys for slugs, and the totals.
func (s *Service) view(ctx context.Context, q Query) (View, Selection, error) {
	f, err := s.frame(ctx, q)
	if err != nil {
		return View{}, Selection{}, err
	}
	return s.viewIn(ctx, f, q)
}

// viewIn is view with the release and the source settled.
func (s *Service) viewIn(ctx context.Context, f frame, q Query) (View, Selection, error) {
	v := View{Release: f.release, Source: f.source, SourceByDefault: f.byDefault, Sources: f.sources,
		Query: withDefaults(q), Floors: s.config.Floors, All: f.source.Complaints, MethodVersion: MethodVersion}
	v.Query.Source = v.Source.Code
	if v.OutcomeFiltered = byOutcome(q); v.OutcomeFiltered {
		v.Warnings = append(v.Warnings, WarnOutcomeFiltered)
	}
	selection, err := s.selection(ctx, f.release, v.Query)
	if err != nil {
		return View{}, Selection{}, err
	}
	total, err := s.store.Total(ctx, f.release, selection)
	if err != nil {
		return View{}, Selection{}, err
	}
	v.Total = v.measure(total, v.All)
	return v, selection, nil
}

// byOutcome reports whether a filter picks complaints by how they ended; only a
// resolved complaint has a remedy.
func byOutcome(q Query) bool {
	_, outcome := q.Filters[DimOutcome]
	_, remedy := q.Filters[DimRemedy]
	return outcome || remedy
}

func withDefaults(q Query) Query {
	if q.Def == "" {
		q.Def = Definitions[0]
	}
	if q.By == "" {
		q.By = Grains[0]
	}
	if q.Age == 0 {
		q.Age = DefaultAge
	}
	return q
}

// pick finds the source asked for; without one, the configured default, else
// the source with most complaints.
func (s *Service) pick(sources []Source, code string) (Source, error) {
	wanted := code
	if wanted == "" {
		wanted = s.config.DefaultSource
	}
	for _, source := range sources {
		if source.Code == wanted {
			return source, nil
		}
	}
	if code != "" {
		return Source{}, unknownValue("source", code)
	}
	if len(sources) == 0 {
		return Source{}, ErrNoRelease
	}
	return sources[0], nil
}

// selection turns the query's slugs into keys and refuses values that no
// complaint of the source has: a typing error must not read as "none found".
func (s *Service) selection(ctx context.Context, r Release, q Query) (Selection, error) {
	if q.From.Known() && q.To.Known() && !q.From.Before(q.To) {
		return Selection{}, &InvalidError{Parameter: "from", Value: q.From.String(), Reason: ReversedRange}
	}
	out := Selection{Source: q.Source, From: q.From, To: q.To, Filters: map[Dimension]Filter{}}
	for _, dimension := range slices.Sorted(maps.Keys(q.Filters)) {
		filter := q.Filters[dimension]
		values := make([]string, 0, len(filter.Values))
		for _, value := range filter.Values {
			key, err := s.filterKey(ctx, r, q.Source, dimension, value)
			if err != nil {
				return Selection{}, err
			}
			values = append(values, key)
		}
		out.Filters[dimension] = Filter{Values: values, Not: filter.Not}
	}
	return out, nil
}

// filterKey turns one value of an address into the value the tables hold.
func (s *Service) filterKey(ctx context.Context, r Release, source string, d Dimension, value string) (string, error) {
	switch d {
	case DimPlatform, DimSeller:
		named, err := s.store.Lookup(ctx, r, Entity(d), source, value)
		if err != nil {
			return "", orUnknownValue(err, string(d), value)
		}
		return named.Key, nil
	case DimIssue:
		return value, known(complaint.Issue(value).Valid(), d, value)
	case DimOutcome:
		return value, known(complaint.Outcome(value).Valid() || value == "open", d, value)
	case DimChannel:
		return value, known(value != "" && complaint.Channel(value).Valid(), d, value)
	case DimRemedy:
		return value, known(complaint.Remedy(value).Valid(), d, value)
	case DimEvidence:
		return value, known(complaint.Evidence(value).Valid(), d, value)
	case DimStage:
		return value, known(complaint.StageName(value).Valid(), d, value)
	case DimSubissue, DimCategory, DimRegion, DimAssociation:
		return value, s.present(ctx, r, source, d, value)
	}
	return "", &InvalidError{Parameter: string(d), Reason: UnknownParameter}
}

func known(valid bool, d Dimension, value string) error {
	if valid {
		return nil
	}
	return unknownValue(string(d), value)
}

// present checks a value of an open vocabulary against the source's own.
func (s *Service) present(ctx context.Context, r Release, source string, d Dimension, value string) error {
	only := Selection{Source: source, Filters: map[Dimension]Filter{d: {Values: []string{value}}}}
	found, err := s.store.Total(ctx, r, only)
	if err != nil {
		return err
	}
	return known(found.Complaints > 0, d, value)
}

// orUnknownValue says "no such value" for what the release does not know and
// passes every other error on.
func orUnknownValue(err error, parameter, value string) error {
	if errors.Is(err, ErrNotFound) {
		return unknownValue(parameter, value)
	}
	return err
}
