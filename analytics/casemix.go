package analytics

import (
	"cmp"
	"context"
	"math"
	"slices"

	"redress/analytics/stat"
)

// A CaseMix sets a row's rate beside the one it would have on the mix of complaints
// that everybody gets: complaints of some kinds are resolved less often by
// everybody, and a platform that gets many of them is not worse for it. The row is
// compared with the others only, never with itself.
type CaseMix struct {
	Observed int64    // resolved complaints that could be compared
	Compared int64    // judged complaints of whose kind the others have enough
	Expected float64  // of them resolved, if each kind ended as at the others
	Ratio    *float64 // observed ÷ expected: 1 is like the others
	// Rate is the rate on everybody's mix, if the row differed from the others by the
	// same odds in every kind, with its 95 % interval, which allows for the errors of
	// the others' rates; nil where too few can be compared.
	Rate, Low, High *float64
	// Shift is Rate less the raw rate of the compared complaints, and Cause what moves
	// it most in its direction; nil where the shift is below half a point.
	Shift *float64
	Cause *MixCause
}

// A MixCause is the kind of complaint by which a row's mix differs most in effect.
type MixCause struct {
	Part          StratumPart
	Value         string
	Share, Others float64 // of the row's judged complaints told apart by the part, and of everybody's, that are of this kind
	Rate          float64 // at which everybody resolves this kind
}

// minStratum is the number of judged complaints that a reference rests on.
const minStratum = 30

// maxStrata bounds how many strata a table is parted into: with more complaints,
// a stratum must hold more of them.
const maxStrata = 10_000

// parentWeight is how many complaints the rate of a coarser kind counts as beside
// those of the finer one, so that no reference is exactly 0 or 1.
const parentWeight = 1

// smallShift is a shift too small to have a cause.
const smallShift = .005

// told is the share of a row's judged complaints that a part must tell apart to be
// named as a cause.
const told = .8

// comparable is the share of a row's judged complaints that must be compared for it
// to have an adjusted rate.
const comparable = .8

// mixParts are the parts of strata that a table of an entity looks at: what it
// ranks is not also what it is adjusted for.
func mixParts(e Entity) []StratumPart {
	return slices.DeleteFunc(slices.Clone(StratumParts), func(p StratumPart) bool {
		return string(p) == string(e) || e == Subissue && p == PartIssue
	})
}

// leastPerStratum is how many judged complaints a stratum of so many needs.
func leastPerStratum(rated int64) int64 { return max(minStratum, rated/maxStrata) }

// adjust gives every row with a rate its case mix, on two processors: the rows do not
// touch each other.
func adjust(ctx context.Context, rows []Standing, strata []StratumTally, parts []StratumPart, least int64) error {
	if len(strata) == 0 || len(parts) == 0 {
		return nil
	}
	reference := newMixReference(strata, parts, least)
	own := map[string][]StratumTally{}
	for _, s := range strata {
		own[s.Key] = append(own[s.Key], s)
	}
	every := func(first, step int) func(context.Context) error {
		return func(context.Context) (err error) {
			for i := first; i < len(rows) && err == nil; i += step {
				if rows[i].ResolutionRate.Value != nil && rows[i].Key != "" {
					rows[i].CaseMix, err = reference.adjusted(own[rows[i].Key])
				}
			}
			return err
		}
	}
	return together(ctx, every(0, 2), every(1, 2))
}

type judged struct{ resolved, rated int64 }

func (j judged) plus(k judged) judged { return judged{j.resolved + k.resolved, j.rated + k.rated} }
func (j judged) less(k judged) judged { return judged{j.resolved - k.resolved, j.rated - k.rated} }
func (j judged) rate() float64        { return float64(j.resolved) / float64(j.rated) }

// A mixReference is how complaints of each kind end, at every level. Kinds have
// numbers; path[s] are those of the settled stratum s and of the coarser ones that
// hold it, the coarsest first, sizes[s] everybody's judged complaints that are settled
// in just it.
type mixReference struct {
	parts  []StratumPart
	least  int64
	lowest int // the first level that tells complaints apart
	kinds  map[Stratum]int
	counts []judged
	names  []Stratum
	path   [][]int
	sizes  []int64
}

func newMixReference(strata []StratumTally, parts []StratumPart, least int64) *mixReference {
	r := &mixReference{parts: parts, least: least, lowest: slices.Index(StratumParts, parts[0]) + 1, kinds: map[Stratum]int{}}
	settled := map[Stratum]int{}
	for _, s := range strata {
		path := r.add(s)
		at, ok := settled[s.Stratum]
		if !ok {
			at = len(r.path)
			settled[s.Stratum] = at
			r.path, r.sizes = append(r.path, path), append(r.sizes, 0)
		}
		r.sizes[at] += s.Rated
	}
	return r
}

// add counts a stratum and the coarser ones that hold it.
func (r *mixReference) add(s StratumTally) []int {
	path := make([]int, s.Level+1)
	for level := range path {
		kind := s.Stratum.coarse(level)
		id, ok := r.kinds[kind]
		if !ok {
			id = len(r.counts)
			r.kinds[kind] = id
			r.counts, r.names = append(r.counts, judged{}), append(r.names, kind)
		}
		r.counts[id] = r.counts[id].plus(judged{s.Resolved, s.Rated})
		path[level] = id
	}
	return path
}

// coarse is the stratum that looks at the first parts only.
func (s Stratum) coarse(level int) Stratum {
	s.Level = level
	for i, value := range []*string{&s.Issue, &s.Category, &s.Region, &s.Channel, &s.Quarter} {
		if i >= level {
			*value = ""
		}
	}
	return s
}

// of gives the value of a part.
func (s Stratum) of(p StratumPart) string {
	switch p {
	case PartIssue:
		return s.Issue
	case PartCategory:
		return s.Category
	case PartRegion:
		return s.Region
	case PartChannel:
		return s.Channel
	default:
		return s.Quarter
	}
}

// adjusted compares a row's strata with those of the others.
func (r *mixReference) adjusted(own []StratumTally) (*CaseMix, error) {
	mine := make([]judged, len(r.counts))
	var all int64
	for _, s := range own {
		all += s.Rated
		for level := range s.Level + 1 {
			id := r.kinds[s.Stratum.coarse(level)]
			mine[id] = mine[id].plus(judged{s.Resolved, s.Rated})
		}
	}
	settled := map[Stratum]StratumTally{}
	for _, s := range own {
		settled[s.Stratum] = s
	}
	mix := &CaseMix{}
	var strata []stat.MixStratum
	for i, path := range r.path {
		last := path[len(path)-1]
		expected, figure, ok := r.expected(path, mine)
		if !ok {
			continue
		}
		s := settled[r.names[last]]
		mix.Observed += s.Resolved
		mix.Compared += s.Rated
		strata = append(strata, stat.MixStratum{N: s.Rated, Share: expected, Figure: figure,
			Of: float64(r.counts[figure].less(mine[figure]).rated), Weight: float64(r.sizes[i])})
	}
	if mix.Compared == 0 {
		return mix, nil
	}
	share, ok, err := stat.AdjustShare(strata, mix.Observed, stat.Z95)
	if err != nil {
		return nil, err
	}
	mix.Expected, mix.Ratio = share.Expected, share.Ratio
	if !ok || float64(mix.Compared) < comparable*float64(all) {
		return mix, nil
	}
	mix.Rate, mix.Low, mix.High = &share.Share, &share.Low, &share.High
	shift := share.Share - float64(mix.Observed)/float64(mix.Compared)
	mix.Shift = &shift
	if math.Abs(shift) >= smallShift {
		mix.Cause = r.cause(own, all, shift)
	}
	return mix, nil
}

// expected is the rate at which the others resolve complaints of a stratum: of its
// own kind, or of the finest coarser one of which they have enough. A kind that no
// part tells from all complaints is no reference.
func (r *mixReference) expected(path []int, mine []judged) (rate float64, figure int, ok bool) {
	rate = -1
	for level, id := range path {
		others := r.counts[id].less(mine[id])
		if level == 0 {
			if others.rated > 0 {
				rate = (float64(others.resolved) + .5) / (float64(others.rated) + 1)
			}
			continue
		}
		if rate < 0 || others.rated < r.least {
			break
		}
		rate = (float64(others.resolved) + parentWeight*rate) / (float64(others.rated) + parentWeight)
		if level >= r.lowest {
			figure, ok = id, true
		}
	}
	return rate, figure, ok
}

// cause finds the value, of all parts, by which the mix moves the expected rate
// most against the shift: how much more often the row has it, times how far its
// rate at everybody lies from the rate of all. A mix of what is easily resolved
// raises what is expected and lowers the adjusted rate; a value that works the
// other way is no reason for the shift, however large. Strata that do not look at
// a part say nothing of it.
func (r *mixReference) cause(own []StratumTally, rated int64, shift float64) *MixCause {
	var best *MixCause
	most := 0.
	overall := r.counts[r.kinds[Stratum{}]].rate()
	for _, part := range r.parts {
		level := slices.Index(StratumParts, part) + 1
		mine, mineAll := byPart(own, part, level)
		everybody, all := r.byPart(part, level)
		if float64(mineAll) < told*float64(rated) {
			continue
		}
		for _, value := range sortedKeys(mine, everybody) {
			reference := everybody[value]
			if value == "" || reference.rated < minStratum {
				continue
			}
			c := MixCause{Part: part, Value: value, Share: float64(mine[value].rated) / float64(mineAll),
				Others: float64(reference.rated) / float64(all), Rate: reference.rate()}
			if effect := math.Copysign(1, -shift) * (c.Share - c.Others) * (c.Rate - overall); effect > most+1e-12 {
				best, most = &c, effect
			}
		}
	}
	return best
}

func byPart(strata []StratumTally, part StratumPart, level int) (map[string]judged, int64) {
	counts, all := map[string]judged{}, int64(0)
	for _, s := range strata {
		if s.Level < level {
			continue
		}
		sum := counts[s.of(part)]
		counts[s.of(part)] = judged{sum.resolved + s.Resolved, sum.rated + s.Rated}
		all += s.Rated
	}
	return counts, all
}

// byPart counts everybody's complaints by a part: those of the kinds of just that
// level, which hold the finer ones.
func (r *mixReference) byPart(part StratumPart, level int) (map[string]judged, int64) {
	counts, all := map[string]judged{}, int64(0)
	for id, j := range r.counts {
		kind := r.names[id]
		if kind.Level != level {
			continue
		}
		sum := counts[kind.of(part)]
		counts[kind.of(part)] = judged{sum.resolved + j.resolved, sum.rated + j.rated}
		all += j.rated
	}
	return counts, all
}

func sortedKeys(a, b map[string]judged) []string {
	var keys []string
	for _, m := range []map[string]judged{a, b} {
		for key := range m {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, cmp.Compare[string])
	return slices.Compact(keys)
}
