package contract

import (
	"errors"
	"fmt"
	"slices"

	"redress/analytics/stat"
)

type ladderInput struct {
	Rows *struct {
		ID    []label   `json:"id"`
		From  []string  `json:"from"`
		To    []*string `json:"to"`
		Entry []float64 `json:"entry"`
		Exit  []float64 `json:"exit"`
	} `json:"rows" required:"true"`
	States    []string  `json:"states" required:"true"`
	Absorbing []string  `json:"absorbing"`
	Times     oneOrMany `json:"times"`    // of the occupation
	Horizons  oneOrMany `json:"horizons"` // of the stages
	Conf      *float64  `json:"conf"`
}

// censored is the word for a spell that has not ended.
const censored = "cens"

func ladder(in ladderInput) (any, error) {
	spells, err := in.spells()
	if err != nil {
		return nil, err
	}
	if in.Times == nil {
		in.Times = oneOrMany{5, 10, 20, 30, 40, 55}
	}
	if in.Horizons == nil {
		in.Horizons = oneOrMany{10, 20, 30}
	}
	occupation, err := stat.StateOccupation(spells, len(in.States))
	if err != nil {
		return nil, err
	}
	shares, errorsOf := make([]any, len(in.Times)), make([]any, len(in.Times))
	for i, t := range in.Times {
		share, se := map[string]any{"t": t}, map[string]any{"t": t}
		for state, outcome := range occupation.At(t) {
			share[in.States[state]], se[in.States[state]] = outcome.Share, outcome.SE
		}
		shares[i], errorsOf[i] = share, se
	}
	stages, err := stat.Stages(stat.Sojourns(spells), len(in.States), orElse(in.Conf, 0.95))
	if err != nil {
		return nil, err
	}
	panel := map[string]any{}
	for state, stage := range stages {
		if !slices.Contains(in.Absorbing, in.States[state]) {
			panel[in.States[state]] = in.stage(stage, spells, state)
		}
	}
	return map[string]any{"occupation": shares, "occupation_se": errorsOf, "stages": panel}, nil
}

// stage writes one stage; its causes are in the order in which they first occur.
func (in ladderInput) stage(stage stat.Stage, spells []stat.Spell, state int) map[string]any {
	var causes []int
	exits := map[string]int64{}
	if stage.Waiting > 0 {
		exits[censored] = stage.Waiting
	}
	for _, s := range spells {
		if s.From == state && s.To != stat.Waiting && !slices.Contains(causes, s.To) {
			causes = append(causes, s.To)
			exits[in.States[s.To]] = stage.Exits[s.To]
		}
	}
	names := make([]string, len(causes))
	for i, cause := range causes {
		names[i] = in.States[cause]
	}
	var written any = names
	if len(names) == 1 {
		written = names[0]
	}
	cif := make([]any, len(in.Horizons))
	for i, t := range in.Horizons {
		at := stage.Incidence.At(t)
		row := map[string]any{"t": t, "S": at.Open}
		if stage.Entered == 0 {
			row["S"] = nil
		}
		for k, cause := range causes {
			row[fmt.Sprintf("F%d", k+1)] = at.Causes[cause].Share
			row[fmt.Sprintf("se%d", k+1)] = at.Causes[cause].SE
		}
		cif[i] = row
	}
	return map[string]any{
		"entered": stage.Entered, "exits": exits, "causes": written, "cif": cif,
		"median_sojourn": triple(stage.Median),
	}
}

func (in ladderInput) spells() ([]stat.Spell, error) {
	if in.Rows == nil || in.States == nil {
		return nil, errors.New("input.rows and input.states are needed")
	}
	rows := *in.Rows
	n := len(rows.From)
	if len(rows.To) != n || len(rows.Entry) != n || len(rows.Exit) != n || len(rows.ID) != n {
		return nil, errors.New("input.rows: id, from, to, entry and exit differ in length")
	}
	index := map[string]int{censored: stat.Waiting}
	for i, name := range in.States {
		if _, twice := index[name]; twice {
			return nil, errors.New("input.states has a name twice, or one that means a spell that has not ended")
		}
		index[name] = i
	}
	for _, name := range in.Absorbing {
		if state, ok := index[name]; !ok || state == stat.Waiting {
			return nil, errors.New("input.absorbing has a name that is not among the states")
		}
	}
	_, units, err := levels("rows.id", rows.ID, n)
	if err != nil {
		return nil, err
	}
	spells := make([]stat.Spell, n)
	for i := range spells {
		from, known := index[rows.From[i]]
		to, also := stat.Waiting, true
		if rows.To[i] != nil { // null is no end either
			to, also = index[*rows.To[i]]
		}
		if !known || !also || from == stat.Waiting {
			return nil, errors.New("input.rows has a state that is not among the states")
		}
		if slices.Contains(in.Absorbing, rows.From[i]) {
			return nil, errors.New("input.rows has a spell in a state that is absorbing")
		}
		spells[i] = stat.Spell{Unit: int64(units[i]), From: from, To: to, Entry: rows.Entry[i], Exit: rows.Exit[i]}
	}
	return spells, nil
}
