package analytics

import (
	"cmp"
	"math"
	"slices"

	"redress/analytics/stat"
)

// A CaseMix sets a row's rate beside the one it would have on the mix of complaints
// that everybody gets: complaints of some kinds are resolved less often by
// everybody, and a platform that gets many of them is not worse for it.
type CaseMix struct {
	Observed int64    // resolved complaints that could be compared
	Compared int64    // judged complaints of whose kind others have enough
	Expected float64  // of them resolved, if each kind ended as at the others
	Ratio    *float64 // observed ÷ expected: 1 is like the others
	// Rate is the rate on everybody's mix, with its 95 % interval; nil where too few
	// can be compared.
	Rate, Low, High *float64
	// Shift is Rate less the raw rate of the compared complaints, and Cause what moves
	// it most in its direction; nil where the mix is everybody's.
	Shift *float64
	Cause *MixCause
}

// A MixCause is the kind of complaint by which a row's mix differs most in effect.
type MixCause struct {
	Part          StratumPart
	Value         string
	Share, Others float64 // of the row's judged complaints, and of everybody's, that are of this kind
	Rate          float64 // at which everybody resolves this kind
}

// minStratum is the number of judged complaints that a reference rests on.
const minStratum = 30

// maxStrata bounds how many strata a table is parted into: with more complaints,
// a stratum must hold more of them.
const maxStrata = 10_000

// dominant is the share of a kind's complaints above which a row is compared with
// the others only, being otherwise compared with itself.
const dominant = .2

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

// adjust gives every row with a rate its case mix.
func adjust(rows []Standing, strata []StratumTally, parts []StratumPart, least int64) error {
	reference := newMixReference(strata)
	if reference.rated == 0 {
		return nil
	}
	own := map[string][]StratumTally{}
	for _, s := range strata {
		own[s.Key] = append(own[s.Key], s)
	}
	for i := range rows {
		if rows[i].ResolutionRate.Value == nil || rows[i].Key == "" {
			continue
		}
		mix, err := reference.adjusted(own[rows[i].Key], parts, least)
		if err != nil {
			return err
		}
		rows[i].CaseMix = mix
	}
	return nil
}

// A mixReference is how complaints of each kind end at everybody, at every level.
type mixReference struct {
	counts   map[Stratum]judged
	resolved int64
	rated    int64
}

type judged struct{ resolved, rated int64 }

func (j judged) less(other judged) judged {
	return judged{j.resolved - other.resolved, j.rated - other.rated}
}

func (j judged) rate() float64 { return float64(j.resolved) / float64(j.rated) }

// says reports whether something can be expected of others by these complaints:
// that there are enough, and that they do not all end alike.
func (j judged) says(least int64) bool {
	return j.rated >= least && j.resolved > 0 && j.resolved < j.rated
}

func newMixReference(strata []StratumTally) mixReference {
	r := mixReference{counts: atEveryLevel(strata)}
	all := r.counts[Stratum{}]
	r.resolved, r.rated = all.resolved, all.rated
	return r
}

// atEveryLevel counts each stratum and the coarser ones that hold it.
func atEveryLevel(strata []StratumTally) map[Stratum]judged {
	counts := map[Stratum]judged{}
	for _, s := range strata {
		for level := s.Level; level >= 0; level-- {
			kind := s.Stratum.coarse(level)
			sum := counts[kind]
			counts[kind] = judged{sum.resolved + s.Resolved, sum.rated + s.Rated}
		}
	}
	return counts
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

// adjusted compares a row's strata with the reference.
func (r mixReference) adjusted(own []StratumTally, parts []StratumPart, least int64) (*CaseMix, error) {
	mine := atEveryLevel(own)
	mix := &CaseMix{}
	var n []int64
	var p []float64
	var all int64
	for _, s := range own {
		all += s.Rated
		expected, ok := r.expected(s.Stratum, mine, least)
		if !ok {
			continue
		}
		n, p = append(n, s.Rated), append(p, expected)
		mix.Observed += s.Resolved
		mix.Compared += s.Rated
		mix.Expected += float64(s.Rated) * expected
	}
	if mix.Compared == 0 {
		return mix, nil
	}
	share, ok, err := stat.AdjustShare(n, p, mix.Observed, float64(r.resolved)/float64(r.rated), stat.Z95)
	if err != nil {
		return nil, err
	}
	mix.Ratio = share.Ratio
	if !ok || float64(mix.Compared) < comparable*float64(all) {
		return mix, nil
	}
	mix.Rate, mix.Low, mix.High = &share.Share, &share.Low, &share.High
	shift := share.Share - float64(mix.Observed)/float64(mix.Compared)
	mix.Shift = &shift
	mix.Cause = r.cause(own, parts, shift)
	return mix, nil
}

// expected is the rate at which complaints of a stratum are resolved: at everybody,
// or at the others where the row holds more than a fifth of them; of the next
// coarser kind where those are too few or all ended alike.
func (r mixReference) expected(s Stratum, mine map[Stratum]judged, least int64) (float64, bool) {
	for level := s.Level; level >= 0; level-- {
		kind := s.coarse(level)
		reference := r.counts[kind]
		if own := mine[kind]; float64(own.rated) > dominant*float64(reference.rated) {
			reference = reference.less(own)
		}
		if reference.says(least) {
			return reference.rate(), true
		}
	}
	return 0, false
}

// cause finds the value, of all parts, by which the mix moves the expected rate
// most against the shift: how much more often the row has it, times how far its
// rate at everybody lies from the rate of all. A mix of what is easily resolved
// raises what is expected and lowers the adjusted rate; a value that works the
// other way is no reason for the shift, however large. Strata that do not look at
// a part say nothing of it.
func (r mixReference) cause(own []StratumTally, parts []StratumPart, shift float64) *MixCause {
	var best *MixCause
	most := 0.
	overall := float64(r.resolved) / float64(r.rated)
	for _, part := range parts {
		level := slices.Index(StratumParts, part) + 1
		mine, mineAll := byPart(own, part, level)
		everybody, all := r.byPart(part, level)
		if mineAll == 0 {
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
func (r mixReference) byPart(part StratumPart, level int) (map[string]judged, int64) {
	counts, all := map[string]judged{}, int64(0)
	for kind, j := range r.counts {
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
