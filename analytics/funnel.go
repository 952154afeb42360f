package analytics

import (
	"math"

	"redress/analytics/stat"
)

// A FunnelPosition says where an eligible row's rate lies about the rate of all
// eligible rows, given how many judged complaints it rests on.
type FunnelPosition string

// The positions, by how likely so high or so low a rate is for a row like the others:
// below one in 40 for the 95 % limits, below one in 1,000 for those of 99.8 %.
const (
	FarBelow FunnelPosition = "below_998"
	Below    FunnelPosition = "below_95"
	Within   FunnelPosition = "within"
	Above    FunnelPosition = "above_95"
	FarAbove FunnelPosition = "above_998"
)

// A Funnel is the funnel plot of a league table (Spiegelhalter 2005). Its limits are
// the exact binomial ones about Target; where the rows differ from each other by
// more than chance (Phi), so much is added to them. A row's position is found by
// comparing it with the others alone, whose rate is not taken as known: a large row
// may lie outside limits drawn about a target that it makes itself.
type Funnel struct {
	Target *float64 // rate of all eligible rows together
	Phi    *float64 // mean square of their scores, the outer tenths drawn in: 1 where only chance is at work
	// Spread says that Phi is so far above 1 that limits allow for it.
	Spread bool
	// TooSpread says that Phi is above MaxPhi: the rows differ so much that being
	// outside means nothing, and none has a position.
	TooSpread bool
	Limits    []FunnelLimit // for a chart, by rising Rated
}

// MaxPhi is the over-dispersion above which no row is placed.
const MaxPhi = 4

// A FunnelLimit is the band that rows of a size lie in, at 95 % and at 99.8 %.
type FunnelLimit struct {
	Rated                    int64
	Low998, Low, High, Hi998 float64
}

// WarnTooSpread warns that the rows differ too much for a funnel.
const WarnTooSpread = "funnel_too_spread"

// discoveryRate is the share of false ones among the rows said to stand out.
const discoveryRate = .05

// funnel places the eligible rows and draws the limits.
func funnel(rows []Standing) (Funnel, error) {
	var y, n []int64
	ranked := eligible(rows)
	for _, at := range ranked {
		y, n = append(y, rows[at].Resolved), append(n, rows[at].Rated())
	}
	scores, err := stat.DisperseShares(y, n, nil, true, .1)
	if err != nil {
		return Funnel{}, err
	}
	f := Funnel{Target: scores.Theta0, Phi: scores.Phi}
	if f.Target == nil || f.Phi == nil || len(ranked) < 2 || *f.Target == 0 || *f.Target == 1 {
		return f, nil
	}
	f.Spread = *f.Phi > 1+2*math.Sqrt(2/float64(len(ranked)))
	f.TooSpread = *f.Phi > MaxPhi
	tau2 := 0.
	if f.Spread {
		tau2 = *scores.Tau2
	}
	if err := f.draw(n, tau2); err != nil || f.TooSpread {
		return f, err
	}
	p, err := tails(y, n, tau2)
	if err != nil {
		return f, err
	}
	return f, mark(rows, ranked, p)
}

// tails are the probabilities of as few, and of as many, resolved complaints as each
// row has, if it were like the others: Fisher's exact test against all of them, or,
// where rows differ by more than chance, the difference on the arcsine scale with the
// variance between rows added to those of the row and of the others.
func tails(y, n []int64, tau2 float64) ([][2]float64, error) {
	var resolved, rated int64
	for i := range y {
		resolved, rated = resolved+y[i], rated+n[i]
	}
	out := make([][2]float64, len(y))
	for i := range y {
		if tau2 > 0 {
			others := float64(resolved-y[i]) / float64(rated-n[i])
			apart := math.Asin(math.Sqrt(float64(y[i])/float64(n[i]))) - math.Asin(math.Sqrt(others))
			z := apart / math.Sqrt(tau2+1/(4*float64(n[i]))+1/(4*float64(rated-n[i])))
			out[i] = [2]float64{stat.NormalCDF(z), stat.NormalCDF(-z)}
			continue
		}
		low, high, err := stat.AgainstTheRest(y[i], n[i], resolved, rated)
		if err != nil {
			return nil, err
		}
		out[i] = [2]float64{low, high}
	}
	return out, nil
}

// mark sets the positions, and which rows stand out when all are looked at together
// (Benjamini and Hochberg 1995).
func mark(rows []Standing, ranked []int, p [][2]float64) error {
	twoSided := make([]float64, len(p))
	for i := range p {
		twoSided[i] = math.Min(1, 2*math.Min(p[i][0], p[i][1]))
	}
	adjusted, err := stat.AdjustP(twoSided)
	if err != nil {
		return err
	}
	for i, at := range ranked {
		row := &rows[at]
		row.StandsOut = adjusted.BH[i] <= discoveryRate
		switch {
		case p[i][0] < .001:
			row.Funnel = FarBelow
		case p[i][0] < .025:
			row.Funnel = Below
		case p[i][1] < .001:
			row.Funnel = FarAbove
		case p[i][1] < .025:
			row.Funnel = Above
		default:
			row.Funnel = Within
		}
	}
	return nil
}

// funnelSteps is how many sizes the limits of a chart are drawn at.
const funnelSteps = 60

// draw computes the limits from the smallest to the largest row, closer together
// where they bend.
func (f *Funnel) draw(n []int64, tau2 float64) error {
	low, high := n[0], n[0]
	for _, size := range n {
		low, high = min(low, size), max(high, size)
	}
	var sizes []int64
	for i := range funnelSteps {
		step := float64(i) / (funnelSteps - 1)
		size := int64(math.Round(float64(low) * math.Pow(float64(high)/float64(low), step)))
		if len(sizes) == 0 || size > sizes[len(sizes)-1] {
			sizes = append(sizes, size)
		}
	}
	exact, err := stat.FunnelOfShares(make([]int64, len(sizes)), sizes, f.Target)
	if err != nil {
		return err
	}
	for i, size := range sizes {
		limits := *exact.Exact[i]
		if tau2 > 0 {
			for tail, p := range stat.FunnelTails() {
				at := math.Asin(math.Sqrt(*f.Target)) + stat.NormalQuantile(p)*math.Sqrt(tau2+1/(4*float64(size)))
				limits[tail] = square(math.Sin(min(math.Pi/2, max(0, at))))
			}
		}
		f.Limits = append(f.Limits, FunnelLimit{Rated: size, Low998: limits[0], Low: limits[1], High: limits[2], Hi998: limits[3]})
	}
	return nil
}

func square(v float64) float64 { return v * v }
