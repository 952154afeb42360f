package contract

import (
	"fmt"

	"redress/analytics/stat"
)

func mantelHaenszel(in struct {
	A    []count  `json:"a" required:"true"`
	B    []count  `json:"b" required:"true"`
	C    []count  `json:"c" required:"true"`
	D    []count  `json:"d" required:"true"`
	Conf *float64 `json:"conf"`
}) (any, error) {
	for name, cells := range map[string][]count{"a": in.A, "b": in.B, "c": in.C, "d": in.D} {
		if cells == nil {
			return nil, fmt.Errorf("input.%s is missing", name)
		}
		if len(cells) != len(in.A) {
			return nil, fmt.Errorf("input.a and input.%s differ in length", name)
		}
	}
	strata := make([]stat.FourFold, len(in.A))
	for i := range strata {
		strata[i] = stat.FourFold{A: int64(in.A[i]), B: int64(in.B[i]), C: int64(in.C[i]), D: int64(in.D[i])}
	}
	out, err := stat.MantelHaenszel(strata, orElse(in.Conf, 0.95))
	if err != nil {
		return nil, err
	}
	result := map[string]any{
		"crude_rd": out.CrudeRD,
		"rd":       out.RD, "rd_se": out.RDSE, "rd_lo": out.RDLow, "rd_hi": out.RDHigh,
		"rr": out.RR, "rr_se_log": out.RRLogSE, "rr_lo": out.RRLow, "rr_hi": out.RRHigh,
		"or": out.OR, "or_se_log": out.ORLogSE, "or_lo": out.ORLow, "or_hi": out.ORHigh,
		"cmh": out.CMH, "cmh_p": out.CMHP, "cmh_cc": out.CMHCorrected, "cmh_cc_p": out.CMHCorrectedP,
		"breslow_day": out.BreslowDay, "breslow_day_p": out.BreslowDayP,
		"tarone": out.Tarone, "tarone_p": out.TaroneP, "strata_rd": out.StrataRD,
	}
	if out.Dropped > 0 {
		result["dropped"] = out.Dropped
	}
	return result, nil
}
