package dashboard

import (
	"context"

	"redress/analytics"
)

// An eventPage is /impact/{entry}: one entry of a register.
type eventPage struct {
	Facts   []detail // whose, when, what
	URL     string   // empty where the register has none
	Rivals  []string
	Notes   []string
	Parts   []eventPart
	Caveats []string
}

// An eventPart is one measure.
type eventPart struct {
	ID, Heading, Said string
	Chart             *chart
	Model             sheet
	Placebos          *chart
	PlaceboSaid       string // empty without made-up dates
	Points            sheet  // no rows where no series could be made
}

// event answers /impact/{entry}. Its files hold one line per measure and period.
func (s *Server) event(ctx context.Context, r request) (reply, error) {
	e, err := s.service.Impact(ctx, r.slug, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{
		view:  e.View,
		title: r.locale.entryTitle(e.Event),
		table: tabulate(eventColumns(), eventLines(e.Outcomes)),
		page:  func() any { return s.newEventPage(r, e) },
	}, nil
}

func (s *Server) newEventPage(r request, e analytics.ImpactOf) eventPage {
	l := r.locale
	p := eventPage{URL: e.URL, Rivals: l.rivalsOf(e.Impact), Caveats: impactCaveats(l, e.View)}
	fact := func(name, value string) {
		if value != "" {
			p.Facts = append(p.Facts, detail{Name: name, Text: value})
		}
	}
	fact(l.text("impact.fact.day"), l.entryDay(e.Event))
	fact(l.text("impact.fact.register"), l.text("register."+string(e.Register)))
	fact(l.text("impact.fact.by"), e.By)
	if e.Platform.Key != "" {
		fact(l.text("dimension.platform"), l.business(e.Platform.Key, e.Platform.Name))
	}
	fact(l.text("dimension.region"), e.Region)
	fact(l.text("column.concerns"), l.concerned(e.Event))
	for _, language := range []string{l.code, "en", "zh"} {
		if text := e.Effect[language]; text != "" {
			fact(l.text("impact.fact.says"), text)
			break
		}
	}
	for _, note := range e.Notes {
		p.Notes = append(p.Notes, l.text("note."+string(note)))
	}
	for _, o := range e.Outcomes {
		p.Parts = append(p.Parts, s.eventPart(r, e, o))
	}
	return p
}

func (s *Server) eventPart(r request, e analytics.ImpactOf, o analytics.ImpactOutcome) eventPart {
	l, age := r.locale, e.Query.Age
	p := eventPart{ID: "impact-" + string(o.Measure), Heading: l.text("impact.what."+string(o.Measure), "Age", int64(age)), Said: l.found(o, e.Event, age)}
	if len(o.Points) == 0 {
		return p
	}
	p.Chart, p.Model, p.Points = s.impactChart(l, e, o), l.impactModel(o), l.impactPoints(o)
	if len(o.Placebos) > 0 && o.PlaceboShare != nil && o.Effect != nil {
		p.PlaceboSaid = l.text("impact.placebo_said", "Count", int64(len(o.Placebos)), "Share", l.share(*o.PlaceboShare))
		p.Placebos = s.placeboChart(l, o)
	}
	return p
}

// impactModel is how an effect was come to, line by line.
func (l *locale) impactModel(o analytics.ImpactOutcome) sheet {
	t := sheet{ID: "model-" + string(o.Measure), Caption: l.text("impact.model_caption"), Name: header{Text: l.text("impact.step")},
		Heads: []header{{Text: l.text("impact.result")}}, Key: l.text("absent.key")}
	add := func(name string, c sheetCell) { t.add(sheetRow{Name: name, Cells: []sheetCell{c}}) }
	effect := func(name string, value, low, high *float64) {
		add(name, measured(func(v float64) string { return l.change(o.Measure, v) }, l, value, low, high, l.text("note."+string(analytics.NotComputable))))
	}
	add(l.text("impact.periods"), plain(figure{Text: l.text("impact.periods_said."+string(o.Grain), "Before", int64(o.Before), "After", int64(o.After))}))
	effect(l.text("column.impact_effect"), o.Effect, o.Low, o.High)
	effect(l.text("column.newey_effect"), o.NeweyEffect, o.NeweyLow, o.NeweyHigh)
	if o.With != nil && o.Without != nil {
		add(l.text("impact.levels", "On", l.day(o.EffectOn)),
			plain(figure{Text: l.text("impact.levels_said", "With", l.level(o.Measure, *o.With), "Without", l.level(o.Measure, *o.Without))}))
	}
	if o.Detectable != nil {
		add(l.text("column.detectable"), plain(figure{Text: l.either(o.Measure, *o.Detectable)}))
	}
	if o.PlaceboShare != nil {
		add(l.text("column.placebo_share"), sheetCell{figure: figure{Text: l.share(*o.PlaceboShare)}, Of: l.text("impact.placebo_of", "Count", int64(len(o.Placebos)))})
	}
	if o.StraightP != nil {
		add(l.text("column.straight_p"), plain(figure{Text: l.pvalue(*o.StraightP)}))
	}
	if c := o.Control; c != nil {
		cell := measured(func(v float64) string { return l.change(o.Measure, v) }, l, &c.Effect, &c.Low, &c.High, "")
		cell.Of = l.text("impact.control_still")
		if c.Moved {
			cell.Of = l.text("impact.control_moved")
		}
		add(l.text("impact.control."+string(c.By)), cell)
	}
	if d := o.Difference; d != nil {
		cell := plain(figure{Text: l.change(o.Measure, d.Effect)})
		cell.Of = l.text("impact.difference_as_large", "Count", int64(d.AsLarge), "Of", int64(d.Others))
		if d.P != nil {
			cell.Interval = l.text("impact.difference_p", "P", l.pvalue(*d.P))
		}
		add(l.text("impact.difference."+string(d.By)), cell)
		if d.Alike != nil {
			add(l.text("column.difference_alike"), plain(l.shown(flagOf(*d.Alike), unitNone, "")))
		}
	}
	return t
}

// impactPoints is the table beside the chart, the newest first.
func (l *locale) impactPoints(o analytics.ImpactOutcome) sheet {
	t := sheet{ID: "points-" + string(o.Measure), Caption: l.text("impact.points_caption"), Name: l.column("period"),
		Heads: []header{l.column("complaints"), l.column("observed_value"), l.column("fitted_value"), l.column("without_event"), l.column("control_value")}}
	level := func(v *float64) sheetCell {
		if v == nil {
			return plain(figure{Text: ""})
		}
		return plain(figure{Text: l.level(o.Measure, *v)})
	}
	for i := len(o.Points) - 1; i >= 0; i-- {
		point := o.Points[i]
		says := ""
		if point.After && (i == 0 || !o.Points[i-1].After) {
			says = l.text("impact.first_after")
		}
		t.add(sheetRow{Name: point.Period, Says: says, Cells: []sheetCell{plain(figure{Text: l.count(point.Complaints)}), level(&point.Value),
			level(point.Fitted), level(point.Without), level(point.Control)}})
	}
	return t
}

// impactChart draws a measure with its model, and the model without the event.
func (s *Server) impactChart(l *locale, e analytics.ImpactOf, o analytics.ImpactOutcome) *chart {
	c := curves{id: "impact-" + string(o.Measure), title: l.text("impact.chart_title"), says: l.text("impact.chart_says")}
	if o.Measure == analytics.ImpactResolved {
		c.unit = unitFraction
	}
	observed, fitted, without := curve{name: l.text("impact.line.observed"), dash: solid}, curve{name: l.text("impact.line.fitted"), dash: dashed},
		curve{name: l.text("impact.line.without"), dash: dotted}
	for i := range o.Points {
		point := &o.Points[i]
		c.periods = append(c.periods, point.Period)
		observed.value, fitted.value, without.value = append(observed.value, &point.Value), append(fitted.value, point.Fitted), append(without.value, point.Without)
		tip := l.text("impact.tip", "Period", point.Period, "Value", l.level(o.Measure, point.Value), "Count", point.Complaints)
		if point.Fitted != nil {
			tip = sentences(tip, l.text("impact.tip_fitted", "Value", l.level(o.Measure, *point.Fitted)))
		}
		if point.Without != nil {
			tip = sentences(tip, l.text("impact.tip_without", "Value", l.level(o.Measure, *point.Without)))
		}
		c.tips = append(c.tips, tip)
	}
	c.lines = []curve{observed, fitted, without}
	if o.Before < len(o.Points) {
		c.marks = []mark{{at: o.Before, name: shortened(l.entryTitle(e.Event))}}
	}
	return s.curveChart(c)
}

// placeboChart draws what the same model finds at made-up dates, beside the effect.
func (s *Server) placeboChart(l *locale, o analytics.ImpactOutcome) *chart {
	c := curves{id: "placebos-" + string(o.Measure), title: l.text("impact.placebo_title"), says: l.text("impact.placebo_says")}
	made, real := curve{name: l.text("impact.line.placebo"), dash: solid}, curve{name: l.text("impact.line.effect"), dash: dashed}
	for _, p := range o.Placebos {
		// Percentage points and percent: both are read in hundredths.
		value, effect := 100*p.Effect, 100**o.Effect
		c.periods = append(c.periods, p.Period)
		made.value, real.value = append(made.value, &value), append(real.value, &effect)
		c.tips = append(c.tips, l.text("impact.placebo_tip", "Period", p.Period, "Effect", l.change(o.Measure, p.Effect)))
	}
	c.lines = []curve{made, real}
	return s.curveChart(c)
}
