package dashboard

import (
	"strings"

	"redress/analytics"
)

// entryTitle is what an entry of a register is called: in the reader's language,
// else in another one it has.
func (l *locale) entryTitle(e analytics.Event) string {
	for _, language := range []string{l.code, "en", "zh", ""} {
		if title := e.Title[language]; title != "" {
			return title
		}
	}
	return e.ID
}

// entryDay is when an entry begins, as exactly as it is known.
func (l *locale) entryDay(e analytics.Event) string {
	if e.First == e.Last {
		return l.day(e.First)
	}
	return l.text("scope.period", "From", l.day(e.First), "To", l.day(e.Last))
}

// entrySays is what stands beside an entry's name: its day, its kind and whose it is.
func (l *locale) entrySays(e analytics.Event) string {
	parts := []string{l.entryDay(e), l.text("register." + string(e.Register))}
	if e.By != "" {
		parts = append(parts, e.By)
	}
	if e.Register == analytics.Coverage {
		parts = append(parts, l.business(e.Platform.Key, e.Platform.Name))
	}
	if e.Region != "" {
		parts = append(parts, e.Region)
	}
	return strings.Join(parts, " · ")
}

// concerned is what an entry is about, in words.
func (l *locale) concerned(e analytics.Event) string {
	if e.Everything() {
		return l.text("impact.all_issues")
	}
	names := make([]string, 0, len(e.Issues))
	for _, code := range e.Issues {
		names = append(names, l.issue(code))
	}
	return strings.Join(names, l.text("list.separator"))
}

// change writes an effect: percentage points of a share, percent of a number.
func (l *locale) change(m analytics.ImpactMeasure, v float64) string {
	if m == analytics.ImpactResolved {
		return l.text("impact.points", "Points", l.points(v))
	}
	return l.signed(100*v) + "%"
}

// level writes what there is, or would have been: a share, or complaints in a period.
func (l *locale) level(m analytics.ImpactMeasure, v float64) string {
	if m == analytics.ImpactResolved {
		return l.share(v)
	}
	return l.decimal(v)
}

func (l *locale) bounds(m analytics.ImpactMeasure, low, high float64) string {
	return l.text("rate.interval", "Low", l.change(m, low), "High", l.change(m, high))
}

// either writes the smallest effect up or down that would have been found.
func (l *locale) either(m analytics.ImpactMeasure, v float64) string {
	return strings.Replace(l.change(m, v), "+", "±", 1)
}

// found says in a sentence or three what a measure shows about the entry.
func (l *locale) found(o analytics.ImpactOutcome, e analytics.Event, age int) string {
	what := l.text("impact.what."+string(o.Measure), "Age", int64(age))
	why := ""
	if o.Why != "" {
		why = l.text("note." + string(o.Why))
	}
	if o.Effect == nil || o.Low == nil || o.High == nil || o.Detectable == nil || o.Without == nil {
		return l.text("impact.said.not_supported", "What", what, "Why", why)
	}
	pairs := []any{"What", what, "Effect", l.change(o.Measure, *o.Effect), "Interval", l.bounds(o.Measure, *o.Low, *o.High), "On", l.day(o.EffectOn),
		"Without", l.level(o.Measure, *o.Without), "Detectable", l.either(o.Measure, *o.Detectable), "Why", why}
	said := l.text("impact.said."+string(o.Verdict), pairs...)
	switch {
	case o.Verdict == analytics.NotSupported:
		return sentences(said, l.text("impact.said.model_only", pairs...))
	case o.Verdict == analytics.NotDetectable && o.Why != "":
		return l.text("impact.said.placebos_alike", pairs...)
	case o.Verdict != analytics.ImpactRose && o.Verdict != analytics.ImpactFell:
		return said
	case o.Supported:
		return sentences(said, l.text("impact.said.supported"))
	case o.Control == nil && e.Everything() && e.Register == analytics.Policies:
		return sentences(said, l.text("impact.said.no_control"))
	}
	return sentences(said, l.text("impact.said.coincided"))
}

// rivalsOf names what else happened around the day of an entry.
func (l *locale) rivalsOf(i analytics.Impact) []string {
	var out []string
	for _, r := range i.Rivals {
		if r.Event != nil {
			out = append(out, l.text("impact.rival", "Name", l.entryTitle(*r.Event), "Day", l.entryDay(*r.Event)))
			continue
		}
		out = append(out, l.text("impact.rival", "Name", l.text("festival."+string(r.Festival)), "Day", l.day(r.Day)))
	}
	return out
}

// impactCaveats are what the figures are not.
func impactCaveats(l *locale, v analytics.View) []string {
	return []string{
		l.text("caveat.impact_coincided"),
		l.text("caveat.impact_reporting"),
		l.text("caveat.impact_called"),
		l.text("caveat.impact_placebo"),
		l.text("caveat.impact_chance"),
		l.text("caveat.impact_control"),
		l.text("caveat.impact_rivals"),
		l.text("caveat.impact_register"),
		l.text("caveat.impact_age", "Age", int64(v.Query.Age)),
		l.text("caveat.sample"),
	}
}
