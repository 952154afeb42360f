package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"redress/ingest"
)

// stateOf is how a load ended: published, held, not published, or unchanged, where
// what it says is in a release that was published before.
func stateOf(r *ingest.Report) string {
	switch {
	case r.Held:
		return "held"
	case !r.Published:
		return "not published"
	case r.New+r.Replaced+r.Removed == 0:
		return "unchanged"
	}
	return "published"
}

// A told is a report for programs: published is true of a load that has brought
// something new, and state tells the others apart.
type told struct {
	*ingest.Report
	State     string `json:"state"`
	Published bool   `json:"published"`
}

// printReport writes a report for people.
func printReport(w io.Writer, r *ingest.Report) error {
	text := fmt.Sprintf("load %d of %s: ", r.LoadID, r.Source)
	switch stateOf(r) {
	case "held":
		text += "held back\n"
	case "not published":
		text += "not published\n"
	case "unchanged":
		text += fmt.Sprintf("nothing new, release %d holds it\n", r.Release)
	default:
		text += fmt.Sprintf("published in release %d\n", r.Release)
	}
	for _, f := range r.Files {
		text += fmt.Sprintf("  %s\n    %s\n", f.Path, countsText(f.Counts))
		if len(f.UnreadSheets) > 0 {
			text += fmt.Sprintf("    sheets that were not read: %s; a declaration names them with file: sheet\n", strings.Join(f.UnreadSheets, ", "))
		}
		if len(f.LeftOut) > 0 {
			text += fmt.Sprintf("    members of the archive that were not read: %s\n", strings.Join(f.LeftOut, ", "))
		}
		if len(f.ReadSheets) > 0 {
			text += fmt.Sprintf("    sheets that were read: %s\n", strings.Join(f.ReadSheets, ", "))
		}
		if f.SkippedRows > 0 {
			text += fmt.Sprintf("    skipped %s above the header\n", several(f.SkippedRows, "row"))
		}
		if f.BlankRows > 0 {
			text += fmt.Sprintf("    passed over %s without any value\n", several(f.BlankRows, "row"))
		}
		if f.LostCharacters > 0 {
			text += fmt.Sprintf("    %d characters are not in the file's encoding and stand as �: check encodings in the declaration\n", f.LostCharacters)
		}
	}
	if len(r.Files) > 1 || len(r.Files) == 0 && r.Read > 0 {
		text += fmt.Sprintf("  total\n    %s\n", countsText(r.Counts))
	}
	if r.Removed > 0 {
		text += fmt.Sprintf("  removed %d that the source does not hold any more\n", r.Removed)
	}
	for _, reason := range slices.Sorted(maps.Keys(r.Rejects)) {
		for i := range r.Rejects[reason] {
			text += fmt.Sprintf("  %v\n", &r.Rejects[reason][i])
		}
		if more := r.Rejected[reason] - int64(len(r.Rejects[reason])); more > 0 {
			text += fmt.Sprintf("  … and %d more rejected as %s\n", more, reason)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(r.Unmapped)) {
		text += wordingsText(r, field)
	}
	_, err := io.WriteString(w, text)
	return err
}

// absentValue is how the books count rows without a value.
const absentValue = "(absent)"

// wordingsText says of how many rows no table maps the field; rows without a
// value are told apart.
func wordingsText(r *ingest.Report, field string) (text string) {
	var rows, wordings int64
	for value, n := range r.Unmapped[field] {
		if value == absentValue {
			text += fmt.Sprintf("  %s without %s\n", several(n, "row"), field)
			continue
		}
		rows, wordings = rows+n, wordings+1
	}
	if rows == 0 {
		return text
	}
	what := ingest.Unmappable(field)
	if strings.HasPrefix(r.Source, "register:") {
		what = "no complaint is about"
	}
	return text + fmt.Sprintf("  %s whose %s %s (%s shown by --json)\n", several(rows, "row"), field, what, several(wordings, "wording"))
}

// several is a number of things.
func several(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func countsText(c ingest.Counts) string {
	outdated := ""
	if c.Outdated > 0 {
		outdated = fmt.Sprintf(", outdated %d", c.Outdated)
	}
	text := fmt.Sprintf("read %d = accepted %d (new %d, replaced %d, unchanged %d%s) + duplicate %d + rejected %d",
		c.Read, c.Accepted, c.New, c.Replaced, c.Unchanged, outdated, c.Duplicate, c.RejectedRows())
	for _, reason := range slices.Sorted(maps.Keys(c.Rejected)) {
		text += fmt.Sprintf(", %s %d", reason, c.Rejected[reason])
	}
	return text
}
