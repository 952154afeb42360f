package dashboard

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"

	"redress/analytics"
	"redress/deploy/fault"
)

// A scope says which complaints a page counts, and offers to count others. It
// is a plain form: it works without scripts.
type scope struct {
	Action   string
	Hidden   []hidden
	Sources  []option
	From, To string // yyyy-mm-dd, as a date field wants them
	First    string // bounds of the source's data
	Last     string
	Defs     []option // empty where the view has no rate to choose
	Grains   []option // empty where the view has no periods
	Compares []option // empty where the view compares no periods
	Ages     []option // empty also where the publisher does not say when complaints were closed
	Facets   []facet
	Filtered bool // a facet is in use: show the list open
	Pills    []pill
	Clear    string // address without any filter; empty where there is none
	Count    string // N of M complaints
	Period   string
	Source   string
	Default  bool // nobody asked for this source, and there are others
	Basis    string
	Warnings []string
}

// A hidden field carries a parameter the form does not show.
type hidden struct{ Name, Value string }

// An option is one choice of a list.
type option struct {
	Value, Text string
	Count       string
	Chosen      bool
}

// A facet is one filter with its values and their counts.
type facet struct {
	Name, Label string
	Options     []option
	More        string // that rarer values are not offered; empty when all are
}

// A pill is a filter in use, with the address that removes it.
type pill struct {
	Label, Text string
	Not         bool
	Href        string
}

// facetLimit is how many values a filter offers; the others can be named in
// the address.
const facetLimit = 12

// facetsOf are the filters a view offers, where the source fills them. A
// page's own subject is no filter of it.
func facetsOf(v view) []analytics.Dimension {
	all := []analytics.Dimension{analytics.DimPlatform, analytics.DimIssue, analytics.DimCategory, analytics.DimRegion,
		analytics.DimChannel, analytics.DimAssociation, analytics.DimEvidence, analytics.DimStage}
	return slices.DeleteFunc(all, func(d analytics.Dimension) bool {
		return d == v.subject() || string(d)+"s" == v.name
	})
}

func (s *Server) scope(ctx context.Context, r request, v analytics.View) (*scope, error) {
	l, q := r.locale, v.Query
	sc := &scope{
		Action: r.view.address(asPage, r.slug), Source: l.source(v.Source), Default: v.SourceByDefault && len(v.Sources) > 1,
		Basis: l.text("basis." + string(v.Source.OutcomeBasis)), First: v.Source.FirstOpened.String(),
		Last: v.Source.LastOpened.String(), From: q.From.String(), To: q.To.Add(-1).String(),
		Count:  l.text("scope.count", "Shown", v.Total.Complaints, "All", v.All),
		Period: periodOf(l, v),
	}
	for _, source := range v.Sources {
		sc.Sources = append(sc.Sources, option{Value: source.Code, Text: l.source(source), Chosen: source.Code == v.Source.Code})
	}
	if r.view.accepts.def {
		for _, def := range analytics.Definitions {
			sc.Defs = append(sc.Defs, option{Value: string(def), Text: l.text("definition." + string(def)), Chosen: def == q.Def})
		}
	}
	if r.view.accepts.by {
		for _, grain := range analytics.Grains {
			sc.Grains = append(sc.Grains, option{Value: string(grain), Text: l.text("grain." + string(grain)), Chosen: grain == q.By})
		}
		for _, age := range analytics.Ages {
			if v.Source.Asked("closed_on") {
				sc.Ages = append(sc.Ages, option{Value: strconv.Itoa(age), Text: l.text("scope.days", "Age", int64(age)), Chosen: age == q.Age})
			}
		}
	}
	if r.view.accepts.compare {
		sc.Compares = append(sc.Compares, option{Text: l.text("compare.none"), Chosen: q.Compare == ""})
		for _, c := range analytics.Compares {
			sc.Compares = append(sc.Compares, option{Value: string(c), Text: l.text("compare." + string(c)), Chosen: c == q.Compare})
		}
	}
	for _, warning := range v.Warnings {
		sc.Warnings = append(sc.Warnings, l.text("warning."+warning))
	}
	var err error
	if sc.Facets, err = s.facets(ctx, r, v); err != nil {
		return nil, err
	}
	sc.carry(r)
	sc.pills(r)
	return sc, nil
}

// facets asks for the options of every filter side by side. A filter on a
// field the publisher never fills would offer nothing and is left out.
func (s *Server) facets(ctx context.Context, r request, v analytics.View) ([]facet, error) {
	if slices.Contains(v.Warnings, analytics.WarnPerson) {
		return nil, nil // counts by region and issue would describe one person
	}
	var wanted []analytics.Dimension
	for _, d := range facetsOf(r.view) {
		if asked(v.Source, d) && !r.query.Filters[d].Not {
			wanted = append(wanted, d)
		}
	}
	all := make([]facet, len(wanted))
	errs := make([]error, len(wanted))
	var group sync.WaitGroup
	for i, d := range wanted {
		group.Go(func() {
			// A panic in a goroutine of its own would end the process.
			errs[i] = fault.Contain(func() error {
				values, more, err := s.service.Facets(ctx, r.facetQuery(), d, facetLimit)
				all[i] = newFacet(r, d, values, more)
				return err
			})
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(all, func(f facet) bool { return len(f.Options) < 2 }), nil
}

// facetQuery is the page's query with the page's own subject as a filter, so
// that counts beside options are counts of this page.
func (r request) facetQuery() analytics.Query {
	q := r.query
	if d := r.view.subject(); d != "" {
		q.Filters = maps.Clone(q.Filters)
		q.Filters[d] = analytics.Filter{Values: []string{r.slug}}
	}
	return q
}

func newFacet(r request, d analytics.Dimension, values []analytics.FacetValue, more bool) facet {
	l, chosen := r.locale, r.query.Filters[d].Values
	f := facet{Name: string(d), Label: l.text("dimension." + string(d))}
	if more {
		f.More = l.text("scope.more_values", "Count", int64(len(values)), "Parameter", string(d))
	}
	listed := map[string]bool{}
	for _, v := range values {
		listed[v.Value] = true
		if v.Value != "" {
			f.Options = append(f.Options, option{Value: v.Value, Text: l.value(d, v.Value, v.Name),
				Count: l.count(v.Complaints), Chosen: slices.Contains(chosen, v.Value)})
		}
	}
	for _, value := range chosen {
		if !listed[value] {
			f.Options = append(f.Options, option{Value: value, Text: l.value(d, value, ""), Chosen: true})
		}
	}
	return f
}

// asked reports whether the source fills the field behind a dimension.
func asked(source analytics.Source, d analytics.Dimension) bool {
	field := map[analytics.Dimension]string{analytics.DimAssociation: "associations",
		analytics.DimRemedy: "remedies", analytics.DimStage: "stages"}[d]
	if field == "" {
		field = string(d)
	}
	return source.Asked(field)
}

// carry keeps the parameters the form does not show.
func (sc *scope) carry(r request) {
	shown := map[string]bool{"source": true, "from": true, "to": true, "def": true, "by": true, "compare": true, "age": len(sc.Ages) > 0}
	for _, f := range sc.Facets {
		shown[f.Name] = true
	}
	values := r.values(r.view.accepts)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !shown[name] {
			sc.Hidden = append(sc.Hidden, hidden{name, values.Get(name)})
		}
	}
}

// pills lists the filters in use, each with the address without it.
func (sc *scope) pills(r request) {
	l := r.locale
	for _, d := range analytics.Dimensions {
		filter, used := r.query.Filters[d]
		if !used {
			continue
		}
		for _, value := range filter.Values {
			sc.Pills = append(sc.Pills, pill{Label: l.text("dimension." + string(d)), Text: l.value(d, value, ""),
				Not: filter.Not, Href: r.address(asPage, r.without(d, value))})
		}
		sc.Filtered = true
	}
	if len(sc.Pills) > 0 {
		p := r.parameters
		p.query.Filters = nil
		sc.Clear = r.address(asPage, p)
	}
}

// without are the parameters less one value of a filter.
func (r request) without(d analytics.Dimension, value string) parameters {
	p := r.parameters
	p.query.Filters = maps.Clone(p.query.Filters)
	filter := p.query.Filters[d]
	filter.Values = slices.DeleteFunc(slices.Clone(filter.Values), func(v string) bool { return v == value })
	p.query.Filters[d] = filter
	if len(filter.Values) == 0 {
		delete(p.query.Filters, d)
	}
	return p
}

// periodOf says which days the view covers: those asked for, else those there
// are.
func periodOf(l *locale, v analytics.View) string {
	from, to := v.Source.FirstOpened, v.Source.LastOpened
	if v.Query.From.Known() {
		from = v.Query.From
	}
	if v.Query.To.Known() {
		to = v.Query.To.Add(-1)
	}
	return l.text("scope.period", "From", l.day(from), "To", l.day(to))
}
