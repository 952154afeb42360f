package stat

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// An EffectsRow is n trials of one unit, y of them successes, that share a level of
// every factor. Level 0 is a factor's reference.
type EffectsRow struct {
	Unit   int
	Levels []int
	Y, N   int64
}

// A UnitEffect is a unit in a logistic regression on units and factors: its
// log-odds at the reference levels with their standard error, and the share of
// successes it would reach on the mix of all rows together, with Low and High at
// the quantile z that was asked for.
type UnitEffect struct {
	LogOdds, SE      float64
	Share, Low, High float64
}

// effectsSteps is how many Newton steps may pass before FitEffects gives up.
const effectsSteps = 50

// FitEffects regresses successes on the unit and on each factor's level, all as
// additive log-odds (logistic regression with main effects). levels[f] is the number
// of levels of factor f. The log-odds of levels have a normal prior with mean 0 and
// the standard deviation sd: a large one settles levels that only one unit has, or
// of which all trials end alike, and hardly touches others; units have none. A unit
// without both successes and failures has no finite log-odds: it takes no part, and
// its effect is nil.
//
// The interval of the share comes from the delta method on its log-odds, with the
// errors of the units and of the levels. The error is for numbers that cannot be
// and for ErrNoConvergence.
//
// The units' own equations are eliminated (Schur complement), so that K units and p
// levels cost K·p² and not (K+p)³.
func FitEffects(rows []EffectsRow, units int, levels []int, sd, z float64) ([]*UnitEffect, error) {
	m, err := newEffects(rows, units, levels, sd)
	if err != nil || len(m.rows) == 0 {
		return make([]*UnitEffect, max(0, units)), err
	}
	if !(z > 0) || math.IsInf(z, 1) {
		return nil, errors.New("z must be finite and above 0")
	}
	if err := m.fit(); err != nil {
		return nil, err
	}
	return m.effects(rows, z)
}

// effectsModel holds the parameters and the information matrix, in blocks: d of the
// units (diagonal), b between units and levels, c of the levels.
type effectsModel struct {
	rows    []EffectsRow // of units with successes and failures
	columns []int        // first column of each factor; level l > 0 has column first+l-1
	ridge   float64
	unit    []float64
	level   []float64
	d       []float64
	b       [][]float64
	c       *mat.SymDense
	taken   []bool // units that take part
}

func newEffects(rows []EffectsRow, units int, levels []int, sd float64) (*effectsModel, error) {
	if units < 0 || !(sd > 0) {
		return nil, errors.New("there must be units, and sd must be above 0")
	}
	m := &effectsModel{ridge: 1 / (sd * sd), unit: make([]float64, units), taken: make([]bool, units), d: make([]float64, units)}
	columns := 0
	for _, n := range levels {
		if n < 1 {
			return nil, errors.New("a factor must have a level")
		}
		m.columns = append(m.columns, columns)
		columns += n - 1
	}
	y, n := make([]int64, units), make([]int64, units)
	for i, r := range rows {
		if r.Unit < 0 || r.Unit >= units || len(r.Levels) != len(levels) || r.Y < 0 || r.Y > r.N {
			return nil, fmt.Errorf("row %d has numbers that cannot be", i+1)
		}
		for f, l := range r.Levels {
			if l < 0 || l >= levels[f] {
				return nil, fmt.Errorf("row %d has a level that factor %d does not have", i+1, f+1)
			}
		}
		y[r.Unit], n[r.Unit] = y[r.Unit]+r.Y, n[r.Unit]+r.N
	}
	for i := range m.unit {
		if m.taken[i] = y[i] > 0 && y[i] < n[i]; m.taken[i] {
			m.unit[i] = math.Log(float64(y[i]) / float64(n[i]-y[i]))
		}
	}
	for _, r := range rows {
		if m.taken[r.Unit] && r.N > 0 {
			m.rows = append(m.rows, r)
		}
	}
	m.level = make([]float64, columns)
	m.b = grid2(units, columns)
	return m, nil
}

func grid2(rows, columns int) [][]float64 {
	out := make([][]float64, rows)
	for i := range out {
		out[i] = make([]float64, columns)
	}
	return out
}

// eta is the log-odds of a unit at levels.
func (m *effectsModel) eta(unit float64, levels []int) float64 {
	for f, l := range levels {
		if l > 0 {
			unit += m.level[m.columns[f]+l-1]
		}
	}
	return unit
}

// loglik is the penalised log likelihood at parameters moved by a step.
func (m *effectsModel) loglik() float64 {
	sum := 0.0
	for _, r := range m.rows {
		eta := m.eta(m.unit[r.Unit], r.Levels)
		sum -= float64(r.Y)*softplus(-eta) + float64(r.N-r.Y)*softplus(eta)
	}
	for _, b := range m.level {
		sum -= m.ridge * b * b / 2
	}
	return sum
}

// softplus is ln(1 + e^x) without overflow.
func softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

func (m *effectsModel) fit() error {
	at := m.loglik()
	for range effectsSteps {
		units, levels, ok := m.step()
		if !ok {
			return ErrNoConvergence
		}
		before, scale := at, 1.0
		m.move(units, levels, 1)
		for at = m.loglik(); at < before-1e-9 && scale > 1e-6; at = m.loglik() {
			m.move(units, levels, -scale/2)
			scale /= 2
		}
		if math.Abs(at-before) <= 1e-10*(math.Abs(at)+.1) {
			_, _, ok = m.step() // the information at the estimate
			if !ok {
				return ErrNoConvergence
			}
			return nil
		}
	}
	return ErrNoConvergence
}

func (m *effectsModel) move(units, levels []float64, by float64) {
	for i := range units {
		m.unit[i] += by * units[i]
	}
	for j := range levels {
		m.level[j] += by * levels[j]
	}
}

// step is the Newton step at the parameters; it leaves d, b and the inverse of the
// Schur complement of the levels in c.
func (m *effectsModel) step() (units, levels []float64, ok bool) {
	p := len(m.level)
	scoreUnit, scoreLevel := make([]float64, len(m.unit)), make([]float64, p)
	clear(m.d)
	for i := range m.b {
		clear(m.b[i])
	}
	information := mat.NewSymDense(max(1, p), nil)
	if p == 0 {
		information.SetSym(0, 0, 1)
	}
	at := make([]int, 0, len(m.columns))
	for _, r := range m.rows {
		eta := m.eta(m.unit[r.Unit], r.Levels)
		share, rest := 1/(1+math.Exp(-eta)), 1/(1+math.Exp(eta))
		residual := float64(r.Y)*rest - float64(r.N-r.Y)*share
		w := float64(r.N) * share * rest
		scoreUnit[r.Unit] += residual
		m.d[r.Unit] += w
		at = at[:0]
		for f, l := range r.Levels {
			if l > 0 {
				at = append(at, m.columns[f]+l-1)
			}
		}
		for i, j := range at {
			scoreLevel[j] += residual
			m.b[r.Unit][j] += w
			for _, k := range at[:i+1] {
				information.SetSym(j, k, information.At(j, k)+w)
			}
		}
	}
	for j, b := range m.level {
		scoreLevel[j] -= m.ridge * b
		information.SetSym(j, j, information.At(j, j)+m.ridge)
	}
	return m.solve(information, scoreUnit, scoreLevel)
}

// solve eliminates the units and solves for both.
func (m *effectsModel) solve(information *mat.SymDense, scoreUnit, scoreLevel []float64) (units, levels []float64, ok bool) {
	p := len(m.level)
	for i, taken := range m.taken {
		if !taken {
			continue
		}
		for j := range p {
			if m.b[i][j] == 0 {
				continue
			}
			scoreLevel[j] -= m.b[i][j] * scoreUnit[i] / m.d[i]
			for k := range j + 1 {
				information.SetSym(j, k, information.At(j, k)-m.b[i][j]*m.b[i][k]/m.d[i])
			}
		}
	}
	var factor mat.Cholesky
	if !factor.Factorize(information) {
		return nil, nil, false
	}
	m.c = mat.NewSymDense(max(1, p), nil)
	if err := factor.InverseTo(m.c); err != nil {
		return nil, nil, false
	}
	levels = make([]float64, p)
	for j := range p {
		for k := range p {
			levels[j] += m.c.At(j, k) * scoreLevel[k]
		}
	}
	units = make([]float64, len(m.unit))
	for i, taken := range m.taken {
		if taken {
			sum := scoreUnit[i]
			for j, b := range m.b[i] {
				sum -= b * levels[j]
			}
			units[i] = sum / m.d[i]
		}
	}
	return units, levels, true
}

// effects gives every unit that takes part its share on the mix of all rows, those
// of units that take none included.
func (m *effectsModel) effects(rows []EffectsRow, z float64) ([]*UnitEffect, error) {
	out := make([]*UnitEffect, len(m.unit))
	mix := combined(rows)
	for i, taken := range m.taken {
		if taken {
			out[i] = m.effect(i, mix, z)
		}
	}
	return out, nil
}

// combined adds up the trials of rows with the same levels.
func combined(rows []EffectsRow) []EffectsRow {
	at := map[string]int{}
	var out []EffectsRow
	for _, r := range rows {
		key := fmt.Sprint(r.Levels)
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, EffectsRow{Levels: r.Levels})
		}
		out[i].N += r.N
	}
	return out
}

// effect standardises one unit. With V the covariance of the levels and g = b/d of
// the unit, the unit's variance is 1/d + g V g and its covariance with the levels
// -V g.
func (m *effectsModel) effect(i int, mix []EffectsRow, z float64) *UnitEffect {
	p := len(m.level)
	slope, slopes, share, all := 0.0, make([]float64, p), 0.0, 0.0
	for _, r := range mix {
		eta := m.eta(m.unit[i], r.Levels)
		w := float64(r.N)
		x := 1 / (1 + math.Exp(-eta))
		bend := w * x / (1 + math.Exp(eta))
		share, all, slope = share+w*x, all+w, slope+bend
		for f, l := range r.Levels {
			if l > 0 {
				slopes[m.columns[f]+l-1] += bend
			}
		}
	}
	share /= all
	// The gradient of the share in the unit is slope; in the levels slopes, less what
	// the unit takes back.
	variance, own := slope*slope/m.d[i], 1/m.d[i]
	for j := range p {
		gj := m.b[i][j] / m.d[i]
		for k := range p {
			gk := m.b[i][k] / m.d[i]
			v := m.c.At(j, k)
			own += gj * gk * v
			variance += (slopes[j] - slope*gj) * (slopes[k] - slope*gk) * v
		}
	}
	se := math.Sqrt(variance) / all / (share * (1 - share)) // of the share's log-odds
	at := math.Log(share / (1 - share))
	return &UnitEffect{LogOdds: m.unit[i], SE: math.Sqrt(own), Share: share,
		Low: 1 / (1 + math.Exp(-(at - z*se))), High: 1 / (1 + math.Exp(-(at + z*se)))}
}
