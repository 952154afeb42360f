package mapping

import (
	"slices"
	"strings"
	"time"

	"redress/ingest"
	"redress/ingest/complaint"
)

func (m *Mapper) mapLadders(c *complaint.Complaint) *ingest.RowError {
	r := &m.decl.record
	if r.stages != nil && r.stages.column >= 0 {
		for rung := range parts(m.cell(r.stages.column), r.stages.split) {
			stage, unknown, ok := r.stages.stage(rung)
			switch {
			case !ok && r.stages.reject:
				return m.fail(r.stages.column, ingest.BadValue)
			case !ok:
				m.countLadderEntry(r.stages.field, rung)
			case unknown != "":
				m.unmapped.count(r.stages.field, forReport(unknown, m.persons))
			default:
				c.Stages = append(c.Stages, stage)
			}
		}
	}
	if r.stages != nil {
		if reject := m.mapRungs(c); reject != nil {
			return reject
		}
	}
	return m.mapActions(c)
}

func (m *Mapper) mapActions(c *complaint.Complaint) *ingest.RowError {
	r := &m.decl.record
	if r.actions != nil {
		for step := range parts(m.cell(r.actions.column), r.actions.split) {
			action, unknown, ok := r.actions.action(step)
			switch {
			case !ok && r.actions.reject:
				return m.fail(r.actions.column, ingest.BadValue)
			case !ok:
				m.countLadderEntry(r.actions.field, step)
			case unknown != "":
				m.unmapped.count(r.actions.field, forReport(unknown, m.persons))
			default:
				c.Actions = append(c.Actions, action)
			}
		}
	}
	return nil
}

// mapRungs fills the stages that have columns of their own.
func (m *Mapper) mapRungs(c *complaint.Complaint) *ingest.RowError {
	rungs := m.decl.record.stages.rungs
	for i := range rungs {
		rung := &rungs[i]
		stage := complaint.Stage{Stage: rung.stage, Result: complaint.OutcomeUnknown}
		var at time.Time // stages have days only
		for _, d := range [...]struct {
			spec *dateSpec
			day  *complaint.Day
		}{{rung.entered, &stage.EnteredOn}, {rung.left, &stage.LeftOn}} {
			if d.spec == nil {
				continue
			}
			if reject := m.mapDate(d.spec, d.day, &at); reject != nil {
				return reject
			}
		}
		tried := stage.EnteredOn.Known() || stage.LeftOn.Known()
		if rung.column >= 0 {
			tried = slices.Contains(rung.is, m.cell(rung.column))
		}
		switch {
		case !tried:
		case !stage.LeftOn.Before(stage.EnteredOn):
			m.addStage(c, stage)
		case rung.left.sources[0].reject:
			return m.fail(rung.left.sources[0].column, ingest.BadValue)
		default:
			m.unmapped.count(m.decl.record.stages.field, leftTooEarly)
			m.addStage(c, complaint.Stage{Stage: stage.Stage, Result: stage.Result})
		}
	}
	return nil
}

// leftTooEarly is counted where a stage has ended before it began.
const leftTooEarly = "(left before it was entered)"

// daysUnreadable ends what is counted of an entry whose days cannot be read.
const daysUnreadable = " (its days cannot be read)"

// countLadderEntry counts an entry whose days cannot be read, by its name: as a
// whole, name@day would pass for an address.
func (m *Mapper) countLadderEntry(field, entry string) {
	name, _, _ := strings.Cut(entry, "@")
	m.unmapped.count(field, forReport(name, m.persons)+daysUnreadable)
}

// addStage adds a stage that has columns of its own, below the first that comes
// after it on the ladder. Where a cell of stages has told of it already, it gives
// what the cell does not say.
func (m *Mapper) addStage(c *complaint.Complaint, stage complaint.Stage) {
	at := slices.IndexFunc(c.Stages, func(s complaint.Stage) bool { return s.Stage == stage.Stage })
	if at < 0 {
		rank := slices.Index(complaint.StageNames, stage.Stage)
		at = slices.IndexFunc(c.Stages, func(s complaint.Stage) bool { return slices.Index(complaint.StageNames, s.Stage) > rank })
		if at < 0 {
			at = len(c.Stages)
		}
		c.Stages = slices.Insert(c.Stages, at, stage)
		return
	}
	both := c.Stages[at]
	if !both.EnteredOn.Known() {
		both.EnteredOn = stage.EnteredOn
	}
	if !both.LeftOn.Known() {
		both.LeftOn = stage.LeftOn
	}
	if both.LeftOn.Before(both.EnteredOn) {
		m.unmapped.count(m.decl.record.stages.field, leftTooEarly)
		return
	}
	c.Stages[at] = both
}

// stage reads name@entered/left=result, of which everything but the name may be
// missing. unknown is a name or result of no vocabulary; ok is false for a day
// that is none, or one that ends before it begins.
func (l *ladderSpec) stage(s string) (stage complaint.Stage, unknown string, ok bool) {
	s, result, hasResult := strings.Cut(s, "=")
	name, days, _ := strings.Cut(s, "@")
	entered, left, _ := strings.Cut(days, "/")
	stage = complaint.Stage{Stage: complaint.StageName(renamed(l.table, name)), Result: complaint.OutcomeUnknown}
	if hasResult {
		stage.Result = complaint.Outcome(renamed(l.results, result))
	}
	switch {
	case !stage.Stage.Valid():
		unknown = orAbsent(string(stage.Stage))
	case !stage.Result.Valid():
		unknown = orAbsent(string(stage.Result))
	}
	var okEntered, okLeft bool
	stage.EnteredOn, okEntered = l.day(entered)
	stage.LeftOn, okLeft = l.day(left)
	return stage, unknown, okEntered && okLeft && !stage.LeftOn.Before(stage.EnteredOn)
}

// action reads name@day, of which the day may be missing.
func (l *ladderSpec) action(s string) (action complaint.Action, unknown string, ok bool) {
	name, day, _ := strings.Cut(s, "@")
	action.Action = complaint.ActionName(renamed(l.table, name))
	if !action.Action.Valid() {
		unknown = orAbsent(string(action.Action))
	}
	action.On, ok = l.day(day)
	return action, unknown, ok
}

// renamed is our word for the publisher's, or the word as it is.
func renamed(table map[string]string, word string) string {
	word = strings.TrimSpace(word)
	if table == nil {
		return word
	}
	if ours, ok := table[word]; ok {
		return ours
	}
	if ours, ok := table[foldValue(word)]; ok {
		return ours
	}
	return word
}

func orAbsent(word string) string {
	if word == "" {
		return absent
	}
	return word
}

// day reads a day that may be missing.
func (l *ladderSpec) day(s string) (complaint.Day, bool) {
	if s = strings.TrimSpace(s); s == "" {
		return complaint.Day{}, true
	}
	day, _, ok := l.dates.read(s)
	return day, ok
}
