package dashboard

import (
	"cmp"
	"maps"
	"slices"

	"redress/analytics"
)

// A loadRow is one load with its books.
type loadRow struct {
	Title, Number, Finished string
	State                   string // in words
	Problem                 string
	Slot                    string // the time of the timetable it was for; empty for a load by hand
	Held                    bool
	Evidence                []evidenceLine
	Good                    bool        // a release holds it
	Read                    string      // how many rows a load had read that ended too early; empty: none
	Books                   []bookEntry // empty where it judged nothing
	Balanced                bool
	Rejected                []bookEntry
	Unmapped                []unmappedField
	Files                   []fileRow
}

// A bookEntry is one count of a load's books.
type bookEntry struct{ Name, Count string }

// An unmappedField lists a field's values that no declaration maps. They
// became "other" and are counted here.
type unmappedField struct {
	Field  string
	Values []bookEntry
	More   string // how many further values there are
}

// A fileRow is one file with its books and what readers must know of it.
type fileRow struct {
	Path, SHA256, Read, Accepted, Duplicate, Rejected string
	Notes                                             []string
}

// shownUnmapped is how many values of a field /data lists, most frequent first.
const shownUnmapped = 10

// publicProblem is why a load was refused. What ended a failed load may name
// folders of the server, and is for its log.
func publicProblem(load analytics.Load) string {
	if load.State != analytics.LoadRefused {
		return ""
	}
	return load.Problem
}

// newLoadRow is one load. A load that ended too early has no books: the rows it
// had read were never judged to the end; one that read nothing has none either.
func newLoadRow(l *locale, load analytics.Load, titles map[string]string, files fileNamer) loadRow {
	row := loadRow{Title: l.loadTitle(load.Source, titles), Number: l.count(int64(load.ID)),
		Finished: l.instant(load.FinishedAt), Problem: l.refused(publicProblem(load)), Good: load.Published(),
		State: l.text("data.state."+string(load.State), "Release", int64(load.Release)), Evidence: evidence(l, load.Breaches),
		Held: load.State == analytics.LoadHeld}
	early := load.State == analytics.LoadFailed || load.State == analytics.LoadInterrupted
	switch rows := max(load.Read, load.Progress.Rows); {
	case early && rows > 0:
		row.Read = l.text("data.rows_before_end", "Count", rows)
	case !early && load.Read > 0:
		row.keepBooks(l, load)
	}
	if !load.Slot.IsZero() {
		row.Slot = l.text("data.slot", "At", l.instant(load.Slot))
	}
	for _, field := range slices.Sorted(maps.Keys(load.Unmapped)) {
		values := load.Unmapped[field]
		u := unmappedField{Field: l.recordField(field), Values: entries(l, publicValues(load, values), shownUnmapped, l.unmappedValue)}
		if rest := len(values) - len(u.Values); rest > 0 {
			u.More = l.text("data.more_values", "Count", int64(rest))
			if len(u.Values) == 0 {
				u.More = l.text("data.hidden_values", "Count", int64(rest))
			}
		}
		row.Unmapped = append(row.Unmapped, u)
	}
	for _, f := range load.Files {
		row.Files = append(row.Files, fileRow{Path: files.public(f.Path), SHA256: f.SHA256, Read: l.count(f.Read), Accepted: l.count(f.Accepted),
			Duplicate: l.count(f.Duplicate), Rejected: l.count(sum(f.Rejected)), Notes: files.notes(f)})
	}
	return row
}

// keepBooks enters the load's counts and why rows were rejected.
func (row *loadRow) keepBooks(l *locale, load analytics.Load) {
	row.Balanced = load.Read == load.Accepted+load.Duplicate+sum(load.Rejected)
	row.Rejected = entries(l, load.Rejected, 0, l.rejectReason)
	for _, c := range pick(loadColumns(), "read", "accepted", "duplicate", "rejected", "new", "replaced", "unchanged", "outdated", "removed") {
		row.Books = append(row.Books, bookEntry{l.text("column." + c.name), l.count(c.read(load).count)})
	}
}

// leastPublic is how often a value must occur to be shown: a word of the
// publisher's comes again, what a moved cell says of a person does not.
const leastPublic = 5

// publicValues are the unmapped values that anybody may read: frequent ones of
// loads that are published, which somebody or the limits have looked at, and
// those that stand in for a value.
func publicValues(load analytics.Load, values map[string]int64) map[string]int64 {
	shown := map[string]int64{}
	for value, n := range values {
		_, standsIn := standIns()[value]
		if standsIn || load.Published() && n >= leastPublic {
			shown[value] = n
		}
	}
	return shown
}

// entries lists counts, largest first, at most limit of them (0: all), under the
// names that readers know.
func entries(l *locale, counts map[string]int64, limit int, named func(string) string) []bookEntry {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	if limit > 0 && len(names) > limit {
		names = names[:limit]
	}
	var out []bookEntry
	for _, name := range names {
		out = append(out, bookEntry{named(name), l.count(counts[name])})
	}
	return out
}
