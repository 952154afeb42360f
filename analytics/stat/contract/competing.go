package contract

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"redress/analytics/stat"
)

type incidenceInput struct {
	survivalInput
	At     oneOrMany `json:"at"`
	Times  oneOrMany `json:"times"` // the same as at
	Causes *int      `json:"causes"`
}

// maxCause is the highest status: what ends a complaint.
const maxCause = 64

func aalenJohansen(in incidenceInput) (any, error) {
	causes := 2
	if len(in.Status) > 0 {
		causes = max(causes, int(slices.Max(in.Status)))
	}
	if in.Causes != nil {
		causes = *in.Causes
	}
	if causes < 1 || causes > maxCause {
		return nil, fmt.Errorf("there can be 1 to %d causes", maxCause)
	}
	rows, err := in.rows(causes)
	if err != nil {
		return nil, err
	}
	incidence, err := stat.CumulativeIncidence(rows, causes)
	if err != nil {
		return nil, err
	}
	naive, err := stat.KaplanMeier(onlyFirst(rows))
	if err != nil {
		return nil, err
	}
	days := append(in.At, in.Times...)
	if days == nil {
		days = defaultDays(incidence)
	}
	at, alone := make([]any, len(days)), make([]any, len(days))
	for i, day := range days {
		row := incidenceRow(incidence.At(day))
		at[i] = row
		if incidence.Units == 0 {
			row["S"] = nil
		}
		open := 1.0
		for _, step := range naive.Steps {
			if step.Days <= day {
				open = step.Survival
			}
		}
		alone[i] = 1 - open
	}
	return map[string]any{"at": at, "naive_1_minus_km_cause1": alone}, nil
}

func incidenceRow(at stat.IncidenceAt) map[string]any {
	row := map[string]any{"t": at.Days, "S": at.Open}
	for cause, outcome := range at.Causes {
		row[fmt.Sprintf("F%d", cause+1)] = outcome.Share
		row[fmt.Sprintf("se%d", cause+1)] = outcome.SE
	}
	return row
}

// onlyFirst takes every other cause for censoring, which is the mistake that the
// naive curve shows.
func onlyFirst(rows []stat.Duration) []stat.Duration {
	out := slices.Clone(rows)
	for i, row := range rows {
		out[i].Events = row.Events[:1]
		for _, other := range row.Events[1:] {
			out[i].Censored += other
		}
	}
	return out
}

// defaultDays are the days to answer for when none are asked for: every day with
// an event and the last one when there are few, else four round ones.
func defaultDays(incidence stat.Incidence) []float64 {
	days := incidence.Days()
	if len(days) <= 30 {
		if incidence.Units > 0 && (len(days) == 0 || days[len(days)-1] < incidence.LastDay) {
			days = append(days, incidence.LastDay)
		}
		return days
	}
	step := math.Pow(10, math.Floor(math.Log10(incidence.LastDay/4)))
	for _, by := range []float64{5, 2} {
		if 4*by*step <= incidence.LastDay {
			step *= by
			break
		}
	}
	return []float64{step, 2 * step, 3 * step, 4 * step}
}

func gray(in groupsInput) (any, error) {
	if in.Group == nil {
		return nil, errors.New("input.group is missing")
	}
	if in.Strata != nil {
		return nil, errors.New("input.strata is not for this test")
	}
	causes := 1
	if len(in.Status) > 0 {
		causes = min(maxCause, max(causes, int(slices.Max(in.Status))))
	}
	if err := in.check(causes); err != nil {
		return nil, err
	}
	groups, groupOf, err := levels("group", in.Group, len(in.Time))
	if err != nil {
		return nil, err
	}
	tables := make([]*grouping, len(groups))
	for g := range tables {
		tables[g] = newGrouping(causes)
	}
	for i, g := range groupOf {
		tables[g].add(in.survivalInput, i)
	}
	rows := make([][]stat.Duration, len(groups))
	for g := range rows {
		rows[g] = tables[g].rows()
	}
	var statistic, p, df []any
	for cause := range causes {
		test, err := stat.Gray(rows, causes, cause)
		if err != nil {
			return nil, err
		}
		statistic, p, df = append(statistic, test.ChiSquared), append(p, test.P), append(df, test.DF)
	}
	tests := map[string]any{"stat": statistic, "pv": p, "df": df}
	return map[string]any{"cause1": tests, "all": tests}, nil
}
