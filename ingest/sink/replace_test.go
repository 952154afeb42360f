package sink_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/go-cmp/cmp"

	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
)

// A line is one row of an invented register: a complaint that was closed in a
// month of 2024, or on a day nobody knows (0), with one of two outcomes.
type line struct {
	id, month int
	resolved  bool
}

// A fileOf is one file of the invented register.
type fileOf struct {
	period uint32
	lines  []line
}

func monthly() ingest.Replace {
	return ingest.Replace{Kind: ingest.Slice, Slice: "closed_on", By: "month"}
}

// registered is files as one load.
func registered(t *testing.T, replace ingest.Replace, files ...fileOf) complaints {
	t.Helper()
	opened := onDay(t, "2023-12-20")
	out := complaints{code: "a", replace: replace}
	for _, file := range files {
		out.files = append(out.files, madeFile{len(file.lines), func(i int) complaint.Complaint {
			of := file.lines[i]
			c := made("a", of.id, opened.Add(of.id), complaint.Unresolved)
			if of.resolved {
				c.Outcome = complaint.Resolved
			}
			c.Period, c.ClosedOn = file.period, complaint.Day{}
			if of.month > 0 {
				c.ClosedOn, _ = complaint.NewDay(2024, time.Month(of.month), 15)
			}
			return c
		}})
	}
	return out
}

// slice is the part of the register that a line stands in.
func (r fileOf) slice(replace ingest.Replace, of line) string {
	switch {
	case replace.Kind == ingest.Snapshot:
		return "all"
	case of.month == 0:
		return fmt.Sprint("undated of ", r.period)
	}
	return fmt.Sprint(of.month)
}

// truth is what a release must hold of files of distinct periods, whatever order
// they came in: a complaint's newest line is the word on it, and counts if
// nothing newer replaced the slice it stands in.
func truth(replace ingest.Replace, files []fileOf) map[int]string {
	newest, word, in := map[string]uint32{}, map[int]line{}, map[int]fileOf{}
	for _, file := range files {
		for _, of := range file.lines {
			at := file.slice(replace, of)
			newest[at] = max(newest[at], file.period)
			if file.period > in[of.id].period {
				word[of.id], in[of.id] = of, file
			}
		}
	}
	out := map[int]string{}
	for id, of := range word {
		if newest[in[id].slice(replace, of)] == in[id].period {
			out[id] = fmt.Sprint(of.month, of.resolved)
		}
	}
	return out
}

// holds is what the served release holds.
func holds(t *testing.T, db *engine.DB, ids int) map[int]string {
	t.Helper()
	var current uint32
	if err := db.QueryRow(t.Context(), "SELECT max(number) FROM "+db.Database+".releases").Scan(&current); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Query(t.Context(), `SELECT toString(id), ifNull(toMonth(closed_on), 0), outcome = 'resolved'
FROM {release:Identifier}.complaints WHERE source = 'a'`,
		clickhouse.Named("release", schema.ReleaseDatabase(db.Database, current)))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	number := map[string]int{}
	for i := range ids {
		c := made("a", i, onDay(t, "2024-01-01"), complaint.Resolved)
		number[string(c.ID[:])] = i
	}
	out := map[int]string{}
	for rows.Next() {
		var id string
		var month, resolved uint8
		if err := rows.Scan(&id, &month, &resolved); err != nil {
			t.Fatal(err)
		}
		if _, twice := out[number[id]]; twice {
			t.Errorf("complaint %d is in the release twice", number[id])
		}
		out[number[id]] = fmt.Sprint(month, resolved == 1)
	}
	return out
}

// Files that replace slices, or the whole source, give the same release in
// whatever order they are loaded, one by one or together, and loading the last
// one again changes nothing.
func TestOrderOfReplacingFilesDoesNotMatter(t *testing.T) {
	t.Parallel()
	const ids = 12
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(1, seed))
	for round := range 5 {
		replace := monthly()
		if round%4 == 3 {
			replace = ingest.Replace{Kind: ingest.Snapshot}
		}
		var files []fileOf
		for n := range 4 {
			file := fileOf{period: uint32(20240100 + n*100)}
			months := []int{dice.IntN(4), dice.IntN(4)}
			for id := range ids {
				if dice.IntN(2) == 0 {
					file.lines = append(file.lines, line{id, months[dice.IntN(2)], dice.IntN(3) > 0})
				}
			}
			if len(file.lines) == 0 {
				file.lines = []line{{0, 1, true}}
			}
			files = append(files, file)
		}
		want := truth(replace, files)
		check := func(what string, db *engine.DB) {
			t.Helper()
			if diff := cmp.Diff(want, holds(t, db, ids)); diff != "" {
				t.Errorf("round %d, %s, files %v: release (-want +got):\n%s", round, what, files, diff)
			}
		}
		for range 1 + round%2 {
			order := dice.Perm(len(files))
			db, lock := schematest.Open(t), lockFile(t)
			for _, i := range order {
				load(t, db, lock, registered(t, replace, files[i]))
			}
			check(fmt.Sprintf("order %v", order), db)
			last := files[order[len(order)-1]]
			again := load(t, db, lock, registered(t, replace, last))
			if again.New+again.Replaced+again.Removed != 0 {
				t.Errorf("round %d, order %v, files %v: the last file again: %+v, want no change", round, order, files, again.Counts)
			}
			check(fmt.Sprintf("order %v and the last again", order), db)
		}
		order := dice.Perm(len(files))
		var together []fileOf
		for _, i := range order {
			together = append(together, files[i])
		}
		db, lock := schematest.Open(t), lockFile(t)
		load(t, db, lock, registered(t, replace, together...))
		check(fmt.Sprintf("order %v in one load", order), db)
		// Two loads of two.
		db, lock = schematest.Open(t), lockFile(t)
		load(t, db, lock, registered(t, replace, together[:2]...))
		load(t, db, lock, registered(t, replace, together[2:]...))
		check(fmt.Sprintf("order %v in two loads", order), db)
	}
}

// The books explain what a file that lacks complaints does, and other slices
// and sources stay.
func TestBooksOfReplacedSlices(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, complaints{code: "b", files: []madeFile{{50, func(i int) complaint.Complaint {
		return made("b", i, onDay(t, "2024-01-01"), complaint.Resolved)
	}}}})
	first := fileOf{20240100, []line{{1, 1, true}, {2, 1, true}, {3, 1, false}, {4, 0, true}}}
	second := fileOf{20240200, []line{{5, 2, true}, {6, 0, true}}}
	load(t, db, lock, registered(t, monthly(), first, second))
	f := func(name string, file fileOf, want ingest.Counts, after map[int]string) {
		t.Helper()
		got := load(t, db, lock, registered(t, monthly(), file))
		want.Rejected = map[ingest.Reason]int64{}
		if diff := cmp.Diff(want, got.Files[0].Counts); diff != "" || got.Removed != want.Removed {
			t.Errorf("%s: counts (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(after, holds(t, db, 50)); diff != "" && len(after) > 0 {
			t.Errorf("%s: release (-want +got):\n%s", name, diff)
		}
		if rows, ids := served(t, db, got.Release, "b"); rows != 50 || ids != 50 {
			t.Errorf("%s: the other source has %d rows, %d ids, want 50", name, rows, ids)
		}
	}
	f("the month again, one less, one other, one more", fileOf{20240100, []line{{1, 1, true}, {2, 1, false}, {7, 1, true}, {4, 0, true}}},
		ingest.Counts{Read: 4, Accepted: 4, New: 1, Replaced: 1, Unchanged: 2, Removed: 1}, nil)
	f("its undated row has a day", fileOf{20240100, []line{{1, 1, true}, {2, 1, false}, {7, 1, true}, {4, 1, true}}},
		ingest.Counts{Read: 4, Accepted: 4, Replaced: 1, Unchanged: 3}, nil)
	f("one comes back", fileOf{20240100, []line{{1, 1, true}, {2, 1, false}, {3, 1, false}, {7, 1, true}, {4, 1, true}}},
		ingest.Counts{Read: 5, Accepted: 5, New: 1, Unchanged: 4}, nil)
	var removals, states uint64
	err := db.QueryRow(t.Context(), `SELECT (SELECT count() FROM `+db.Database+`.removals), (SELECT count() FROM `+db.Database+`.history WHERE source = 'a')`).
		Scan(&removals, &states)
	if err != nil || removals != 1 || states != 6+2+1+1 {
		t.Errorf("%d removals, %d states in the history, %v, want 1 and 10", removals, states, err)
	}
}

// Parts of one whole are loaded in one go; nothing of them removes the rest.
func TestPartsOfASnapshot(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	snapshot := ingest.Replace{Kind: ingest.Snapshot}
	parts := []fileOf{{20240100, []line{{1, 1, true}, {2, 1, true}}}, {20240100, []line{{3, 1, true}}}}
	load(t, db, lock, registered(t, snapshot, parts...))
	again := load(t, db, lock, registered(t, snapshot, parts[1], parts[0]))
	if again.Unchanged != 3 || again.Removed != 0 || again.Release != 1 {
		t.Errorf("the parts again in another order: %+v, want nothing changed", again)
	}
	one := load(t, db, lock, registered(t, snapshot, parts[0]))
	if one.Removed != 1 || len(holds(t, db, 5)) != 2 {
		t.Errorf("one part alone: %+v, want that the other's complaint is gone", one)
	}
}

// A file whose rows of one slice have several periods is neither newer nor older
// than another.
func TestPeriodsWithinASliceAreRefused(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	source := registered(t, monthly(), fileOf{20240100, []line{{1, 1, true}, {2, 1, true}}})
	row := source.files[0].row
	source.files[0].row = func(i int) complaint.Complaint {
		c := row(i)
		c.Period += uint32(i)
		return c
	}
	report, err := loadOver(t, db, db, lock, source)
	if err == nil || report.Published || !strings.Contains(report.Problem, "2 periods in one slice") {
		t.Errorf("load = %+v, %v, want it refused", report, err)
	}
}

// What a source held before it was declared to be replaced is older knowledge
// like any other.
func TestReplacingAfterUpserts(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, registered(t, ingest.Replace{}, fileOf{20240500, []line{{1, 1, true}, {2, 1, true}, {3, 2, true}}}))
	older := load(t, db, lock, registered(t, monthly(), fileOf{20240400, []line{{1, 1, false}}}))
	if older.Removed+older.Replaced != 0 {
		t.Errorf("an older file: %+v, want nothing removed", older.Counts)
	}
	newer := load(t, db, lock, registered(t, monthly(), fileOf{20240600, []line{{1, 1, true}}}))
	if newer.Removed != 1 || len(holds(t, db, 5)) != 2 {
		t.Errorf("a newer file: %+v, want one removed", newer.Counts)
	}
}
