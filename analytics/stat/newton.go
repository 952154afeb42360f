package stat

import "math"

// newton2 climbs to a maximum of a smooth function of two parameters by Newton
// steps: where the Hessian (xx, xy, yy) is not negative definite it is made so
// by a growing ridge, and a step that does not climb is halved. ok is false
// where 200 steps do not reach a standstill.
func newton2(p [2]float64, f func([2]float64) (float64, [2]float64, [3]float64)) (best [2]float64, ok bool) {
	value, g, h := f(p)
	for range 200 {
		step := ascent(g, h)
		// Far out the surface may be flat: nobody needs a prior of e^40.
		if longest := math.Max(math.Abs(step[0]), math.Abs(step[1])); longest > 4 {
			step[0], step[1] = step[0]*4/longest, step[1]*4/longest
		}
		moved := false
		for range 60 {
			next := [2]float64{p[0] + step[0], p[1] + step[1]}
			v, ng, nh := f(next)
			if v >= value-1e-13*math.Abs(value) && !math.IsNaN(v) {
				moved = true
				p, value, g, h = next, v, ng, nh
				break
			}
			step[0], step[1] = step[0]/2, step[1]/2
		}
		if !moved || math.Abs(step[0]) < 1e-11 && math.Abs(step[1]) < 1e-11 {
			return p, true
		}
		if math.Abs(p[0]) > 60 || math.Abs(p[1]) > 60 {
			return p, false
		}
	}
	return p, false
}

// ascent returns the Newton step, of a Hessian made negative definite.
func ascent(g [2]float64, h [3]float64) [2]float64 {
	ridge := 0.0
	for {
		xx, yy := -h[0]+ridge, -h[2]+ridge
		if det := xx*yy - h[1]*h[1]; xx > 0 && det > 1e-14*xx*yy {
			return [2]float64{(yy*g[0] + h[1]*g[1]) / det, (xx*g[1] + h[1]*g[0]) / det}
		}
		ridge = 2*ridge + 1e-6*(1e-6+math.Abs(h[0])+math.Abs(h[2]))
		if math.IsInf(ridge, 1) || math.IsNaN(ridge) {
			return [2]float64{}
		}
	}
}
