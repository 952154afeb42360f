package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// slowLogRank is the test of two groups by counting, with weights S(t−)^rho.
func slowLogRank(strata [][2][]follow, rho float64) (score, variance float64) {
	for _, groups := range strata {
		all := append(append([]follow(nil), groups[0]...), groups[1]...)
		pooled := 1.0
		for day := 0.0; day <= 12; day++ {
			n, d := atRiskOn(all, day, -1)
			n0, d0 := atRiskOn(groups[0], day, -1)
			if d == 0 {
				continue
			}
			w := math.Pow(pooled, rho)
			score += w * (d0 - n0*d/n)
			if n > 1 {
				variance += w * w * d * (n - d) / (n - 1) * n0 / n * (1 - n0/n)
			}
			pooled *= 1 - d/n
		}
	}
	return score, variance
}

func TestLogRankSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rho := float64(rapid.IntRange(0, 1).Draw(t, "rho"))
		var slow [][2][]follow
		var strata, turned, stretched [][][]Duration
		for range rapid.IntRange(1, 3).Draw(t, "strata") {
			a := drawFollows(2, true).Draw(t, "a")
			b := drawFollows(2, true).Draw(t, "b")
			slow = append(slow, [2][]follow{a, b})
			strata = append(strata, [][]Duration{durationsOf(a, 2), durationsOf(b, 2)})
			turned = append(turned, [][]Duration{durationsOf(b, 2), durationsOf(a, 2)})
			var later [][]Duration
			for _, group := range strata[len(strata)-1] {
				rows := append([]Duration(nil), group...)
				for i := range rows { // a monotone change of time
					rows[i].Days, rows[i].Entry = math.Exp(rows[i].Days), math.Expm1(rows[i].Entry)
					if rows[i].Entry > 0 {
						rows[i].Entry++
					}
				}
				later = append(later, rows)
			}
			stretched = append(stretched, later)
		}
		score, variance := slowLogRank(slow, rho)
		got, err := LogRank(strata, rho)
		if err != nil {
			t.Fatal(err)
		}
		if !isNear(got.Observed[0]-got.Expected[0], score) || !isNear(got.Covariance[0][0], variance) || !isNear(got.Covariance[0][1], -variance) {
			t.Fatalf("LogRank = %+v, want score %v, variance %v", got, score, variance)
		}
		if (got.ChiSquared != nil) != (variance > 0) || variance > 0 && (got.DF != 1 || !isNear(*got.ChiSquared, score*score/variance)) {
			t.Fatalf("LogRank = %+v, want chi-squared %v", got, score*score/variance)
		}
		for name, other := range map[string][][][]Duration{"relabelled": turned, "stretched": stretched} {
			same, err := LogRank(other, rho)
			if err != nil {
				t.Fatal(err)
			}
			if (same.ChiSquared == nil) != (got.ChiSquared == nil) || got.ChiSquared != nil && !isNear(*same.ChiSquared, *got.ChiSquared) {
				t.Fatalf("%s: LogRank = %+v, want %+v", name, same, got)
			}
		}
	})
}

// TestGrayOneCause: without competing ends the score of Gray's test is the one of
// the log-rank test, and the test must keep its level.
func TestGrayOneCause(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := [][]Duration{
			durationsOf(drawFollows(1, false).Draw(t, "a"), 1),
			durationsOf(drawFollows(1, false).Draw(t, "b"), 1),
			durationsOf(drawFollows(1, false).Draw(t, "c"), 1),
		}
		gray, err := Gray(groups, 1, 0)
		if err != nil {
			t.Fatal(err)
		}
		rank, err := LogRank([][][]Duration{groups}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for g := range groups {
			if !isNear(gray.Observed[g], rank.Observed[g]) || !isNear(gray.Expected[g], rank.Expected[g]) {
				t.Fatalf("Gray = %+v, want the score of %+v", gray, rank)
			}
		}
	})
}

func TestGroupTestsRefuse(t *testing.T) {
	one := [][]Duration{{{Days: 1, Censored: 1}}}
	if _, err := LogRank(nil, 0); err == nil {
		t.Error("LogRank(nil) = nil error, want one")
	}
	if _, err := LogRank([][][]Duration{one, {}}, 0); err == nil {
		t.Error("LogRank of strata that differ = nil error, want one")
	}
	if _, err := LogRank([][][]Duration{one}, math.NaN()); err == nil {
		t.Error("LogRank(rho NaN) = nil error, want one")
	}
	if _, err := Gray(nil, 1, 0); err == nil {
		t.Error("Gray(nil) = nil error, want one")
	}
	if _, err := Gray([][]Duration{{{Days: 2, Entry: 1, Censored: 1}}}, 1, 0); err == nil {
		t.Error("Gray with delayed entry = nil error, want one")
	}
}
