package stat

import (
	"errors"
	"fmt"
	"math"
)

// A day is compared with the same weekday from two to eight weeks before and after
// it: a burst may last a week, and weekdays differ more than weeks do.
const (
	burstFrom, burstTo = 2, 8
	// burstBaseline is how many such days a day needs.
	burstBaseline = 6
	// burstTimes is how many times the usual number a burst is at least: an excess
	// beyond chance may still be a small one.
	burstTimes = 3
)

// Bursts finds the days on which far more was counted than usual. counts are those of
// consecutive days, none left out. A day is one if it has at least least, at least
// three times the mean of its baseline (the same weekday two to eight weeks away, at
// least six of them), and if a count as high has a probability of at most level
// divided by the number of days with a baseline: so a series without any burst has one
// with a probability of about level at most. Counts are taken as negative binomial
// around the baseline's mean, over-dispersed as the whole series is about its
// baselines (a deviation of more than three standard deviations counts as three, so
// that a burst does not hide itself). The error is for a negative count, least below 1, or a level
// outside (0,1).
func Bursts(counts []int64, least int64, level float64) ([]bool, error) {
	if least < 1 || !(level > 0 && level < 1) {
		return nil, errors.New("least must be at least 1 and level lie in (0,1)")
	}
	for i, n := range counts {
		if n < 0 {
			return nil, fmt.Errorf("count %d is negative", i+1)
		}
	}
	means, sizes := make([]float64, len(counts)), make([]int, len(counts))
	var squares []float64 // of deviations, over their variance if counts were Poisson
	for i := range counts {
		if means[i], sizes[i] = usual(counts, i); sizes[i] < burstBaseline {
			continue
		}
		deviation := float64(counts[i]) - means[i]
		squares = append(squares, deviation*deviation/(means[i]*(1+1/float64(sizes[i]))))
	}
	tested, phi := len(squares), dispersion(squares)
	out := make([]bool, len(counts))
	for i, n := range counts {
		if sizes[i] < burstBaseline || n < least || float64(n) < burstTimes*means[i] {
			continue
		}
		tail := negativeBinomialTail(float64(n), means[i], phi*(1+1/float64(sizes[i])))
		out[i] = tail <= level/float64(tested)
	}
	return out, nil
}

// dispersion is the mean of the squares, 1 at least, with those over nine times it
// taken as nine times it.
func dispersion(squares []float64) float64 {
	if len(squares) == 0 {
		return 1
	}
	phi := math.Inf(1)
	for range 30 {
		sum := 0.0
		for _, s := range squares {
			sum += math.Min(s, 9*phi)
		}
		if phi = sum / float64(len(squares)); phi <= 1 {
			return 1
		}
	}
	return phi
}

// usual is the mean of a day's baseline, with half a count added to it, and how
// many days that has.
func usual(counts []int64, day int) (mean float64, days int) {
	sum := .5
	for week := burstFrom; week <= burstTo; week++ {
		for _, at := range []int{day - 7*week, day + 7*week} {
			if at >= 0 && at < len(counts) {
				sum += float64(counts[at])
				days++
			}
		}
	}
	return sum / math.Max(1, float64(days)), days
}
