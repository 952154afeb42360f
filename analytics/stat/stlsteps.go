package stat

import "math"

// stlSteps is the inner loop of STL with its working space.
type stlSteps struct {
	x                   []float64
	o                   STLOptions
	season, trend, low  smoother
	work, cycle, pass   []float64
	sub, subOut, subOwn []float64
}

// A smoother is loess with a window, a degree and a jump.
type smoother struct{ window, degree, jump int }

func odd(n int) int { return max(3, n+1-n%2) }

func newSTLSteps(x []float64, o STLOptions) *stlSteps {
	n, longest := len(x), (len(x)-1)/o.Period+1
	return &stlSteps{
		x: x, o: o,
		season: smoother{odd(o.SeasonWindow), o.SeasonDegree, o.SeasonJump},
		trend:  smoother{odd(o.TrendWindow), *o.TrendDegree, o.TrendJump},
		low:    smoother{odd(o.LowWindow), *o.LowDegree, o.LowJump},
		work:   make([]float64, n), cycle: make([]float64, n+2*o.Period), pass: make([]float64, n),
		sub: make([]float64, longest), subOut: make([]float64, longest+2), subOwn: make([]float64, longest),
	}
}

// inner is one round: seasonal from the detrended series, less its own low-pass;
// trend from what the season leaves.
func (s *stlSteps) inner(season, trend, rw []float64) {
	n, period := len(s.x), s.o.Period
	for i, v := range s.x {
		s.work[i] = v - trend[i]
	}
	s.cycles(rw)
	averaged := moving(moving(moving(s.cycle, period), period), 3)
	s.low.series(averaged, nil, s.pass)
	for i := range n {
		season[i] = s.cycle[period+i] - s.pass[i]
		s.work[i] = s.x[i] - season[i]
	}
	s.trend.series(s.work, rw, trend)
}

// cycles smooths each cycle-subseries of s.work and adds one value before its
// first and one after its last.
func (s *stlSteps) cycles(rw []float64) {
	n, period := len(s.work), s.o.Period
	for j := range period {
		k := (n-j-1)/period + 1
		var own []float64
		for i := range k {
			s.sub[i] = s.work[i*period+j]
		}
		if rw != nil {
			own = s.subOwn[:k]
			for i := range k {
				own[i] = rw[i*period+j]
			}
		}
		sub, out := s.sub[:k], s.subOut[:k+2]
		s.season.series(sub, own, out[1:k+1])
		var ok bool
		if out[0], ok = s.season.at(sub, own, 0, 1, min(s.season.window, k)); !ok {
			out[0] = out[1]
		}
		if out[k+1], ok = s.season.at(sub, own, float64(k+1), max(1, k-s.season.window+1), k); !ok {
			out[k+1] = out[k]
		}
		for m, v := range out {
			s.cycle[m*period+j] = v
		}
	}
}

// moving returns the moving averages of length size, len(x)-size+1 of them.
func moving(x []float64, size int) []float64 {
	out := make([]float64, len(x)-size+1)
	sum := 0.0
	for _, v := range x[:size] {
		sum += v
	}
	out[0] = sum / float64(size)
	for i := 1; i < len(out); i++ {
		sum += x[i+size-1] - x[i-1]
		out[i] = sum / float64(size)
	}
	return out
}

// series smooths y into out: loess at each jump-th point, straight lines between.
// Positions are counted from 1, as in the paper.
func (s smoother) series(y, rw, out []float64) {
	n := len(y)
	if n < 2 {
		out[0] = y[0]
		return
	}
	jump, half := min(s.jump, n-1), (s.window+1)/2
	left, right := 1, n
	fit := func(i int, move bool) {
		if move && s.window < n {
			left = min(max(1, i-half+1), n-s.window+1)
			right = left + s.window - 1
		}
		v, ok := s.at(y, rw, float64(i), left, right)
		if !ok {
			v = y[i-1]
		}
		out[i-1] = v
	}
	between := func(from, to int) {
		slope := (out[to-1] - out[from-1]) / float64(to-from)
		for j := from + 1; j < to; j++ {
			out[j-1] = out[from-1] + slope*float64(j-from)
		}
	}
	last := 1
	for i := 1; i <= n; i += jump {
		fit(i, true)
		if i > 1 {
			between(i-jump, i)
		}
		last = i
	}
	if last != n {
		fit(n, false) // with the neighbours of the last jump, as the published program has it
		between(last, n)
	}
}

// at returns the loess value at position x from y[left..right]. ok is false when
// every weight is 0.
func (s smoother) at(y, rw []float64, x float64, left, right int) (v float64, ok bool) {
	n := len(y)
	h := max(x-float64(left), float64(right)-x)
	if s.window > n {
		h += float64((s.window - n) / 2)
	}
	weight := func(j int) float64 {
		r := math.Abs(float64(j) - x)
		if r > 0.999*h {
			return 0
		}
		w := 1.0
		if r > 0.001*h {
			u := r / h
			u = 1 - u*u*u
			w = u * u * u
		}
		if rw != nil {
			w *= rw[j-1]
		}
		return w
	}
	total, centre := 0.0, 0.0
	for j := left; j <= right; j++ {
		w := weight(j)
		total += w
		centre += w * float64(j)
	}
	if !(total > 0) {
		return 0, false
	}
	centre /= total
	tilt := 0.0
	if h > 0 && s.degree > 0 {
		spread := 0.0
		for j := left; j <= right; j++ {
			spread += weight(j) / total * (float64(j) - centre) * (float64(j) - centre)
		}
		if math.Sqrt(spread) > 0.001*float64(n-1) {
			tilt = (x - centre) / spread
		}
	}
	for j := left; j <= right; j++ {
		v += weight(j) / total * (tilt*(float64(j)-centre) + 1) * y[j-1]
	}
	return v, true
}
