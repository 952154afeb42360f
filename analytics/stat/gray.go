package stat

import (
	"errors"
	"fmt"
	"math"
)

// Gray tests whether the cumulative incidence of one cause (0 is the first)
// differs between groups: Gray's K-sample test with rho = 0 (Annals of Statistics
// 16 (1988), pp. 1141–1154), which unlike the log-rank test compares how many end
// by the cause, not how fast. groups[g] holds the rows of group g; delayed entry
// is an error. Observed and Expected are events of the cause. ChiSquared is nil
// where nothing can be tested.
func Gray(groups [][]Duration, causes, cause int) (GroupTest, error) {
	if len(groups) == 0 {
		return GroupTest{}, errors.New("there is no group to compare")
	}
	if causes < 1 || causes > maxCauses || cause < 0 || cause >= causes {
		return GroupTest{}, fmt.Errorf("the cause must be one of 1 to %d causes", maxCauses)
	}
	days, err := grayDays(groups, causes, cause)
	if err != nil {
		return GroupTest{}, err
	}
	size := len(groups)
	if cells := float64(len(days)) * float64(size*size*size); cells > maxTestCells {
		return GroupTest{}, fmt.Errorf("too many groups and days to compare at once: days × groups³ exceeds %.0f", float64(maxTestCells))
	}
	sums := newGraySums(size)
	for _, day := range days {
		sums.add(day)
	}
	test := GroupTest{Observed: sums.observed, Expected: sums.expected, Covariance: sums.covariance()}
	scores := make([]float64, size)
	for g := range scores {
		scores[g] = sums.observed[g] - sums.expected[g]
	}
	test.ChiSquared, test.P, test.DF = quadraticTest(scores, test.Covariance)
	return test, nil
}

// grayGroup is one group on one day: at risk, ended by the cause and by others.
type grayGroup struct{ atRisk, own, other float64 }

func grayDays(groups [][]Duration, causes, cause int) ([][]grayGroup, error) {
	for _, rows := range groups {
		for _, row := range rows {
			if row.Entry > 0 {
				return nil, errors.New("the test of Gray has no delayed entry")
			}
		}
	}
	risks, err := sideBySide(groups)
	if err != nil {
		return nil, err
	}
	days := make([][]grayGroup, len(risks))
	for i, risk := range risks {
		days[i] = make([]grayGroup, len(groups))
		for g := range groups {
			days[i][g].atRisk = float64(risk.groupRisk[g])
		}
	}
	for g, rows := range groups {
		table, _, err := atRiskTable(rows, causes)
		if err != nil {
			return nil, err
		}
		next := 0
		for _, now := range table {
			if now.all == 0 {
				continue
			}
			for risks[next].days != now.days { // every day with an event is there
				next++
			}
			days[next][g].own = float64(now.events[cause])
			days[next][g].other = float64(now.all - now.events[cause])
		}
	}
	return days, nil
}

// graySums is the state of the test between two days. Names follow the paper: a
// group's open share S and incidence F just before the day; the pooled incidence
// comes from ĥ = n/S, the size the risk set of the subdistribution stands for.
type graySums struct {
	observed, expected []float64
	open, share        []float64
	pooled             float64
	drift              [][]float64 // ∫ a dΛ⁰, symmetric
	// The covariance is Σ_k ∫ (a_ik + c_ik(∞) − w c_ik)(a_jk + …) dV_k, with the
	// drift's end value known only at the end; so three sums are kept.
	fixed  [][]float64
	mixed  [][]float64
	weight []float64
}

func newGraySums(groups int) *graySums {
	sums := &graySums{
		observed: make([]float64, groups), expected: make([]float64, groups),
		open: make([]float64, groups), share: make([]float64, groups),
		drift: squareMatrix(groups), fixed: squareMatrix(groups), mixed: squareMatrix(groups),
		weight: make([]float64, groups),
	}
	for g := range sums.open {
		sums.open[g] = 1
	}
	return sums
}

func (s *graySums) add(day []grayGroup) {
	groups := len(day)
	own, size, exposed := 0.0, 0.0, 0.0
	after, shares := make([]float64, groups), make([]float64, groups)
	stands := make([]float64, groups) // ĥ of each group
	for g, now := range day {
		after[g], shares[g] = s.open[g], s.share[g]
		own += now.own
		if now.atRisk <= 0 {
			continue
		}
		after[g] = s.open[g] * (now.atRisk - now.own - now.other) / now.atRisk
		shares[g] += s.open[g] * now.own / now.atRisk
		stands[g] = now.atRisk / s.open[g]
		size += stands[g]
		exposed += stands[g] * (1 - s.share[g])
	}
	pooled := s.pooled + own/size
	contrast := squareMatrix(groups) // a: how a group's events move each score
	for i := range day {
		if stands[i] == 0 {
			continue
		}
		s.observed[i] += day[i].own
		s.expected[i] += own * stands[i] * (1 - s.share[i]) / exposed
		for j := range day {
			contrast[i][j] = -stands[i] * stands[j] / size
			if i == j {
				contrast[i][i] += stands[i]
			}
			s.drift[i][j] += contrast[i][j] * own / (size * (1 - s.pooled))
		}
	}
	for k, now := range day {
		if now.atRisk <= 0 {
			continue
		}
		if own > 0 {
			remain := 1.0
			if after[k] > 0 {
				remain = 1 - (1-pooled)/after[k]
			}
			ties := 1.0
			if own > 1 {
				ties = 1 - (own-1)/(size*s.open[k]-1)
			}
			s.spread(k, remain, ties*s.open[k]*own/(size*now.atRisk), contrast)
		}
		if now.other > 0 && after[k] > 0 {
			ties := 1.0
			if now.other > 1 {
				ties = 1 - (now.other-1)/(now.atRisk-1)
			}
			s.spread(k, -(1-pooled)/after[k], ties*s.open[k]*s.open[k]*now.other/(now.atRisk*now.atRisk), nil)
		}
	}
	s.open, s.share, s.pooled = after, shares, pooled
}

// spread adds the variance of one kind of event in group k. contrast is nil for
// events of other causes, which move the scores only through the drift.
func (s *graySums) spread(k int, remain, variance float64, contrast [][]float64) {
	moved := make([]float64, len(s.open))
	for i := range moved {
		moved[i] = -remain * s.drift[i][k]
		if contrast != nil {
			moved[i] += contrast[i][k]
		}
	}
	s.weight[k] += remain * remain * variance
	for i := range moved {
		s.mixed[i][k] += moved[i] * remain * variance
		for j := range moved {
			s.fixed[i][j] += moved[i] * moved[j] * variance
		}
	}
}

func (s *graySums) covariance() [][]float64 {
	out := squareMatrix(len(s.open))
	for i := range out {
		for j := range out {
			sum := s.fixed[i][j]
			for k := range out {
				sum += s.drift[i][k]*s.drift[j][k]*s.weight[k] + s.drift[i][k]*s.mixed[j][k] + s.drift[j][k]*s.mixed[i][k]
			}
			out[i][j] = sum
			if math.IsNaN(sum) || math.IsInf(sum, 0) {
				out[i][j] = 0
			}
		}
	}
	return out
}
