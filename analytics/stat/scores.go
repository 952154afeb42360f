package stat

import "fmt"

// ReclameAqui returns the score AR of Brazil's Reclame Aqui, 0 to 10, as it is
// circulated: (2·IR + 30·MA + 3·IS + 2·IN)/100, with the shares answered (IR),
// solved (IS) and "would deal again" (IN) in percent and the mean grade MA from 0
// to 10. An answer rate rewards template replies and nothing says how few graded;
// it is here to be compared with, not to be used. The error is for a number
// outside its range.
func ReclameAqui(ir, ma, is, in float64) (float64, error) {
	for _, v := range []struct {
		name        string
		value, most float64
	}{{"IR", ir, 100}, {"MA", ma, 10}, {"IS", is, 100}, {"IN", in, 100}} {
		if !(v.value >= 0 && v.value <= v.most) {
			return 0, fmt.Errorf("%s must lie between 0 and %g", v.name, v.most)
		}
	}
	return (2*ir + 30*ma + 3*is + 2*in) / 100, nil
}

// MissingBounds are the shares resolved under every way the unevaluated may have
// ended (Manski's bounds): Lower if none of them was resolved, Upper if all were.
// Evaluated is the share among the evaluated. Nil where nobody is counted.
type MissingBounds struct{ Lower, Evaluated, Upper *float64 }

// BoundMissing bounds a share with resolved of evaluated, and unevaluated of whom
// nothing is known. The error is for counts that cannot be.
func BoundMissing(evaluated, resolved, unevaluated int64) (MissingBounds, error) {
	if evaluated < 0 || resolved < 0 || unevaluated < 0 || resolved > evaluated {
		return MissingBounds{}, fmt.Errorf("counts must have 0 <= resolved <= evaluated and 0 <= unevaluated")
	}
	all := float64(evaluated) + float64(unevaluated)
	return MissingBounds{
		Lower:     known(float64(resolved) / all),
		Evaluated: known(float64(resolved) / float64(evaluated)),
		Upper:     known((float64(resolved) + float64(unevaluated)) / all),
	}, nil
}

// A Band of 电诉宝 (100EC, China) says whether to order from a platform.
type Band string

// The three bands, from the best.
const (
	Order         Band = "order"           // 建议下单
	OrderWithCare Band = "order_with_care" // 谨慎下单
	DoNotOrder    Band = "do_not_order"    // 不建议下单
	orderFrom          = .75
	withCareFrom       = .4
)

// BandOf returns the band of an index from 0 to 1. The cuts, 0.75 and 0.4, are
// not published; released lists put them between .727 and .787 and between .144
// and .416. The error is for an index outside [0,1].
func BandOf(index float64) (Band, error) {
	switch {
	case !(index >= 0 && index <= 1):
		return "", fmt.Errorf("the index must lie in [0,1]")
	case index >= orderFrom:
		return Order, nil
	case index >= withCareFrom:
		return OrderWithCare, nil
	}
	return DoNotOrder, nil
}
