package main

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"redress/ingest/anonymise"
)

// A nameGuard knows names of files that may not be shown: they are made by
// people, and hold a telephone or the name of who complains. What it says is a
// guess, made as for the texts of complaints; a name it takes for private
// without reason is only not shown.
type nameGuard struct {
	persons []*anonymise.Lexicon
	han     *regexp.Regexp // Chinese characters in a row
	// lead are the words behind which the name of a Chinese file names a person.
	lead *regexp.Regexp
	// parts are what a path, an address or a sentence about files is made of
	// between its separators.
	parts *regexp.Regexp
}

// newNameGuard loads every lexicon of persons' names.
func newNameGuard() (nameGuard, error) {
	g := nameGuard{han: regexp.MustCompile(`\p{Han}+`), lead: regexp.MustCompile(`关于|有关|针对|处理|答复|回复|转办|对|给|致`),
		parts: regexp.MustCompile(`[^/\\!:;,"'“”?&=<>()\[\]\s]+`)}
	for _, language := range anonymise.LexiconLanguages() {
		l, err := anonymise.LoadLexicon(language)
		if err != nil {
			return nameGuard{}, fmt.Errorf("read the names of persons: %w", err)
		}
		g.persons = append(g.persons, l)
	}
	return g, nil
}

// private reports whether a file's or folder's name may hold something of a
// person's.
func (g nameGuard) private(name string) bool {
	text := strings.ReplaceAll(strings.TrimSuffix(name, path.Ext(name)), "_", " ")
	if anonymise.Redact(text) != text || anonymise.Redact(name) != name {
		return true
	}
	if slices.ContainsFunc(g.persons, func(l *anonymise.Lexicon) bool { return l.NameInside(text) }) {
		return true
	}
	for _, run := range g.han.FindAllString(text, -1) {
		if slices.ContainsFunc(append(g.lead.Split(run, -1), run), g.beginsWithName) {
			return true
		}
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	for i, word := range words {
		words[i] = capital(word)
	}
	for length := 2; length <= 4; length++ {
		for i := 0; i+length <= len(words); i++ {
			if g.named(strings.Join(words[i:i+length], " ")) {
				return true
			}
		}
	}
	return false
}

// beginsWithName reports whether Chinese words begin with a person's name: the
// redaction says how far it would go if it were one, and the lexicons whether
// that is one.
func (g nameGuard) beginsWithName(words string) bool {
	const cue, label = "姓名：", "［姓名］"
	rest, cut := strings.CutPrefix(anonymise.Redact(cue+words), cue+label)
	return g.named(words) || cut && g.named(strings.TrimSuffix(words, rest))
}

func (g nameGuard) named(text string) bool {
	return slices.ContainsFunc(g.persons, func(l *anonymise.Lexicon) bool { return l.NamesPerson(text) })
}

// capital is a word of Latin letters as a name is written.
func capital(word string) string {
	first, rest := []rune(word)[0], []rune(word)[1:]
	return string(unicode.ToUpper(first)) + strings.ToLower(string(rest))
}

// text is a path, or a sentence that names files, as it may be shown: on one line,
// with the names that may not be shown withheld. Names in known, with blanks inside,
// are found whole.
func (g nameGuard) text(text string, known ...string) string {
	return printable(g.withhold(text, known))
}

func (g nameGuard) withhold(text string, known []string) string {
	for _, place := range known {
		for _, name := range strings.FieldsFunc(place, func(r rune) bool { return r == '/' || r == '\\' || r == '!' }) {
			if shown := g.part(name); shown != name {
				text = strings.ReplaceAll(text, name, shown)
			}
		}
	}
	return g.parts.ReplaceAllStringFunc(text, g.part)
}
