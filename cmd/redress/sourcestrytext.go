package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"redress/ingest/mapping"
)

// shownRejects is how many lines of each reason are printed unless all are asked
// for.
const shownRejects = 5

// sampleText is what is to be known of a file beside its first complaints, with
// the first rejects of each reason or all.
func sampleText(s mapping.Sample, all bool) string {
	text := counted(s.Read, "row") + " read"
	if s.Encoding != "" {
		text += " as " + s.Encoding
	}
	text += "\n"
	if len(s.UnreadSheets) > 0 {
		text += "visible sheets that are not read: " + strings.Join(s.UnreadSheets, ", ") + "\n"
	}
	if s.Layout.SkippedRows > 0 {
		text += fmt.Sprintf("skipped %s above the header\n", several(s.Layout.SkippedRows, "row"))
	}
	if s.Layout.BlankRows > 0 {
		text += fmt.Sprintf("passed over %s without any value\n", several(s.Layout.BlankRows, "row"))
	}
	if s.Replacements > 0 {
		text += fmt.Sprintf("%d characters are not in that encoding: check file: encodings\n", s.Replacements)
	}
	text += rejectsText(s, all)
	return text + columnsText(s) + datesText(s.Dates) + personalText(s.Personal) +
		valuesText(s.Unreadable, "values that cannot be read, and are unknown for that") + valuesText(s.Unmapped, "values no table maps")
}

// rejectsText counts the rejects of each reason and names the lines of the
// first of them, or of all.
func rejectsText(s mapping.Sample, all bool) string {
	text := ""
	for _, reason := range slices.Sorted(maps.Keys(s.Rejected)) {
		text += fmt.Sprintf("%s rejected as %s: %s\n", counted(s.Rejected[reason], "row"), reason, reason.Words())
		left := s.Rejected[reason]
		for i := range s.Rejects {
			if s.Rejects[i].Reason != reason {
				continue
			}
			if !all && s.Rejected[reason]-left == shownRejects {
				break
			}
			text += fmt.Sprintf("  %v\n", &s.Rejects[i])
			left--
		}
		if left > 0 {
			text += fmt.Sprintf("  and %d more: --all names them\n", left)
		}
	}
	return text
}

// counted is a number of things, in words: 1 row, 2 rows.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

func columnsText(s mapping.Sample) string {
	text := ""
	if len(s.Absent) > 0 {
		text += "declared columns the file lacks:\n"
		for _, column := range s.Absent {
			text += "  " + column + "\n"
		}
	}
	if len(s.Undeclared) > 0 {
		text += "columns of the file the declaration does not use:\n"
		for _, column := range s.Undeclared {
			text += "  " + columnName(column) + "\n"
		}
	}
	if len(s.Late) > 0 {
		text += "keys of later records that are no column, by records:\n"
		for _, key := range slices.Sorted(maps.Keys(s.Late)) {
			text += fmt.Sprintf("  %8d  %s\n", s.Late[key], key)
		}
	}
	return text
}

// columnName is a column by its header, or by its place where there is none.
func columnName(c mapping.FileColumn) string {
	if c.Header == "" {
		return "column " + strconv.Itoa(c.Position)
	}
	return c.Header
}

func datesText(checks []mapping.DateCheck) string {
	text := ""
	for _, check := range checks {
		if doubt := check.Doubt(); doubt != "" {
			text += "  " + doubt + "\n"
		}
	}
	if text == "" {
		return ""
	}
	return "doubts about the order of day and month:\n" + text
}

func personalText(doubts []mapping.PersonalDoubt) string {
	if len(doubts) == 0 {
		return ""
	}
	text := "columns that look personal and are not declared never_store:\n"
	for _, d := range doubts {
		var why []string
		if d.Header {
			why = append(why, "by its name")
		}
		if d.Kind != "" {
			why = append(why, fmt.Sprintf("%.0f %% of its cells look like %s", 100*d.Share, d.Kind))
		}
		use := "; nothing of it is used"
		if d.Declared {
			use = "; the declaration uses it"
		}
		text += "  " + columnName(d.FileColumn) + ": " + strings.Join(why, ", ") + use + "\n"
	}
	return text
}

// valuesText lists counted values by field, the most frequent first.
func valuesText(counts map[string]map[string]int, heading string) string {
	text := ""
	for _, field := range slices.Sorted(maps.Keys(counts)) {
		values := counts[field]
		text += field + ": " + heading + "\n"
		for _, value := range slices.SortedFunc(maps.Keys(values), func(a, b string) int {
			return cmp.Or(cmp.Compare(values[b], values[a]), cmp.Compare(a, b))
		}) {
			text += fmt.Sprintf("  %8d  %s\n", values[value], value)
		}
	}
	return text
}
