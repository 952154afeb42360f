package stat

import (
	"errors"
	"fmt"
	"math"
)

// An Incidence is the Aalen–Johansen estimate of what becomes of complaints: by
// each day the share ended by each cause, and the share still open. The shares
// and S always add up to 1; 1 − S of one cause alone would overstate it, because
// it takes a rejected complaint for one that may still be resolved.
type Incidence struct {
	Units  int64
	Causes int
	// LastDay is the longest follow-up.
	LastDay float64
	steps   []incidenceStep
}

type incidenceStep struct {
	moment
	before float64   // S just before the day
	after  float64   // S from the day on
	share  []float64 // F of each cause from the day on
}

// An Outcome is the share of complaints ended by one cause by a day, with the
// standard error of that share.
type Outcome struct {
	Share, SE float64
}

// An IncidenceAt is the state of an Incidence on one day.
type IncidenceAt struct {
	Days   float64
	Causes []Outcome // by cause
	Open   float64   // S, the share that has not ended by any cause
}

// CumulativeIncidence returns the estimate for rows with the given number of
// causes. No rows, or only open ones, give F = 0 and S = 1.
func CumulativeIncidence(rows []Duration, causes int) (Incidence, error) {
	if causes < 1 || causes > maxCauses {
		return Incidence{}, fmt.Errorf("the number of causes must be 1 to %d", maxCauses)
	}
	table, units, err := atRiskTable(rows, causes)
	if err != nil {
		return Incidence{}, err
	}
	out := Incidence{Units: units, Causes: causes}
	open := 1.0
	share := make([]float64, causes)
	for _, now := range table {
		out.LastDay = now.days
		if now.all == 0 {
			continue
		}
		n := float64(now.atRisk)
		step := incidenceStep{moment: now, before: open, share: make([]float64, causes)}
		for cause, d := range now.events {
			share[cause] += open * float64(d) / n
		}
		copy(step.share, share)
		open *= (n - float64(now.all)) / n
		step.after = open
		out.steps = append(out.steps, step)
	}
	return out, nil
}

// maxCauses bounds the ends a complaint can have.
const maxCauses = 64

// Days returns the days with an event of any cause, increasing.
func (i Incidence) Days() []float64 {
	days := make([]float64, len(i.steps))
	for k, step := range i.steps {
		days[k] = step.days
	}
	return days
}

// Reaches says whether the estimate holds on that day: some complaint was
// followed so long, or none is left open.
func (i Incidence) Reaches(days float64) bool {
	if i.Units == 0 || !(days >= 0) {
		return false
	}
	return days <= i.LastDay || len(i.steps) > 0 && i.steps[len(i.steps)-1].after == 0
}

// At returns the shares on the given day, events of that day included. Beyond the
// longest follow-up they stay what they were there; ask Reaches first where that
// is not to be shown. The variance is the one of the multi-state estimator
// (Aalen), which holds with ties.
func (i Incidence) At(days float64) IncidenceAt {
	steps := i.steps
	for len(steps) > 0 && steps[len(steps)-1].days > days {
		steps = steps[:len(steps)-1]
	}
	at := IncidenceAt{Days: days, Causes: make([]Outcome, i.Causes), Open: 1}
	if len(steps) == 0 {
		return at
	}
	last := steps[len(steps)-1]
	at.Open = last.after
	for cause := range at.Causes {
		at.Causes[cause] = Outcome{Share: last.share[cause], SE: math.Sqrt(shareVariance(steps, cause))}
	}
	return at
}

// shareVariance is the variance of F of the cause after the last of the steps:
// Σ (F(t)−F_j)² d/(n(n−d)) + S_j² d_k(n−d_k)/n³ − 2(F(t)−F_j) S_j d_k/n².
func shareVariance(steps []incidenceStep, cause int) float64 {
	end := steps[len(steps)-1].share[cause]
	sum, gross := 0.0, 0.0
	for _, step := range steps {
		n, d, own := float64(step.atRisk), float64(step.all), float64(step.events[cause])
		rest := end - step.share[cause]
		own2 := step.before * step.before * (own / n) * ((n - own) / n) / n
		cross := 2 * rest * step.before * own / n / n
		later := 0.0
		if n > d {
			later = rest * rest * d / (n * (n - d))
		}
		sum += later + own2 - cross
		gross += later + own2 + cross
	}
	// What is left of terms that cancel is rounding, not uncertainty.
	if sum < 1e-13*gross {
		return 0
	}
	return sum
}

// Interval returns the confidence interval of the share at conf: complementary
// log-log, or symmetric and cut off at 0 and 1 with Plain. ok is false where the
// share is 0 or 1 or has no error, since the data then say nothing of its
// uncertainty on that scale.
func (o Outcome) Interval(conf float64, scale Scale) (low, high float64, ok bool, err error) {
	z, err := twoSidedZ(conf)
	if err != nil {
		return 0, 0, false, err
	}
	if scale == Log {
		return 0, 0, false, errors.New("the interval of a share is log-log or plain")
	}
	if !(o.Share > 0 && o.Share < 1 && o.SE > 0) {
		return 0, 0, false, nil
	}
	if scale == Plain {
		return max(0, o.Share-z*o.SE), min(1, o.Share+z*o.SE), true, nil
	}
	open := math.Log1p(-o.Share) // < 0
	half := z * o.SE / ((1 - o.Share) * math.Abs(open))
	return -math.Expm1(open * math.Exp(-half)), -math.Expm1(open * math.Exp(half)), true, nil
}
