package analytics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// A market is a made source: platforms of very different size whose complaints have
// a season in common, and whose own ups and downs last from month to month.
type market struct {
	platforms, issues, months int
	complaints                float64 // a month
	scatter                   func(platform int, mean float64) float64
	season                    float64                                           // how far a platform's own season swings, about that of all
	change                    func(platform, month int) (times, points float64) // nil: nothing changes
}

// flat scatters every unit by as much more than chance, φ = 2.
func flat(_ int, mean float64) float64 { return math.Sqrt(1 / mean) }

// own scatters the level of every platform by a fifth, whatever its size.
func own(int, float64) float64 { return .2 }

// chance alone.
func chance(int, float64) float64 { return 0 }

// mixed scatters every fourth platform by much more than the others.
func mixed(platform int, mean float64) float64 {
	if platform%4 == 1 {
		return math.Sqrt(6 / mean)
	}
	return math.Sqrt(.3 / mean)
}

// series draws the counts, by platform and issue and for all together.
func (m market) series(rng *rand.Rand) (all, each []SeriesTally, starts []complaint.Day) {
	start := newDay(2018, time.January, 1)
	weights, sum := make([]float64, m.platforms), 0.0
	for i := range weights {
		weights[i] = math.Pow(float64(i+2), -1.1)
		sum += weights[i]
	}
	volume, rate := make([]float64, m.platforms), make([]float64, m.platforms)
	together := map[[2]int]*SeriesTally{}
	for month := range m.months {
		season := 1 + .4*math.Sin(2*math.Pi*float64(month)/12)
		common := .15 * math.Sin(2*math.Pi*float64(month)/12+1)
		for i := range weights {
			mean := m.complaints * weights[i] / sum
			sd := m.scatter(i, mean)
			volume[i] = lasting(rng, volume[i], month)
			rate[i] = lasting(rng, rate[i], month)
			times, points := 1.0, 0.0
			if m.change != nil {
				times, points = m.change(i, month)
			}
			swing := 1 + m.season*math.Sin(2*math.Pi*float64(month)/12+float64(i))
			lambda := mean * season * swing * times * math.Exp(sd*volume[i]-sd*sd/2)
			logit := -.4 + .1*float64(i%5) + common + sd*rate[i]/math.Sqrt(.24) // a share of about 4/10, 1/√(p(1-p)) in log odds for 1/√n
			for k := range m.issues {
				part := float64(m.issues-k) / float64(m.issues*(m.issues+1)/2)
				n := drawPoisson(rng, lambda*part)
				p := min(.99, max(.01, 1/(1+math.Exp(-logit-.2*float64(k%3)))+points))
				y := drawBinomial(rng, n, p)
				t := SeriesTally{Key: fmt.Sprintf("p%03d", i), Issue: string(complaint.Issues[k]), Start: start, Complaints: n, AtRisk: n, Resolved: y, Rated: n, ResolvedWithin: y}
				if n > 0 {
					each = append(each, t)
				}
				if together[[2]int{k, month}] == nil {
					together[[2]int{k, month}] = &SeriesTally{Issue: t.Issue, Start: start}
				}
				sum := together[[2]int{k, month}]
				sum.Complaints, sum.AtRisk, sum.ResolvedWithin = sum.Complaints+n, sum.AtRisk+n, sum.ResolvedWithin+y
			}
		}
		starts = append(starts, start)
		start = next(ByMonth, start)
	}
	for k := range m.issues {
		for month := range m.months {
			all = append(all, *together[[2]int{k, month}])
		}
	}
	return all, each, starts
}

// lasting is one step of a standard normal process with autocorrelation .3.
func lasting(rng *rand.Rand, before float64, step int) float64 {
	if step == 0 {
		return rng.NormFloat64()
	}
	return .3*before + math.Sqrt(1-.09)*rng.NormFloat64()
}

func drawPoisson(rng *rand.Rand, mean float64) int64 {
	if mean > 500 {
		return max(0, int64(math.Round(mean+math.Sqrt(mean)*rng.NormFloat64())))
	}
	n, at := int64(0), rng.ExpFloat64()
	for at < mean {
		n, at = n+1, at+rng.ExpFloat64()
	}
	return n
}

func drawBinomial(rng *rand.Rand, n int64, p float64) (y int64) {
	for range n {
		if rng.Float64() < p {
			y++
		}
	}
	return y
}

// replayed looks at a drawn market.
func (m market) replayed(rng *rand.Rand) replay {
	all, each, starts := m.series(rng)
	months := alertMonths{starts: starts, mature: len(starts)}
	var r replay
	sellers := slices.Clone(each) // every issue of a platform is one seller's
	for i := range sellers {
		sellers[i].Key, sellers[i].Issue = sellers[i].Key+sellers[i].Issue, ""
	}
	r.look(alertSeries{all: all, platforms: each, sellers: sellers}.gather(months), months, map[AlertIndicator]int{AlertComplaints: len(starts), AlertResolved: len(starts)}, 0)
	return r
}

// Without any change, a month lists something in at most one case of twenty: with a
// season, with more scatter than chance and with ups and downs that last, in sources
// of small and of large platforms, and where some are wild and the others calm.
func TestNullAlertsStayInBudget(t *testing.T) {
	const sources = 35 // of each kind: 210
	var mu sync.Mutex
	var allMonths, allListing float64
	t.Run("kinds", func(t *testing.T) {
		for name, m := range map[string]market{
			"chance alone": {scatter: chance}, "twice as much as chance": {scatter: flat}, "a fifth of the level": {scatter: own, complaints: 4000},
			"small": {scatter: flat, complaints: 400}, "some wild": {scatter: mixed}, "own seasons": {scatter: flat, season: .3},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				m.platforms, m.issues, m.months = 40, 5, 30
				if m.complaints == 0 {
					m.complaints = 1000
				}
				months, listing := m.listing(rand.New(rand.NewPCG(7, 11)), sources)
				// Months of one source hang together, so they count as a third of as many.
				if most := .05 + 2*math.Sqrt(.05*.95/(months/3)); listing/months > most {
					t.Errorf("%.0f of %.0f months list a change (%.3f), want at most %.3f", listing, months, listing/months, most)
				}
				mu.Lock()
				defer mu.Unlock()
				allMonths, allListing = allMonths+months, allListing+listing
			})
		}
	})
	if share := allListing / allMonths; !(share <= AlertFalsePercent/100.0) {
		t.Errorf("%.0f of all %.0f months list a change (%.3f), want at most %v%%", allListing, allMonths, share, AlertFalsePercent)
	}
}

// listing counts the months of drawn sources, and those that list anything.
func (m market) listing(rng *rand.Rand, sources int) (months, listing float64) {
	for range sources {
		changed := map[complaint.Day]bool{}
		for _, f := range m.replayed(rng).months {
			changed[f.Start] = changed[f.Start] || f.Changed > 0
		}
		for _, any := range changed {
			if months++; any {
				listing++
			}
		}
	}
	return months, listing
}

// Where some platforms do change, for good or for four months, at most one in twenty
// of what a month lists is about others, nearly all changes are found within half a
// year, those for good are said to hold, and nobody is said to change back a year
// after a spell.
func TestAlertsFindWhatChanges(t *testing.T) {
	const sources, from, spell = 30, 20, 4
	m := market{platforms: 40, issues: 6, months: 36, complaints: 4000, scatter: flat,
		change: func(platform, month int) (times, points float64) {
			switch {
			case month < from:
				return 1, 0
			case platform == 3, (platform == 5 || platform == 9) && month < from+spell:
				return 3, 0
			case platform == 1 || platform == 7:
				return 1, -.25
			}
			return 1, 0
		}}
	lasts := map[string]bool{"p001": true, "p003": true, "p007": true, "p005": false, "p009": false}
	rng := rand.New(rand.NewPCG(5, 1))
	var families, falsely, found, held, judged, backwards float64
	for range sources {
		all, each, starts := m.series(rng)
		known := alertMonths{starts: starts, mature: len(starts)}
		units := alertSeries{all: all, platforms: each}.gather(known)
		var r replay
		r.look(units, known, map[AlertIndicator]int{AlertComplaints: len(starts), AlertResolved: len(starts)}, 0)
		for i := range AlertIndicators {
			for month := year; month < len(starts); month++ {
				listed, wrong := 0.0, 0.0
				for _, u := range units {
					if u.alarms[i][month] != nil {
						listed++
						if _, changes := lasts[u.platform.Key]; u.platform.Key != "" && (!changes || month < from) {
							wrong++
						}
					}
				}
				families++
				falsely += wrong / max(1, listed)
			}
		}
		seen := map[string]bool{}
		for i := len(r.alerts) - 1; i >= 0; i-- {
			a := r.alerts[i]
			forGood, changes := lasts[a.Platform.Key]
			if !changes || a.First.Before(starts[from]) {
				continue
			}
			if !forGood && a.Indicator == AlertComplaints && a.Direction == stat.Fell {
				backwards++
			}
			if a.Scope == AlertPlatform && !seen[a.Platform.Key] && a.First.Before(starts[from+halfYear]) {
				seen[a.Platform.Key], found = true, found+1
				if forGood {
					if judged++; a.Verdict == AlertHeld {
						held++
					}
				}
			}
		}
	}
	if falsely /= families; falsely > AlertFalsePercent/100.0 {
		t.Errorf("%.3f of what a month lists is about platforms that did not change, want at most %v%%", falsely, AlertFalsePercent)
	}
	if found /= sources * float64(len(lasts)); found < .85 {
		t.Errorf("%.3f of the changes are found, want nearly all", found)
	}
	if held/judged < .9 {
		t.Errorf("%.0f of %.0f changes for good are said to hold, want nearly all", held, judged)
	}
	if backwards > sources/10 {
		t.Errorf("%.0f spells are said to have changed back, want none", backwards)
	}
	t.Logf("false %.4f, found %.3f, held %.3f, back %v", falsely, found, held/judged, backwards)
}
