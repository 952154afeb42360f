package analytics

import (
	"context"
	"errors"
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
	err = together(ctx,
		func(ctx context.Context) error { // the longest of them
			platforms, err := s.table(ctx, v, Platform, selection)
			for _, row := range platforms {
				if row.Eligible {
					o.Platforms = append(o.Platforms, row)
				}
			}
			return err
		},
		func(ctx context.Context) (err error) {
			var cut complaint.Day
			if o.Trend, cut, err = s.points(ctx, v, selection); err != nil {
				return err
			}
			o.Course, err = s.course(ctx, v, o.Trend, cut)
			return err
		},
		func(ctx context.Context) (err error) {
			o.Issues, err = s.table(ctx, v, Issue, selection)
			return err
		},
		func(ctx context.Context) (err error) {
			o.Changes, err = s.changes(ctx, v, selection)
			return err
		})
	if err != nil {
		return Overview{}, err
	}
	return o, nil
}

// Totals are the totals of the query's complaints, as Overview has them.
func (s *Service) Totals(ctx context.Context, q Query) (View, error) {
	v, _, err := s.view(ctx, q)
	return v, err
}

// Holdings says where the complaints come from: sources, the newest loads with
// their books, the newest releases; at most limit of the latter two (0: all).
// More… says that the limit left some out. Before the first release there are
// only loads, which run, failed or are held back; ErrNoRelease when there is not
// even one.
func (s *Service) Holdings(ctx context.Context, limit int) (Holdings, error) {
	var h Holdings
	var none, err error
	if h.Release, err = s.store.Current(ctx); errors.Is(err, ErrNoRelease) {
		h.Release, none, err = Release{}, err, nil
	}
	if err == nil && none == nil {
		h.Sources, err = s.store.Sources(ctx, h.Release)
	}
	if err != nil {
		return Holdings{}, err
	}
	oneMore := limit
	if limit > 0 {
		oneMore++
	}
	if h.Loads, err = s.store.Loads(ctx, oneMore); err != nil {
		return Holdings{}, err
	}
	if none != nil && len(h.Loads) == 0 {
		return Holdings{}, none
	}
	if h.Releases, err = s.store.Releases(ctx, oneMore); err != nil {
		return Holdings{}, err
	}
	h.Loads, h.MoreLoads = first(h.Loads, limit)
	h.Releases, h.MoreReleases = first(h.Releases, limit)
	return h, nil
}

// first cuts a list that was asked for with one row more than limit, and says
// whether there was one. A limit of 0 cuts nothing.
func first[T any](rows []T, limit int) (kept []T, more bool) {
	if limit > 0 && len(rows) > limit {
		return rows[:limit], true
	}
	return rows, false
}

// Release is the newest published release; ErrNoRelease when there is none.
func (s *Service) Release(ctx context.Context) (Release, error) {
	return s.store.Current(ctx)
}

// Facets are the options of one filter: the values of a dimension among the
// query's complaints, with the dimension's own filter lifted, most complaints
// first, at most limit of them; more says that there are others. Of a dimension
// whose values are a publisher's own words, those with fewer than 3 complaints
// are not offered: what stands there once or twice may have been typed about a
// person. A filter that names one selects by it all the same.
func (s *Service) Facets(ctx context.Context, q Query, d Dimension, limit int) (values []FacetValue, more bool, err error) {
	f, err := s.frame(ctx, q)
	if err != nil {
		return nil, false, err
	}
	q.Source = f.source.Code
	q.Filters = maps.Clone(q.Filters)
	delete(q.Filters, d)
	selection, err := s.selection(ctx, f.release, q)
	if err != nil {
		return nil, false, err
	}
	counts, err := s.store.Facet(ctx, f.release, d, selection, limit+1)
	if err != nil {
		return nil, false, err
	}
	counts, more = first(counts, limit)
	values = make([]FacetValue, 0, len(counts))
	for _, c := range counts {
		if hasOpenValues(d) && c.Complaints < facetFloor {
			continue
		}
		values = append(values, FacetValue{Value: c.Slug, Name: c.Name, Complaints: c.Complaints})
	}
	return values, more, nil
}

// facetFloor is how many complaints a value has before a filter offers it.
const facetFloor = 3

// hasOpenValues reports whether the values of a dimension are a publisher's own
// words, of which nobody has a list.
func hasOpenValues(d Dimension) bool {
	return d == DimCategory || d == DimRegion || d == DimAssociation
}
