package stat

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A GroupTest is a test of the hypothesis that groups do not differ.
type GroupTest struct {
	Observed   []float64   // events by group, weighted
	Expected   []float64   // events by group if all were alike, weighted
	Covariance [][]float64 // of Observed − Expected
	// ChiSquared and P are nil where nothing can be tested: fewer than two groups
	// were ever at risk together when an event happened (DF is 0).
	ChiSquared *float64
	DF         int
	P          *float64
}

// maxTestCells bounds days × groups² of a test of groups, about ten seconds.
const maxTestCells = 4e9

// LogRank tests whether groups end at different rates, within strata:
// strata[s][g] holds the rows of group g in stratum s, and every stratum has the
// same number of groups (one may be empty). Observed, expected and covariance are
// added over strata before the test is formed, so that each group is only
// compared with others of its stratum. With rho = 0 it is the log-rank test; rho
// > 0 weights a day by the pooled S(t−)^rho of its stratum, rho = 1 is the
// Peto–Peto test, which looks at early differences. All causes count as events.
func LogRank(strata [][][]Duration, rho float64) (GroupTest, error) {
	if len(strata) == 0 || len(strata[0]) == 0 {
		return GroupTest{}, errors.New("there is no group to compare")
	}
	if !(rho >= 0) || math.IsInf(rho, 1) {
		return GroupTest{}, errors.New("rho must be a number that is not negative")
	}
	groups := len(strata[0])
	test := GroupTest{
		Observed:   make([]float64, groups),
		Expected:   make([]float64, groups),
		Covariance: squareMatrix(groups),
	}
	cells := 0.0
	for _, stratum := range strata {
		if len(stratum) != groups {
			return GroupTest{}, errors.New("every stratum must have the same groups")
		}
		if err := test.add(stratum, rho, &cells); err != nil {
			return GroupTest{}, err
		}
	}
	scores := make([]float64, groups)
	for g := range scores {
		scores[g] = test.Observed[g] - test.Expected[g]
	}
	test.ChiSquared, test.P, test.DF = quadraticTest(scores, test.Covariance)
	return test, nil
}

// add adds one stratum to the sums of the test.
func (t *GroupTest) add(stratum [][]Duration, rho float64, cells *float64) error {
	risks, err := sideBySide(stratum)
	if err != nil {
		return err
	}
	if *cells += float64(len(risks)) * float64(len(stratum)*len(stratum)); *cells > maxTestCells {
		return fmt.Errorf("too many groups and days to compare at once: days × groups² exceeds %.0f", float64(maxTestCells))
	}
	pooled := 1.0
	for _, now := range risks {
		n, d := float64(now.atRisk), float64(now.events)
		weight := 1.0
		if rho > 0 {
			weight = math.Pow(pooled, rho)
		}
		pooled *= (n - d) / n
		spread := 0.0
		if now.atRisk > 1 {
			spread = weight * weight * d * (n - d) / (n - 1)
		}
		for g, own := range now.groupRisk {
			share := float64(own) / n
			t.Observed[g] += weight * float64(now.groupEvents[g])
			t.Expected[g] += weight * share * d
			if own == 0 || spread == 0 {
				continue
			}
			t.Covariance[g][g] += spread * share * (1 - share)
			for h, other := range now.groupRisk[:g] {
				off := spread * share * float64(other) / n
				t.Covariance[g][h] -= off
				t.Covariance[h][g] -= off
			}
		}
	}
	return nil
}

// sharedMoment is one day with an event in any group.
type sharedMoment struct {
	days                   float64
	atRisk, events         int64
	groupRisk, groupEvents []int64
}

// sideBySide returns the days with events in any group, with the number at risk
// and of events in each.
func sideBySide(groups [][]Duration) ([]sharedMoment, error) {
	tables := make([][]moment, len(groups))
	entries := make([][]Duration, len(groups))
	var days []float64
	for g, rows := range groups {
		table, _, err := atRiskTable(rows, causesOf(rows))
		if err != nil {
			return nil, err
		}
		tables[g] = table
		for _, now := range table {
			if now.all > 0 {
				days = append(days, now.days)
			}
		}
		entries[g] = rows
	}
	slices.Sort(days)
	days = slices.Compact(days)
	shared := make([]sharedMoment, len(days))
	for i := range shared {
		shared[i].days = days[i]
		shared[i].groupRisk = make([]int64, len(groups))
		shared[i].groupEvents = make([]int64, len(groups))
	}
	for g := range groups {
		risk := riskOn(entries[g], days)
		next := 0
		for i, day := range days {
			for next < len(tables[g]) && tables[g][next].days < day {
				next++
			}
			shared[i].groupRisk[g] = risk[i]
			shared[i].atRisk += risk[i]
			if next < len(tables[g]) && tables[g][next].days == day {
				shared[i].groupEvents[g] = tables[g][next].all
				shared[i].events += tables[g][next].all
			}
		}
	}
	return shared, nil
}

// riskOn returns how many complaints of rows are at risk on each of the days,
// which increase.
func riskOn(rows []Duration, days []float64) []int64 {
	change := make([]int64, len(days)+1)
	for _, row := range rows {
		if row.Entry > 0 && row.Entry >= row.Days {
			continue
		}
		size := row.Censored
		for _, n := range row.Events {
			size += n
		}
		from := 0
		if row.Entry > 0 { // at risk on the first day after it
			from, _ = slices.BinarySearch(days, math.Nextafter(row.Entry, math.Inf(1)))
		}
		to, _ := slices.BinarySearch(days, math.Nextafter(row.Days, math.Inf(1)))
		change[from] += size
		change[to] -= size
	}
	risk := make([]int64, len(days))
	var now int64
	for i := range days {
		now += change[i]
		risk[i] = now
	}
	return risk
}
