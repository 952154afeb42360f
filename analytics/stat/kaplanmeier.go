package stat

import "math"

// A Curve is a Kaplan–Meier estimate: the share of complaints not yet ended, by
// days since filing, with open complaints counted as long as they were seen.
// Where several causes end a complaint it says how many are still open; 1 − S is
// then not the share resolved, see CumulativeIncidence.
type Curve struct {
	Units   int64   // complaints ever at risk
	Events  int64   // of them ended
	LastDay float64 // longest follow-up, ended or open; 0 when Units is 0
	Steps   []Step  // the days on which S falls, increasing
}

// A Step of a Curve is one day with at least one event.
type Step struct {
	Days      float64
	AtRisk    int64   // just before that day; those censored on it included
	Events    int64   // all causes
	Survival  float64 // S from that day on: Π(1 − d/n)
	Greenwood float64 // Σ d/(n(n−d)) up to that day; meaningless once S = 0
}

// KaplanMeier returns the estimate for rows, whose causes are all taken as the
// event. No rows, or only open ones, give a curve without steps: S = 1.
func KaplanMeier(rows []Duration) (Curve, error) {
	table, units, err := atRiskTable(rows, causesOf(rows))
	if err != nil {
		return Curve{}, err
	}
	return curveOf(table, units), nil
}

func curveOf(table []moment, units int64) Curve {
	curve := Curve{Units: units}
	survival, greenwood := 1.0, 0.0
	for _, now := range table {
		curve.LastDay = now.days
		if now.all == 0 {
			continue
		}
		curve.Events += now.all
		n, d := float64(now.atRisk), float64(now.all)
		survival *= (n - d) / n
		if now.atRisk > now.all {
			greenwood += d / (n * (n - d))
		}
		curve.Steps = append(curve.Steps, Step{
			Days: now.days, AtRisk: now.atRisk, Events: now.all, Survival: survival, Greenwood: greenwood,
		})
	}
	return curve
}

// At returns S on the given day (events of that day have happened). ok is false
// without complaints, before day 0, and beyond the longest follow-up unless
// nothing is left open.
func (c Curve) At(days float64) (survival float64, ok bool) {
	if c.Units == 0 || !(days >= 0) {
		return 0, false
	}
	survival = 1
	for _, step := range c.Steps {
		if step.Days > days {
			break
		}
		survival = step.Survival
	}
	return survival, days <= c.LastDay || survival == 0
}

// SE returns Greenwood's standard error of S after the step. ok is false once
// S = 0, where the data say nothing of its error.
func (s Step) SE() (se float64, ok bool) {
	if s.Survival <= 0 {
		return 0, false
	}
	return s.Survival * math.Sqrt(s.Greenwood), true
}

// A Scale is what an interval for a probability is symmetric on.
type Scale int

// The scales. LogLog is the default: it never leaves [0, 1] and holds its level
// in small groups. Log and Plain are cut off at 0 and 1.
const (
	LogLog Scale = iota
	Log
	Plain
)

// Bounds returns the pointwise confidence interval for S after the step at the
// normal quantile z (Z95 for 95 %). ok is false once S = 0.
func (s Step) Bounds(z float64, scale Scale) (low, high float64, ok bool) {
	if s.Survival <= 0 || !(z > 0) || math.IsInf(z, 1) {
		return 0, 0, false
	}
	half := z * math.Sqrt(s.Greenwood)
	switch scale {
	case Log:
		low, high = s.Survival*math.Exp(-half), s.Survival*math.Exp(half)
	case Plain:
		low, high = s.Survival*(1-half), s.Survival*(1+half)
	default:
		power := math.Exp(half / math.Log(s.Survival))
		// power < 1, because ln S < 0; S to the larger power is the lower bound.
		low, high = math.Pow(s.Survival, 1/power), math.Pow(s.Survival, power)
	}
	return max(0, low), min(1, high), true
}

// A Quantile is a number of days with its interval; nil stands for never reached
// in the time complaints were followed.
type Quantile struct {
	Days, Low, High *float64
}

// flatTolerance is how near S must come to 1 − q to count as equal to it.
const flatTolerance = 1e-8

// Quantile returns the day by which the share q of complaints has ended, and the
// Brookmeyer–Crowley interval on the scale at conf: the days on which the lower
// and the upper bound of S cross 1 − q. Where S equals 1 − q on a flat stretch,
// it is the middle of that stretch, as in R. q and conf lie between 0 and 1.
func (c Curve) Quantile(q, conf float64, scale Scale) (Quantile, error) {
	z, err := twoSidedZ(conf)
	if err != nil {
		return Quantile{}, err
	}
	if !(q > 0 && q < 1) {
		return Quantile{}, errQuantile
	}
	bound := func(upper bool) func(Step) (float64, bool) {
		return func(s Step) (float64, bool) {
			low, high, ok := s.Bounds(z, scale)
			if upper {
				return high, ok
			}
			return low, ok
		}
	}
	return Quantile{
		Days: c.crossing(1-q, func(s Step) (float64, bool) { return s.Survival, true }),
		Low:  c.crossing(1-q, bound(false)),
		High: c.crossing(1-q, bound(true)),
	}, nil
}

// Median returns the median number of days with its log-log interval at conf.
func (c Curve) Median(conf float64) (Quantile, error) { return c.Quantile(0.5, conf, LogLog) }

// crossing returns the first day on which the curve of values falls to level, or
// the middle of the stretch on which it equals level; nil when it never does.
func (c Curve) crossing(level float64, value func(Step) (float64, bool)) *float64 {
	for i, step := range c.Steps {
		at, ok := value(step)
		if !ok || at > level+flatTolerance {
			continue
		}
		days := step.Days
		if at < level-flatTolerance {
			return &days
		}
		end := c.LastDay
		for _, later := range c.Steps[i+1:] {
			next, ok := value(later)
			if !ok {
				end = days // the curve has no value from there on: its end is unknown
				break
			}
			if next < at-flatTolerance {
				end = later.Days
				break
			}
		}
		days = (days + end) / 2
		return &days
	}
	return nil
}
