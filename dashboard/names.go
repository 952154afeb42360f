package dashboard

import (
	"strings"

	"redress/analytics"
)

// Keys of natural persons and sole traders, whose name is a pseudonym.
const (
	traderScheme = "trader:"
	personScheme = "person:"
)

// business is the name of a platform or seller to show: pseudonyms in the
// reader's language, everything else as the publisher writes it.
func (l *locale) business(key, name string) string {
	mark := name[strings.LastIndexByte(name, ' ')+1:]
	switch {
	case key == "":
		return l.text("name.unknown")
	case strings.HasPrefix(key, traderScheme):
		return l.text("name.trader", "Mark", mark)
	case strings.HasPrefix(key, personScheme):
		return l.text("name.person", "Mark", mark)
	case name == "":
		return key
	}
	return name
}

// issue is the name of an issue code.
func (l *locale) issue(code string) string {
	if code == "" {
		return l.text("name.unknown")
	}
	return l.text("issue." + code)
}

// value is the name of a filter's value: translated where the vocabulary is
// closed, as the publisher writes it elsewhere.
func (l *locale) value(d analytics.Dimension, value, name string) string {
	switch d {
	case analytics.DimIssue:
		return l.issue(value)
	case analytics.DimChannel:
		return l.text("channel." + value)
	case analytics.DimRemedy:
		return l.text("remedy." + value)
	case analytics.DimEvidence:
		return l.text("evidence." + value)
	case analytics.DimStage:
		return l.text("stage." + value)
	case analytics.DimOutcome:
		return l.text("outcome." + value)
	case analytics.DimSubissue:
		return l.subissue(value)
	}
	if name == "" {
		return value
	}
	return name
}

// subissue is an issue's name and that of the finer code; one of a publisher's
// own is shown as its declaration has it.
func (l *locale) subissue(code string) string {
	issue, part, found := strings.Cut(code, "/")
	if !found {
		return code
	}
	name := l.text("subissue." + code)
	if name == "subissue."+code {
		name = strings.ReplaceAll(part, "_", " ")
	}
	return l.issue(issue) + " / " + name
}

// source is the title of a source.
func (l *locale) source(s analytics.Source) string {
	for _, code := range append([]string{l.code}, languageCodes()...) {
		if title := s.Title[code]; title != "" {
			return title
		}
	}
	return s.Code
}

// standing is the name of a row of a league table.
func (l *locale) standing(e analytics.Entity, row analytics.Standing) string {
	switch e {
	case analytics.Issue:
		return l.issue(row.Key)
	case analytics.Subissue:
		return l.subissue(row.Key)
	}
	return l.business(row.Key, row.Name)
}
