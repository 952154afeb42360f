package mapping

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"redress/ingest"
)

// A Parameter is a value that the files of a source do not hold and that
// whoever configures the source gives.
type Parameter struct {
	Name  string
	Title map[string]string // by language
}

// Parameters lists what has to be given to With.
func (d *Declaration) Parameters() []Parameter {
	out := slices.Clone(d.parameters)
	for i := range out {
		out[i].Title = maps.Clone(out[i].Title)
	}
	return out
}

// With returns the declaration with its parameters filled. The error names
// those that are missing, blank, too long or not declared. A declaration
// without parameters needs no With; one with parameters fits no file before.
func (d *Declaration) With(values map[string]string) (*Declaration, error) {
	var missing, unknown []string
	var known []string
	for _, parameter := range d.parameters {
		known = append(known, parameter.Name)
		value := cleanText(values[parameter.Name])
		switch {
		case value == "":
			missing = append(missing, parameter.Name)
		case len(value) > ingest.MaxText:
			return nil, fmt.Errorf("parameter %s of %s is longer than %d bytes", parameter.Name, d.Code(), ingest.MaxText)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	switch {
	case len(unknown) > 0 && len(known) == 0:
		return nil, fmt.Errorf("%s has no parameter %s: it has none", d.Code(), strings.Join(unknown, ", "))
	case len(unknown) > 0:
		return nil, fmt.Errorf("%s has no parameter %s: it has %s%s", d.Code(), strings.Join(unknown, ", "), strings.Join(known, ", "),
			didYouMean(unknown[0], known))
	case len(missing) > 0:
		return nil, missingParameters(d.Code(), missing)
	}
	out := *d
	out.missing = nil
	out.record = d.record.with(values)
	return &out, nil
}

func missingParameters(code string, names []string) error {
	return fmt.Errorf("%s needs %s: give it as a parameter of the configured source (parameters: {%s: …}) or as --set %s=…", code,
		strings.Join(names, ", "), names[0], names[0])
}

// with is the record with parameters in the place of their names.
func (r record) with(values map[string]string) record {
	for _, text := range []**textSpec{&r.category, &r.region, &r.ageBand, &r.currency} {
		if *text != nil && (*text).parameter != "" {
			filled := **text
			filled.value = cleanText(values[filled.parameter])
			*text = &filled
		}
	}
	for _, party := range []**partySpec{&r.platform, &r.seller} {
		if *party != nil && (*party).parameter != "" {
			filled := **party
			filled.value = cleanText(values[filled.parameter])
			*party = &filled
		}
	}
	return r
}

func (p *declarationParser) parseParameters(b block) {
	n := b.get("parameters")
	if n == nil {
		return
	}
	for _, pair := range p.mapping(n, "parameters", "a title by language for each parameter, {company: {en: …}}") {
		if !isCode(pair.key) {
			p.fail(pair.line, "parameter %q: want lower-case letters, digits and _", pair.key)
		}
		title := p.textsByLanguage(pair.value, "parameter "+pair.key)
		if title["en"] == "" {
			p.fail(pair.line, "parameter %s: want a title, {en: …}", pair.key)
		}
		p.decl.parameters = append(p.decl.parameters, Parameter{Name: pair.key, Title: title})
		p.decl.missing = append(p.decl.missing, pair.key)
	}
}

// parameter reads the name of a parameter that fills a field.
func (p *declarationParser) parameter(b block, field string) string {
	name := b.text("parameter")
	if name == "" {
		return ""
	}
	var known []string
	for _, parameter := range p.decl.parameters {
		known = append(known, parameter.Name)
		if parameter.Name == name {
			p.used = append(p.used, name)
			return name
		}
	}
	p.fail(b.lineOf("parameter"), "%s: unknown parameter %q: it is not among parameters%s", field, name, didYouMean(name, known))
	return name
}

// checkParameters refuses a parameter that fills nothing: somebody would be
// asked for it for no reason.
func (p *declarationParser) checkParameters(b block) {
	for _, parameter := range p.decl.parameters {
		if !slices.Contains(p.used, parameter.Name) {
			p.fail(b.lineOf("parameters"), "parameter %s fills no field", parameter.Name)
		}
	}
}
