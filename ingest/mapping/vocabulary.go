package mapping

import (
	"slices"
	"strings"

	"redress/ingest/complaint"
)

const (
	codeForm    = `^[a-z0-9]+(-[a-z0-9]+)*$`
	countryForm = `^[A-Z]{2}$`
)

// fileKinds are the formats a declaration can name.
func fileKinds() []string {
	return []string{"csv", "json", "ndjson", "xlsx", "parquet"}
}

// intervals are how often a publisher can publish.
func intervals() []string { return []string{"hour", "day", "week", "month", "quarter", "year"} }

// words is a vocabulary as texts.
func words[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

func joinWords[T ~string](values []T, between string) string {
	return strings.Join(words(values), between)
}

// sentence is a vocabulary as a sentence has it.
func sentence[T ~string](values []T) string { return joinWords(values, ", ") }

// codesOf are the codes of a coded field, nil for any other. An issue may have
// a finer code of its own behind a slash.
func codesOf(field string) []string {
	switch field {
	case "issue":
		return words(complaint.Issues)
	case "outcome":
		return append(words(complaint.Outcomes), openOutcome)
	case "status":
		return words(complaint.Statuses)
	case "channel":
		return words(complaint.Channels)
	case "sex":
		return words([]complaint.Sex{complaint.Female, complaint.Male, complaint.NoneStated})
	case "timely", "disputed", "represented":
		return words([]complaint.Answer{complaint.Yes, complaint.No})
	case "remedies":
		return words(complaint.Remedies)
	case "evidence":
		return words(complaint.EvidenceKinds)
	}
	return nil
}

// openOutcome is the code of outcome that says that there is none yet.
const openOutcome = "open"

// vocabulary is what a coded field can hold, as a sentence has it.
func vocabulary(field string) string {
	text := strings.Join(codesOf(field), ", ")
	if field == "issue" {
		text += ", or one with a finer code (delivery/not_delivered)"
	}
	return text
}

// isCodeOf reports whether a coded field can hold a code.
func isCodeOf(field, code string) bool {
	if field == "issue" {
		head, finer, sub := strings.Cut(code, "/")
		return complaint.Issue(head).Valid() && (!sub || isCode(finer))
	}
	return slices.Contains(codesOf(field), code)
}

// isCode reports whether s is a code of our own: lower-case words joined by _.
func isCode(s string) bool {
	for _, c := range s {
		if c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func stageNames() []string { return words(complaint.StageNames) }

func actionNames() []string { return words(complaint.ActionNames) }

func outcomeNames() []string { return words(complaint.Outcomes) }
