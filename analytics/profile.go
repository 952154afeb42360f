package analytics

import (
	"context"
	"errors"
	"maps"
	"slices"

	"redress/ingest/complaint"
)

// MaxAliases is how many wordings of a name a Profile lists: one root number
// has up to 95 trade names.
const MaxAliases = 50

// Profile is everything about one platform, seller (by slug) or issue (by
// code) within the query's complaints. When nobody asked for a source and the
// default one does not know the slug, the source with most complaints that
// does answers. ErrNotFound when the release has no such entity.
func (s *Service) Profile(ctx context.Context, e Entity, slug string, q Query) (Profile, error) {
	return s.profile(ctx, e, slug, q, true)
}

// ProfileTable is what the files of a Profile hold: its view, its subject without a
// place among the others, and its Issues or Ranking. The rest, which takes longer, is
// left out.
func (s *Service) ProfileTable(ctx context.Context, e Entity, slug string, q Query) (Profile, error) {
	return s.profile(ctx, e, slug, q, false)
}

func (s *Service) profile(ctx context.Context, e Entity, slug string, q Query, whole bool) (Profile, error) {
	if _, given := q.Filters[Dimension(e)]; given {
		// The page's own subject cannot also be a filter of the page.
		return Profile{}, &InvalidError{Parameter: string(e), Reason: UnknownParameter}
	}
	f, err := s.frame(ctx, q)
	if err != nil {
		return Profile{}, err
	}
	usual := f.source.Code
	f, subject, err := s.subject(ctx, f, e, slug)
	if err != nil {
		return Profile{}, err
	}
	v, everyone, err := s.viewIn(ctx, f, q)
	if err != nil {
		return Profile{}, err
	}
	v.SourceBySubject = v.Source.Code != usual
	own := narrowed(everyone, Dimension(e), subject.Key)
	tally, err := s.store.Total(ctx, f.release, own)
	if err != nil {
		return Profile{}, err
	}
	all := v // of everyone
	v.Total = v.measure(tally, v.All)
	p := Profile{View: v, Entity: e, Subject: standing(all, EntityTally{Named: subject, Tally: tally})}
	row := p.Subject
	var parts []func(context.Context) error
	if whole {
		parts = append(parts, func(ctx context.Context) (err error) {
			row, err = s.place(ctx, all, e, everyone, subject)
			return err
		})
	}
	if p.Person = e == Seller && NaturalPerson(subject.Key); p.Person {
		p.Warnings = append(slices.Clone(v.Warnings), WarnPerson)
	} else {
		parts = append(parts, s.listed(&p, everyone, own))
		if whole {
			parts = append(parts, s.details(&p, everyone, own)...)
		}
	}
	if err := together(ctx, parts...); err != nil {
		return Profile{}, err
	}
	p.Subject = row
	return p, nil
}

// listed is the part of a profile that its files hold: an issue's platforms, or a
// business's issues beside everybody else's.
func (s *Service) listed(p *Profile, everyone, own Selection) func(context.Context) error {
	if p.Entity == Issue {
		return func(ctx context.Context) error {
			league, err := s.leagueWithTrends(ctx, p.View, Platform, own)
			p.Ranking = league.Rows
			return err
		}
	}
	return func(ctx context.Context) (err error) {
		p.Issues, err = s.againstPeers(ctx, p.View, everyone, own)
		return err
	}
}

// subject finds the entity, in the frame's source or, where that one was chosen
// by default, in the first source that has it.
func (s *Service) subject(ctx context.Context, f frame, e Entity, slug string) (frame, Named, error) {
	if e == Issue {
		if !complaint.Issue(slug).Valid() {
			return f, Named{}, ErrNotFound
		}
		return f, Named{Key: slug, Name: slug, Slug: slug}, nil
	}
	sources := []Source{f.source}
	if f.byDefault {
		sources = append(sources, f.sources...)
	}
	for _, source := range sources {
		named, err := s.store.Lookup(ctx, f.release, e, source.Code, slug)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		f.source = source
		return f, named, err
	}
	return f, Named{}, ErrNotFound
}

// place finds the subject's row in the league table of everyone; a subject
// without a complaint in the view has a row that counts nothing.
func (s *Service) place(ctx context.Context, v View, e Entity, everyone Selection, subject Named) (Standing, error) {
	league, err := s.league(ctx, v, e, everyone)
	if err != nil {
		return Standing{}, err
	}
	for _, row := range league.Rows {
		if row.Key == subject.Key {
			return row, nil
		}
	}
	return standing(v, EntityTally{Named: subject}), nil
}

// details are the other parts of a page about a subject, which differ between kinds of it.
// Each fills what is its own in p, and reads only what p has already.
func (s *Service) details(p *Profile, everyone, own Selection) []func(context.Context) error {
	parts := []func(context.Context) error{func(ctx context.Context) error {
		trend, cut, err := s.points(ctx, p.View, own)
		if err != nil {
			return err
		}
		p.Trend = trend
		p.Course, err = s.course(ctx, p.View, trend, cut)
		return err
	}}
	if p.Entity == Issue {
		return append(parts,
			func(ctx context.Context) (err error) {
				p.Parts, err = s.table(ctx, p.View, Subissue, own)
				return err
			})
	}
	if p.Entity == Platform {
		parts = append(parts,
			func(ctx context.Context) (err error) {
				p.Times, err = s.times(ctx, p.View, everyone, []string{p.Subject.Key})
				return err
			},
			func(ctx context.Context) (err error) {
				p.Parts, err = s.table(ctx, p.View, Seller, own)
				return err
			},
			func(ctx context.Context) (err error) {
				p.Changes, err = s.changes(ctx, p.View, own)
				return err
			},
			func(ctx context.Context) error { return s.profileLadder(ctx, p, own) })
	}
	return append(parts,
		func(ctx context.Context) error { return s.profileSellers(ctx, p, everyone) },
		func(ctx context.Context) error {
			aliases, err := s.store.Aliases(ctx, p.Release, p.Entity, p.Source.Code, p.Subject.Key, MaxAliases+1)
			p.Aliases, p.MoreAliases = first(aliases, MaxAliases)
			return err
		})
}

// table is the league table of an entity within a selection of v.
func (s *Service) table(ctx context.Context, v View, e Entity, selection Selection) ([]Standing, error) {
	league, err := s.league(ctx, v, e, selection)
	return league.Rows, err
}

// againstPeers sets the subject's issues beside the same issues at everybody
// else.
func (s *Service) againstPeers(ctx context.Context, v View, everyone, own Selection) ([]Comparison, error) {
	league, err := s.leagueWithTrends(ctx, v, Issue, own)
	if err != nil {
		return nil, err
	}
	all, err := s.store.Tallies(ctx, v.Release, Issue, everyone)
	if err != nil {
		return nil, err
	}
	total := map[string]Tally{}
	for _, t := range all {
		total[t.Key] = t.Tally
	}
	comparisons := make([]Comparison, 0, len(league.Rows))
	for _, row := range league.Rows {
		peers := without(total[row.Key], row.Tally)
		comparisons = append(comparisons, Comparison{Standing: row, Peers: v.measure(peers, v.All)})
	}
	return comparisons, nil
}

// without is a tally less a part of it. Quantiles cannot be subtracted and are
// left unknown.
func without(t, part Tally) Tally {
	return Tally{
		Complaints: t.Complaints - part.Complaints,
		Open:       t.Open - part.Open,
		Resolved:   t.Resolved - part.Resolved,
		Unresolved: t.Unresolved - part.Unresolved,
		Unrated:    t.Unrated - part.Unrated,
		Withdrawn:  t.Withdrawn - part.Withdrawn,
		Invalid:    t.Invalid - part.Invalid,
		Referred:   t.Referred - part.Referred,
		Unknown:    t.Unknown - part.Unknown,
		Responded:  t.Responded - part.Responded,
		TimelyYes:  t.TimelyYes - part.TimelyYes,
		TimelyNo:   t.TimelyNo - part.TimelyNo,
		RatingN:    t.RatingN - part.RatingN,
		RatingSum:  t.RatingSum - part.RatingSum,
	}
}

// narrowed is the selection with one dimension held to one value.
func narrowed(s Selection, d Dimension, value string) Selection {
	filters := maps.Clone(s.Filters)
	filters[d] = Filter{Values: []string{value}}
	s.Filters = filters
	return s
}
