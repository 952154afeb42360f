package dashboard

import (
	"strconv"
	"strings"

	"redress/analytics"
)

// A ladderLine is one line of the files of /ladder, of one of the kinds; what the
// kind does not have is empty.
type ladderLine struct {
	kind   string
	name   analytics.Named // of the group
	stage  *analytics.LadderStage
	from   string // stage of a flow or an amount
	flow   *analytics.LadderFlow
	amount *analytics.StageAmount
}

// The kinds of line; those of groups are the names of their dimensions.
const (
	lineStage  = "stage"
	lineFlow   = "flow"
	lineAmount = "amount"
)

// ladderLines are the lines of the files: stages, flows, amounts, then the groups.
func ladderLines(ladder analytics.Ladder) []ladderLine {
	var lines, amounts []ladderLine
	for i := range ladder.Stages {
		stage := &ladder.Stages[i]
		lines = append(lines, ladderLine{kind: lineStage, stage: stage, from: string(stage.Stage)})
		for k := range stage.Recovered {
			amounts = append(amounts, ladderLine{kind: lineAmount, from: string(stage.Stage), amount: &stage.Recovered[k]})
		}
	}
	for i := range ladder.Flows {
		lines = append(lines, ladderLine{kind: lineFlow, from: string(ladder.Flows[i].From), flow: &ladder.Flows[i]})
	}
	lines = append(lines, amounts...)
	for i := range ladder.Elsewhere {
		lines = append(lines, ladderLine{kind: lineAmount, amount: &ladder.Elsewhere[i]})
	}
	for _, group := range ladder.Groups {
		for _, row := range group.Rows {
			for i := range row.Stages {
				lines = append(lines, ladderLine{kind: string(group.By), name: row.Named, stage: &row.Stages[i], from: string(row.Stages[i].Stage)})
			}
		}
	}
	return lines
}

// ladderColumns are the columns of /ladder.
func ladderColumns(l *locale) []column[ladderLine] {
	columns := []column[ladderLine]{
		{"kind", unitNone, func(line ladderLine) cell { return textOf(line.kind) }},
		{"key", unitNone, func(line ladderLine) cell { return textOf(line.name.Key) }},
		{"name", unitNone, func(line ladderLine) cell { return textOf(l.groupName(line)) }},
		{"stage", unitNone, func(line ladderLine) cell { return textOf(line.from) }},
		{"stage_name", unitNone, func(line ladderLine) cell {
			if line.from == "" {
				return cell{}
			}
			return textOf(l.text("stage." + line.from))
		}},
		{"to", unitNone, func(line ladderLine) cell {
			if line.flow == nil {
				return cell{}
			}
			return textOf(flowCode(*line.flow))
		}},
		{"to_name", unitNone, func(line ladderLine) cell {
			if line.flow == nil {
				return cell{}
			}
			return textOf(l.flowName(*line.flow))
		}},
		{"flow_n", unitComplaints, func(line ladderLine) cell {
			if line.flow == nil {
				return cell{}
			}
			return countOf(line.flow.N)
		}},
	}
	columns = append(columns, stageCountColumns()...)
	columns = append(columns, reachedColumns()...)
	columns = append(columns, amountColumns()...)
	return append(columns, column[ladderLine]{"note", unitNone, func(line ladderLine) cell { return textOf(joinNotes(line.notes())) }})
}

// flowCode is where a flow leads: a stage, or the end.
func flowCode(f analytics.LadderFlow) string {
	if f.To != "" {
		return string(f.To)
	}
	return string(f.End)
}

func (l *locale) flowName(f analytics.LadderFlow) string {
	if f.To != "" {
		return l.text("stage." + string(f.To))
	}
	return l.text("end." + string(f.End))
}

// groupName is the name of a line's group in files.
func (l *locale) groupName(line ladderLine) string {
	if line.kind == string(analytics.DimIssue) && line.name.Key != "" {
		return l.issue(line.name.Key)
	}
	return line.name.Name
}

func stageCountColumns() []column[ladderLine] {
	count := func(name string, read func(analytics.LadderStage) int64) column[ladderLine] {
		return column[ladderLine]{name, unitComplaints, func(line ladderLine) cell {
			if line.stage == nil {
				return cell{}
			}
			return countOf(read(*line.stage))
		}}
	}
	return []column[ladderLine]{
		count("entered", func(s analytics.LadderStage) int64 { return s.Entered }),
		count("resolved", func(s analytics.LadderStage) int64 { return s.Resolved }),
		count("moved_on", func(s analytics.LadderStage) int64 { return s.MovedOn }),
		count("abandoned", func(s analytics.LadderStage) int64 { return s.Abandoned }),
		count("unrated", func(s analytics.LadderStage) int64 { return s.Unrated }),
		count("set_aside", func(s analytics.LadderStage) int64 { return s.SetAside }),
		count("waiting", func(s analytics.LadderStage) int64 { return s.Waiting }),
		count("end_unknown", func(s analytics.LadderStage) int64 { return s.Unknown }),
		count("undated_stays", func(s analytics.LadderStage) int64 { return s.Undated }),
	}
}

// reachedColumns are the shares by days, and the median.
func reachedColumns() []column[ladderLine] {
	var columns []column[ladderLine]
	family := func(name string, read func(ladderLine) []analytics.Reached) {
		for _, days := range analytics.LadderDays {
			at := func(line ladderLine) analytics.Reached {
				for _, r := range read(line) {
					if r.Days == days {
						return r
					}
				}
				return analytics.Reached{}
			}
			code := name + "_" + strconv.Itoa(days)
			columns = append(columns,
				column[ladderLine]{code, unitFraction, func(line ladderLine) cell { return numberOf(at(line).Value) }},
				column[ladderLine]{code + "_low", unitFraction, func(line ladderLine) cell { return numberOf(at(line).Low) }},
				column[ladderLine]{code + "_high", unitFraction, func(line ladderLine) cell { return numberOf(at(line).High) }})
		}
	}
	family("conversion", func(line ladderLine) []analytics.Reached {
		switch {
		case line.stage != nil:
			return line.stage.Conversion
		case line.flow != nil:
			return line.flow.By
		}
		return nil
	})
	family("resolved_in_stage", func(line ladderLine) []analytics.Reached {
		if line.stage == nil {
			return nil
		}
		return line.stage.ResolvedBy
	})
	days := func(name string, read func(analytics.LadderStage) *float64) {
		columns = append(columns, column[ladderLine]{name, unitDays, func(line ladderLine) cell {
			if line.stage == nil {
				return cell{}
			}
			return numberOf(read(*line.stage))
		}})
	}
	days("median_days_in_stage", func(s analytics.LadderStage) *float64 { return s.MedianDays })
	days("median_days_in_stage_low", func(s analytics.LadderStage) *float64 { return s.MedianLow })
	days("median_days_in_stage_high", func(s analytics.LadderStage) *float64 { return s.MedianHigh })
	return columns
}

func amountColumns() []column[ladderLine] {
	read := func(name, unit string, of func(analytics.StageAmount) cell) column[ladderLine] {
		return column[ladderLine]{name, unit, func(line ladderLine) cell {
			if line.amount == nil {
				return cell{}
			}
			return of(*line.amount)
		}}
	}
	return []column[ladderLine]{
		read("recovered_n", unitComplaints, func(a analytics.StageAmount) cell { return countOf(a.N) }),
		read("recovered_total", unitMoney, func(a analytics.StageAmount) cell { return numberOf(a.Total) }),
		read("recovered_median", unitMoney, func(a analytics.StageAmount) cell { return numberOf(a.Median) }),
		read("claimed_n", unitComplaints, func(a analytics.StageAmount) cell { return countOf(a.ClaimedN) }),
		read("recovered_share", unitFraction, func(a analytics.StageAmount) cell { return numberOf(a.Share()) }),
		read("currency", unitNone, func(a analytics.StageAmount) cell { return textOf(a.Currency) }),
	}
}

// notes are the codes of why a line lacks figures.
func (line ladderLine) notes() []analytics.Note {
	var notes []analytics.Note
	add := func(note analytics.Note) {
		if note != "" && !strings.Contains(joinNotes(notes), string(note)) {
			notes = append(notes, note)
		}
	}
	switch {
	case line.stage != nil:
		if line.kind != lineStage && line.name.Key == "" {
			add(analytics.NoKey)
		}
		for _, r := range append(append([]analytics.Reached{}, line.stage.Conversion...), line.stage.ResolvedBy...) {
			add(r.Withheld)
		}
		add(line.stage.MedianWithheld)
	case line.flow != nil:
		for _, r := range line.flow.By {
			add(r.Withheld)
		}
	case line.amount != nil && line.amount.Currency == "":
		add(analytics.CurrencyUnknown)
	}
	return notes
}
