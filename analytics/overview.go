package analytics

import (
	"context"
	"maps"

	"redress/ingest/complaint"
)

// Overview is the first page: totals, trend, issues and the ranked platforms.
func (s *Service) Overview(ctx context.Context, q Query) (Overview, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return Overview{}, err
	}
	o := Overview{View: v}
	if o.Trend, err = s.points(ctx, v, selection); err != nil {
		return Overview{}, err
	}
	if o.Issues, err = s.table(ctx, v, Issue, selection); err != nil {
		return Overview{}, err
	}
	platforms, err := s.table(ctx, v, Platform, selection)
	for _, row := range platforms {
		if row.Eligible {
			o.Platforms = append(o.Platforms, row)
		}
	}
	return o, err
}

// Limits of the /data page.
const (
	shownLoads    = 100
	shownReleases = 50
)

// Holdings says where the complaints come from: sources, loads with their
// books, releases.
func (s *Service) Holdings(ctx context.Context) (Holdings, error) {
	var h Holdings
	var err error
	if h.Release, err = s.store.Current(ctx); err != nil {
		return Holdings{}, err
	}
	if h.Sources, err = s.store.Sources(ctx, h.Release); err != nil {
		return Holdings{}, err
	}
	if h.Loads, err = s.store.Loads(ctx, shownLoads); err != nil {
		return Holdings{}, err
	}
	h.Releases, err = s.store.Releases(ctx, shownReleases)
	return h, err
}

// Release is the newest published release; ErrNoRelease when there is none.
func (s *Service) Release(ctx context.Context) (Release, error) {
	return s.store.Current(ctx)
}

// Facets are the options of one filter: the values of a dimension among the
// query's complaints, with the dimension's own filter lifted, most complaints
// first, at most limit of them.
func (s *Service) Facets(ctx context.Context, q Query, d Dimension, limit int) ([]FacetValue, error) {
	release, err := s.store.Current(ctx)
	if err != nil {
		return nil, err
	}
	sources, err := s.store.Sources(ctx, release)
	if err != nil {
		return nil, err
	}
	source, err := s.pick(sources, q.Source)
	if err != nil {
		return nil, err
	}
	q.Source = source.Code
	q.Filters = maps.Clone(q.Filters)
	delete(q.Filters, d)
	selection, err := s.selection(ctx, release, q)
	if err != nil {
		return nil, err
	}
	counts, err := s.store.Facet(ctx, release, d, selection, limit)
	if err != nil {
		return nil, err
	}
	values := make([]FacetValue, 0, len(counts))
	for _, c := range counts {
		values = append(values, FacetValue{Value: c.Slug, Name: c.Name, Complaints: c.Complaints})
	}
	return values, nil
}

// IssueCodes lists the issue codes in their canonical order.
func IssueCodes() []string {
	codes := make([]string, 0, len(complaint.Issues))
	for _, issue := range complaint.Issues {
		codes = append(codes, string(issue))
	}
	return codes
}
