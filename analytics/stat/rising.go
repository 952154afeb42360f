package stat

import "math"

// rising holds the sum over units of ln[Γ(a+k)/Γ(a)] = ln a(a+1)…(a+k-1) and its
// first two derivatives in a.
type rising struct{ value, first, second float64 }

// risingSum adds the logarithms of rising factorials of a. counts maps a count k
// to how many units have it, in runs of equal k. Differences of log-gamma would
// lose all digits for large a, where over-dispersion is small and matters.
func risingSum(a float64, counts []run) rising {
	var sum rising
	for _, r := range counts {
		one := risingOne(a, float64(r.count))
		sum.value += r.units * one.value
		sum.first += r.units * one.first
		sum.second += r.units * one.second
	}
	return sum
}

// risingOne is risingSum for one unit with count k >= 0.
func risingOne(a, k float64) rising {
	var sum rising
	for (k > 0 && k <= 24) || (k > 24 && a < 24) {
		sum.value += math.Log(a)
		sum.first += 1 / a
		sum.second -= 1 / (a * a)
		a++
		k--
	}
	if k <= 0 {
		return sum
	}
	// Stirling's series at a+k less that at a, each term as a difference.
	top := a + k
	u, v := 1/a, 1/top
	sum.value += (a-.5)*math.Log1p(k/a) + k*math.Log(top) - k + stirlingTail(v) - stirlingTail(u)
	step := -k * u * v // v-u without cancellation
	sum.first += math.Log1p(k/a) - step/2 - (digammaTail(v) - digammaTail(u))
	sum.second += step + step*(v+u)/2 + (trigammaTail(v) - trigammaTail(u))
	return sum
}

// stirlingTail is the series 1/(12a) - … of ln Γ(a) in u = 1/a, a >= 24.
func stirlingTail(u float64) float64 {
	s := u * u
	return u * (1./12 - s*(1./360-s*(1./1260-s*(1./1680-s/1188))))
}

// digammaTail is the series 1/(12a²) - … of ln a - 1/(2a) - ψ(a).
func digammaTail(u float64) float64 {
	s := u * u
	return s * (1./12 - s*(1./120-s*(1./252-s*(1./240-s/132))))
}

// trigammaTail is the series 1/(6a³) - … of ψ'(a) - 1/a - 1/(2a²).
func trigammaTail(u float64) float64 {
	s := u * u
	return s * u * (1./6 - s*(1./30-s*(1./42-s*(1./30-s*5/66))))
}

// A run is a count and how many units have it.
type run struct {
	count int64
	units float64
}
