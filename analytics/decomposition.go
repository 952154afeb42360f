package analytics

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"redress/analytics/stat"
)

// WarnNoSellers warns that the publisher names no sellers.
const WarnNoSellers = "no_sellers"

const (
	// TooFewNamed says that too few of the complaints name a seller.
	TooFewNamed Note = "too_few_named"
	// TooFewShared says that too few sellers are on the platform and elsewhere.
	TooFewShared Note = "too_few_shared"
	// NoOthers says that there is nobody to be compared with.
	NoOthers Note = "no_others"
)

const (
	// leastNamed is the share of a platform's complaints that must name a seller for
	// anything to be said of its sellers: below half, most of it would be said of
	// nobody knows whom.
	leastNamed = .5
	// leastShared is how many sellers must be judged on the platform and elsewhere, and
	// leastEffective how many equally large ones they must come to: sellers are what is
	// drawn at random, and intervals from a handful of them are too narrow.
	leastShared, leastEffective = 10, 5
)

// sizeClasses are the least complaints of the classes of sellers that are not compared
// one by one: 1, 2–9, 10–99, 100 and more.
var sizeClasses = []int64{1, 2, 10, 100}

// A Decomposition says of each platform whether its rate differs from the others'
// because of its sellers or because of what it does.
type Decomposition struct {
	View
	Told      bool // the publisher names sellers
	Platforms []PlatformSellers
}

// PlatformSellers is how a platform's complaints lie on its sellers.
type PlatformSellers struct {
	Named
	Complaints int64
	Naming     int64 // of them, those that name a seller
	Sellers    int64
	Shares     *SellerShares // nil where Withheld says why
	Withheld   Note
	Gap        *Gap // nil where GapWithheld says why
	GapNote    Note
}

// UnnamedShare is the share of the platform's complaints that name no seller.
func (p PlatformSellers) UnnamedShare() *float64 {
	return fraction(p.Complaints-p.Naming, p.Complaints)
}

// SellerShares says how unevenly the complaints that name a seller lie on sellers. A
// share of the top k is nil with no more than k sellers, of which it says nothing.
type SellerShares struct {
	Top1, Top5, Top10 *float64
	Gini, HHI         float64
}

// A Gap is the difference between a platform's resolution rate and that of all others
// together, in three parts that add up to it.
//
// Sellers that were judged on the platform and elsewhere are groups of their own: what
// differs there between the two is the same seller's complaints ending otherwise
// (Handling). All others are put into classes by how many complaints they have, with
// one class for no seller named. That the platform has other shares of these groups
// than the others have is Mix. What differs within a class may be other sellers or
// another handling, and nobody can say which: Undecided. Groups by size alone would
// call a platform's bad sellers its handling.
type Gap struct {
	Own, Others              float64 // resolution rates
	All, Mix                 GapPart
	Handling, Undecided      GapPart
	SharedSellers            int64
	SharedShare, OthersShare float64 // of the judged complaints about shared sellers, here and elsewhere
}

// A GapPart is a difference of rates with its 95 % interval, which takes sellers as
// drawn at random.
type GapPart struct{ Value, Low, High float64 }

// Detectable reports whether the interval leaves 0 out.
func (p GapPart) Detectable() bool { return p.Low > 0 || p.High < 0 }

// Decomposition takes the gaps of the query's platforms apart, most complaints first.
func (s *Service) Decomposition(ctx context.Context, q Query) (Decomposition, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return Decomposition{}, err
	}
	return s.decomposition(ctx, v, selection)
}

func (s *Service) decomposition(ctx context.Context, v View, selection Selection) (Decomposition, error) {
	d := Decomposition{View: v, Told: v.Source.Asked("seller")}
	if !d.Told {
		d.Warnings = append(slices.Clone(v.Warnings), WarnNoSellers)
		return d, nil
	}
	question := fmt.Sprintf("decomposition %d %s", v.Release.Number, selection)
	platforms, err := remembered(ctx, s.leagues, question, length[PlatformSellers],
		func(ctx context.Context) ([]PlatformSellers, error) { return s.newDecomposition(ctx, v, selection) })
	d.Platforms = slices.Clone(platforms)
	return d, err
}

func (s *Service) newDecomposition(ctx context.Context, v View, selection Selection) ([]PlatformSellers, error) {
	names, err := s.store.Tallies(ctx, v.Release, Platform, selection)
	if err != nil {
		return nil, err
	}
	counts, err := s.store.SellerCounts(ctx, v.Release, selection)
	if err != nil {
		return nil, err
	}
	byPlatform := map[string][]SellerCount{}
	for _, c := range counts {
		byPlatform[c.Platform] = append(byPlatform[c.Platform], c)
	}
	everywhere := newSellerMoments(byPlatform[""])
	for _, t := range names {
		everywhere.unnamed = everywhere.unnamed.plus(unnamedOf(byPlatform[t.Key]))
	}
	out := make([]PlatformSellers, 0, len(names))
	for _, t := range names {
		p := PlatformSellers{Named: t.Named, Complaints: t.Complaints}
		own := byPlatform[t.Key]
		if err := p.concentrate(own); err != nil {
			return nil, err
		}
		switch {
		case v.OutcomeFiltered:
			p.GapNote = OutcomeFiltered
		case p.Withheld != "":
			p.GapNote = p.Withheld
		case t.Rated() < v.Floors.RankRated:
			p.GapNote = TooFewToRank
		default:
			if p.Gap, p.GapNote, err = everywhere.gap(own, v.Floors.RankRated); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b PlatformSellers) int {
		return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Key, b.Key))
	})
	return out, nil
}

// concentrate fills in how the complaints lie on sellers.
func (p *PlatformSellers) concentrate(own []SellerCount) error {
	var each []float64
	for _, c := range own {
		if !c.Named {
			continue
		}
		p.Sellers += c.Sellers
		p.Naming += c.Sellers * c.Here.Complaints
		each = append(each, slices.Repeat([]float64{float64(c.Here.Complaints)}, int(c.Sellers))...)
	}
	if p.Naming < minStratum || float64(p.Naming) < leastNamed*float64(p.Complaints) {
		p.Withheld = TooFewNamed
		return nil
	}
	shares := &SellerShares{}
	for _, top := range []struct {
		k    int
		into **float64
	}{{1, &shares.Top1}, {5, &shares.Top5}, {10, &shares.Top10}} {
		c, ok, err := stat.Concentrate(each, top.k)
		if err != nil || !ok {
			return err
		}
		if shares.Gini, shares.HHI = c.Gini, c.HHI; len(each) > top.k {
			*top.into = &c.Top
		}
	}
	p.Shares = shares
	return nil
}

// profileSellers fills in how a platform's complaints lie on its sellers, and what was
// done to sellers; everyone are the complaints of all platforms.
func (s *Service) profileSellers(ctx context.Context, p *Profile, everyone Selection) error {
	if p.Entity == Platform {
		d, err := s.decomposition(ctx, p.View, everyone)
		if err != nil {
			return err
		}
		for i := range d.Platforms {
			if d.Platforms[i].Key == p.Subject.Key {
				p.Sellers = &d.Platforms[i]
			}
		}
	}
	a, err := s.actions(ctx, p.View, everyone)
	switch {
	case err != nil || !a.Told:
		return err
	case p.Entity == Platform:
		p.Actions = a.ofPlatform(p.Subject.Key)
	default:
		p.Actions = a.ofSeller(p.Subject.Key)
	}
	return nil
}

func unnamedOf(own []SellerCount) (j judged) {
	for _, c := range own {
		if !c.Named {
			j = j.plus(judged{c.Here.Resolved, c.Here.Rated})
		}
	}
	return j
}
