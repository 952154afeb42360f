package mapping

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"redress/ingest/anonymise"
)

// A facet is what a cell with a publisher's word was made of: the text that
// pages group complaints by, and what is counted where the cell is no such word.
type facet struct {
	text    string
	counted string // empty: nothing
}

// A facetJudge tells the words of publishers, by which pages group complaints and
// which everybody reads, from what somebody has typed there about a person.
type facetJudge struct {
	persons []*anonymise.Lexicon
	day     *regexp.Regexp
	ages    *ageJudge
	// state is a place's at the end: Ruy Barbosa - BA.
	state *regexp.Regexp
}

func newFacetJudge(persons []*anonymise.Lexicon) *facetJudge {
	const year, month, short = `(19|20)\d\d`, `\d{1,2}`, `\p{L}{3,10}\.?`
	return &facetJudge{persons: persons, ages: newAgeJudge(), state: regexp.MustCompile(`( -|[-/,]) ?[A-Z]{2}$`), day: regexp.MustCompile(`^(` + strings.Join([]string{
		year + ` ?[-/.年] ?` + month + `( ?[-/.月] ?\d{1,2} ?日?| ?月)?`,
		month + ` ?[-/. ] ?` + month + ` ?[-/. ] ?(` + year + `|\d\d)`,
		year + `[01]\d[0-3]\d`,
		month + ` (de )?` + short + `,? (de )?` + year,
		short + ` ` + month + `,? ` + year,
	}, `|`) + `)( .*)?$`)}
}

// isDay reports whether a text is a day, such as one of birth.
func (j *facetJudge) isDay(text string) bool { return j.day.MatchString(narrowDigits(text)) }

// isName reports whether a text is a name of a person or holds one. Names of
// places that bear a person's are none in region.
func (j *facetJudge) isName(field, text string) bool {
	if field == "region" {
		if j.state.MatchString(text) {
			return false
		}
		text = withoutNamedPlaces(text)
	}
	return mentionsPerson(text, j.persons)
}

// judge is what becomes of a cell's text, clean but not redacted, in a field.
func (j *facetJudge) judge(t *textSpec, text string) facet {
	folded := foldValue(text)
	switch {
	case slices.ContainsFunc(t.known, func(known string) bool { return foldValue(known) == folded }):
		return facet{text: text}
	case j.isDay(text), j.isName(t.field, text):
		return facet{counted: Withheld}
	case anonymise.Redact(text) != text:
		return facet{counted: Withheld}
	case t.field == "age_band" && !j.ages.isBand(folded):
		return facet{counted: forReport(text, j.persons)}
	}
	return facet{text: text}
}

// wording is what may be shown of a publisher's words for an issue: nothing where
// they hold anything of a person's, for what stands beside a number is often the
// name of whose it is.
func (j *facetJudge) wording(text string) string {
	if j.isDay(text) || j.isName("issue", text) || anonymise.Redact(text) != text {
		return ""
	}
	return text
}

// withoutNamedPlaces is a text without those of its parts that are places that a
// list of names takes for persons.
func withoutNamedPlaces(text string) string {
	named := func(part string) bool { return slices.Contains(namedPlaces(), strings.TrimSpace(foldValue(part))) }
	drop := func(text string, isSign func(rune) bool) string {
		parts := strings.FieldsFunc(text, isSign)
		if !slices.ContainsFunc(parts, named) {
			return text
		}
		return strings.Join(slices.DeleteFunc(parts, named), "|")
	}
	isSign := func(r rune) bool { return strings.ContainsRune("-/|,()（），、", r) }
	if text = drop(text, isSign); isHan(text) { // 河南 郑州
		text = drop(text, func(r rune) bool { return isSign(r) || unicode.IsSpace(r) })
	}
	return text
}

// namedPlaces are places that pass for a person's name, folded. A declaration
// adds its own by known.
func namedPlaces() []string {
	return []string{"池州", "郑州", "安顺", "楚雄", "林芝", "金昌", "石嘴山", "吴忠", "石景山", "江干", "高安", "方正", "安吉", "武义",
		"joao pessoa", "teofilo otoni", "paulo afonso", "luis eduardo magalhaes", "francisco beltrao", "francisco morato", "lauro de freitas",
		"sao jose dos campos", "ann arbor", "jose c. paz", "alvaro obregon", "gustavo a. madero", "miguel hidalgo"}
}
