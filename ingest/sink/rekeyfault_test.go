package sink_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/deploy/engine"
	"redress/deploy/schema/schematest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// A change of the key that fails at a statement that writes, or from the pointer on
// loses an answer, leaves the old ids under the old fingerprint, or the new
// ones; run again it is done. What one fault spoilt would be carried on to the end.
func TestRekeyFailingAtAnyStatement(t *testing.T) {
	for half := range 2 { // side by side, each in a database of its own
		t.Run(fmt.Sprint("half ", half+1), func(t *testing.T) {
			t.Parallel()
			rekeyFailing(t, half)
		})
	}
}

// rekeyFailing tries every other fault.
func rekeyFailing(t *testing.T, half int) {
	t.Helper()
	db, lock := schematest.Open(t), lockFile(t)
	first := madeKey(t)
	lives(t, db, lock, first)
	all, key := statements(t, db, lock, first)
	tried, hits := map[bool]int{}, map[bool]int{}
	before := says(t, db)
	for i, f := range all {
		if i%2 != half {
			continue
		}
		tried[f.late]++
		next := rotated(t, key, byte(i))
		conn := f.broken(db)
		conn.late = f.late
		// By then nobody reads the releases before.
		c := later(config(db, lock), time.Duration(i+1)*time.Hour)
		c.Conn = conn
		_, err := sink.RekeyBy(t.Context(), c, carrying(next), statementRows)
		if conn.hit != "" { // not every rotation sends the same
			hits[f.late]++
		}
		between := says(t, db)
		known, readErr := sink.Fingerprint(t.Context(), db, db.Database)
		if readErr != nil {
			t.Fatal(readErr)
		}
		if err == nil && known != next.Fingerprint() || known != next.Fingerprint() && known != key.Fingerprint() {
			t.Errorf("%s: %v, and the fingerprint is %s, was %s, becomes %s", f, err, known, key.Fingerprint(), next.Fingerprint())
		}
		c.Conn = db
		if _, err := sink.Rekey(t.Context(), c, carrying(next)); err != nil {
			t.Fatalf("%s: run again: %v", f, err)
		}
		after := says(t, db)
		if between != after && (between != before || known == next.Fingerprint()) {
			t.Errorf("%s: the release said %s under %s, want the old %s or the new %s", f, between, known, before, after)
		}
		tidy(t, db, f.String())
		key, before = next, after
	}
	for late, least := range map[bool]int{false: 20, true: 4} {
		if hits[late] < max(least, tried[late]*3/4) {
			t.Errorf("late %v: only %d faults of %d: they are not injected", late, hits[late], tried[late])
		}
	}
	fresh := schematest.Open(t)
	lives(t, fresh, lockFile(t), key)
	want, got := keeps(t, fresh), keeps(t, db)
	for _, kept := range []map[string]string{want, got} { // addresses are never given twice
		delete(kept, "addresses")
		delete(kept, "entities")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after all faults (-with the key from the beginning +changed):\n%s", diff)
	}
	again := load(t, db, lock, people(t, "a", key, 20200000, complaint.Resolved, 20, 90))
	if again.Unchanged != 90 || again.Release != currentOf(t, db) {
		t.Errorf("the same file again: %+v, want it unchanged", again)
	}
}

// A fault is the nth time that a statement of a shape is sent; late, the
// statement is done, and its answer is lost.
type fault struct {
	shape string
	nth   int
	late  bool
}

// shape is a statement without the numbers of loads and releases.
func shape(statement string) string {
	if strings.Contains(statement, "CREATE TABLE {release:Identifier}") {
		return "CREATE TABLE {release:Identifier}"
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, statement)
}

// statementRows is how many ids are carried at a time: few, so that statements
// come again.
const statementRows = 150

// statements are the faults that are tried: of each shape the first and the last,
// before the pointer and from there on. From the pointer on the first of each shape
// is tried late, too; not the last: a statement that was done and whose answer was
// lost leaves the tables that the next one leaves by failing early, and that one
// is tried. What differs is what is made of the lost answer, which is the same
// code for every statement of a shape. The key that is returned
// is the one that finding them out leaves.
func statements(t *testing.T, db *engine.DB, lock string, key anonymise.Key) ([]fault, anonymise.Key) {
	t.Helper()
	type place struct {
		shape   string
		pointed bool
	}
	var order []place
	first, last, times, pointed := map[place]int{}, map[place]int{}, map[string]int{}, false
	c := config(db, lock)
	c.Conn = &breaking{Conn: db, at: func(_ int, statement string) bool {
		s := shape(strings.ReplaceAll(statement, db.Database, "DB"))
		times[s]++
		pointed = pointed || strings.Contains(statement, "Publish a release")
		at := place{s, pointed}
		if first[at] == 0 {
			order, first[at] = append(order, at), times[s]
		}
		last[at] = times[s]
		return false
	}}
	next := rotated(t, key, 255)
	if _, err := sink.RekeyBy(t.Context(), c, carrying(next), statementRows); err != nil {
		t.Fatal(err)
	}
	var list []fault
	for _, late := range []bool{false, true} {
		for _, at := range order {
			if late && !at.pointed {
				continue
			}
			list = append(list, fault{at.shape, first[at], late})
			if last[at] != first[at] && !late {
				list = append(list, fault{at.shape, last[at], late})
			}
		}
	}
	return list, next
}
