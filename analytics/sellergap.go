package analytics

import (
	"math"

	"redress/analytics/stat"
)

// sellerMoments are the sums over sellers from which a platform's others follow by
// subtraction, so that no platform's answer needs every seller of the market.
type sellerMoments struct {
	classes []moments
	unnamed judged
}

// moments are sums over sellers of their judged (n) and resolved (y) complaints.
type moments struct{ n, y, nn, ny, yy float64 }

func (m moments) plus(times float64, j judged) moments {
	n, y := float64(j.rated), float64(j.resolved)
	return moments{m.n + times*n, m.y + times*y, m.nn + times*n*n, m.ny + times*n*y, m.yy + times*y*y}
}

// classOf is the class of a seller with so many complaints in all.
func classOf(complaints int64) int {
	class := 0
	for i, least := range sizeClasses {
		if complaints >= least {
			class = i
		}
	}
	return class
}

func newSellerMoments(everywhere []SellerCount) sellerMoments {
	m := sellerMoments{classes: make([]moments, len(sizeClasses))}
	for _, c := range everywhere {
		at := classOf(c.All.Complaints)
		m.classes[at] = m.classes[at].plus(float64(c.Sellers), judged{c.All.Resolved, c.All.Rated})
	}
	return m
}

// A sellerUnit is what is drawn at random: sellers alike, or complaints that name none.
type sellerUnit struct {
	group      int
	times      float64
	n1, y1     float64 // judged and resolved on the platform
	n0, y0     float64 // elsewhere
	sharedKind bool
}

// gap takes the difference between the platform of own and everybody else apart; nil
// with a note where there is too little.
//
// The interval is the delta method over sellers: the part's derivative by each seller's
// weight, squared and summed, with complaints that name no seller as units of their
// own. It is what a bootstrap over sellers comes to, without its chance.
func (m sellerMoments) gap(own []SellerCount, least int64) (*Gap, Note, error) {
	classes := len(sizeClasses)
	unnamed, elsewhere := unnamedOf(own), make([]moments, classes)
	copy(elsewhere, m.classes)
	groups := make([]stat.MixGroup, classes+1) // the classes, no seller named, then shared sellers
	var units []sellerUnit
	var sellers, shared float64
	for _, c := range own {
		if !c.Named {
			continue
		}
		class, times := classOf(c.All.Complaints), float64(c.Sellers)
		elsewhere[class] = elsewhere[class].plus(-times, judged{c.All.Resolved, c.All.Rated})
		u := sellerUnit{group: class, times: times, n1: float64(c.Here.Rated), y1: float64(c.Here.Resolved),
			n0: float64(c.All.Rated - c.Here.Rated), y0: float64(c.All.Resolved - c.Here.Resolved)}
		if u.n1 > 0 {
			sellers += times
		}
		if u.n1 > 0 && u.n0 > 0 {
			u.group, u.sharedKind = len(groups), true
			groups = append(groups, stat.MixGroup{})
			shared += times
		}
		units = append(units, u)
	}
	hits, misses := float64(unnamed.resolved), float64(unnamed.rated-unnamed.resolved)
	others := m.unnamed.less(unnamed)
	units = append(units, sellerUnit{group: classes, times: hits, n1: 1, y1: 1}, sellerUnit{group: classes, times: misses, n1: 1},
		sellerUnit{group: classes, times: float64(others.resolved), n0: 1, y0: 1},
		sellerUnit{group: classes, times: float64(others.rated - others.resolved), n0: 1})
	for _, u := range units {
		g := &groups[u.group]
		g.N1, g.Y1, g.N0, g.Y0 = g.N1+u.times*u.n1, g.Y1+u.times*u.y1, g.N0+u.times*u.n0, g.Y0+u.times*u.y0
	}
	for class, e := range elsewhere {
		groups[class].N0 += e.n
		groups[class].Y0 += e.y
	}
	var n0 float64
	for _, g := range groups {
		n0 += g.N0
	}
	switch {
	case n0 < float64(least):
		return nil, NoOthers, nil
	case shared < leastShared:
		return nil, TooFewShared, nil
	}
	parted, err := stat.Kitagawa(groups)
	if err != nil {
		return nil, "", err
	}
	p := newGapDerivatives(groups, classes)
	if p.effective(units) < leastEffective {
		return nil, TooFewShared, nil
	}
	return p.gap(parted, units, elsewhere, sellers, int64(shared)), "", nil
}

// gapDerivatives are the parts of a gap and how they move with the weight of a unit.
type gapDerivatives struct {
	groups []stat.MixGroup
	first  int // of the shared sellers' groups
	n0, n1 float64
	// The parts are mixMean1 − mixMean0 and, of shared sellers and of the classes, the
	// sums half1 + half0.
	mixMean0, mixMean1 float64
	half0, half1       [2]float64
}

// The parts in the order of derivatives.
const (
	partMix = iota
	partHandling
	partUndecided
)

func newGapDerivatives(groups []stat.MixGroup, classes int) *gapDerivatives {
	p := &gapDerivatives{groups: groups, first: classes + 1}
	for _, g := range groups {
		p.n0, p.n1 = p.n0+g.N0, p.n1+g.N1
	}
	for i, g := range groups {
		r0, r1 := groupRates(g)
		p.mixMean0 += g.N0 / p.n0 * (r0 + r1) / 2
		p.mixMean1 += g.N1 / p.n1 * (r0 + r1) / 2
		kind := p.kind(i)
		p.half0[kind] += g.N0 / p.n0 * (r1 - r0) / 2
		p.half1[kind] += g.N1 / p.n1 * (r1 - r0) / 2
	}
	return p
}

// kind is 0 for a shared seller's group and 1 for a class.
func (p *gapDerivatives) kind(group int) int {
	if group >= p.first {
		return 0
	}
	return 1
}

// groupRates are the rates elsewhere and here; absent ones are as Kitagawa takes them.
func groupRates(g stat.MixGroup) (r0, r1 float64) {
	switch {
	case g.N0 == 0 && g.N1 == 0:
		return 0, 0
	case g.N0 == 0:
		return g.Y1 / g.N1, g.Y1 / g.N1
	case g.N1 == 0:
		return g.Y0 / g.N0, g.Y0 / g.N0
	}
	return g.Y0 / g.N0, g.Y1 / g.N1
}

// of are the derivatives of the parts by the weight of one unit of a group.
func (p *gapDerivatives) of(group int, n1, y1, n0, y0 float64) (d [3]float64) {
	g := p.groups[group]
	r0, r1 := groupRates(g)
	var dr0, dr1 float64
	switch {
	case group >= p.first: // the unit is its group: its rates do not move
	case g.N0 == 0 && g.N1 == 0:
	case g.N0 == 0:
		dr1 = (y1 - r1*n1) / g.N1
		dr0 = dr1
	case g.N1 == 0:
		dr0 = (y0 - r0*n0) / g.N0
		dr1 = dr0
	default:
		dr0, dr1 = (y0-r0*n0)/g.N0, (y1-r1*n1)/g.N1
	}
	s0, s1, w0, w1 := g.N0/p.n0, g.N1/p.n1, n0/p.n0, n1/p.n1
	mean := (r0 + r1) / 2
	d[partMix] = w1*(mean-p.mixMean1) - w0*(mean-p.mixMean0) + (s1-s0)*(dr0+dr1)/2
	for kind, part := range []int{partHandling, partUndecided} {
		in := 0.
		if p.kind(group) == kind {
			in = (r1 - r0) / 2
			d[part] += (s0 + s1) / 2 * (dr1 - dr0)
		}
		d[part] += w1*(in-p.half1[kind]) + w0*(in-p.half0[kind])
	}
	return d
}

// effective is how many equally large sellers the shared ones come to.
func (p *gapDerivatives) effective(units []sellerUnit) float64 {
	var sum, squares float64
	for _, u := range units {
		if u.sharedKind {
			w := u.n1/p.n1 + u.n0/p.n0
			sum, squares = sum+u.times*w, squares+u.times*w*w
		}
	}
	return sum * sum / squares
}

func (p *gapDerivatives) gap(parted stat.Decomposition, units []sellerUnit, elsewhere []moments, sellers float64, shared int64) *Gap {
	var variance [4]float64 // of the three parts and of the whole
	for _, u := range units {
		d := p.of(u.group, u.n1, u.y1, u.n0, u.y0)
		for part, by := range []float64{d[partMix], d[partHandling], d[partUndecided], d[partMix] + d[partHandling] + d[partUndecided]} {
			variance[part] += u.times * by * by
		}
	}
	for class, e := range elsewhere { // derivatives of sellers elsewhere are a·n + b·y
		b := p.of(class, 0, 0, 0, 1)
		a := p.of(class, 0, 0, 1, 0)
		add := func(part int, a, b float64) { variance[part] += a*a*e.nn + 2*a*b*e.ny + b*b*e.yy }
		for part := range 3 {
			add(part, a[part], b[part])
		}
		add(3, a[0]+a[1]+a[2], b[0]+b[1]+b[2])
	}
	few := sellers / (sellers - 1) // the sellers of the platform are the fewer
	interval := func(part int, value float64) GapPart {
		half := stat.Z95 * math.Sqrt(max(0, few*variance[part]))
		return GapPart{value, value - half, value + half}
	}
	out := &Gap{Own: parted.After, Others: parted.Before, All: interval(3, parted.Change), Mix: interval(partMix, parted.Mix), SharedSellers: shared}
	var handling, undecided float64
	for i, share := range parted.Groups {
		if i >= p.first {
			handling += share.Handling
			out.SharedShare += p.groups[i].N1 / p.n1
			out.OthersShare += p.groups[i].N0 / p.n0
		} else {
			undecided += share.Handling
		}
	}
	out.Handling, out.Undecided = interval(partHandling, handling), interval(partUndecided, undecided)
	return out
}
