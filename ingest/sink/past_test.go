package sink_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/deploy/schema/schematest"
	"redress/ingest/sink"
)

func TestPastOf(t *testing.T) {
	db := schematest.Open(t)
	at := func(hour int) time.Time { return time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC) }
	load := func(id uint32, source, state string, slot *time.Time, hour int) {
		t.Helper()
		finished := at(hour).Add(10 * time.Minute)
		end := &finished
		if state == "running" {
			end = nil
		}
		err := db.Exec(t.Context(), "INSERT INTO "+db.Database+".loads (load_id, source, state, slot, started_at, finished_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
			id, source, state, slot, at(hour), end, finished)
		if err != nil {
			t.Fatal(err)
		}
	}
	slot := func(hour int) *time.Time { at := at(hour); return &at }
	f := func(source string, want sink.Past, used ...time.Time) {
		t.Helper()
		got, err := sink.PastOf(t.Context(), db, db.Database, source)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("PastOf(%s) (-want +got):\n%s", source, diff)
		}
		slots, err := sink.UsedSlots(t.Context(), db, db.Database, source)
		if err != nil {
			t.Fatal(err)
		}
		if len(slots) != len(used) {
			t.Errorf("UsedSlots(%s) = %v, want %v", source, slots, used)
		}
	}
	f("never", sink.Past{})

	load(1, "byhand", "published", nil, 9)
	load(2, "byhand", "failed", nil, 10)
	f("byhand", sink.Past{Started: at(9)})

	load(3, "a", "published", slot(1), 1)
	load(4, "a", "unchanged", slot(2), 2)
	f("a", sink.Past{Started: at(2), Slot: at(2)}, at(1), at(2))
	load(5, "a", "failed", slot(3), 3)
	f("a", sink.Past{Started: at(2), Slot: at(2), Tried: at(3), Attempts: 1, Ended: at(3).Add(10 * time.Minute)}, at(1), at(2))
	load(6, "a", "interrupted", slot(3), 4)
	f("a", sink.Past{Started: at(2), Slot: at(2), Tried: at(3), Attempts: 2, Ended: at(4).Add(10 * time.Minute), Interrupted: true}, at(1), at(2))
	load(7, "a", "held", slot(3), 5)
	f("a", sink.Past{Started: at(5), Slot: at(3)}, at(1), at(2), at(3))
	// Killed: it says running until the next load tidies up.
	load(8, "a", "running", slot(6), 6)
	f("a", sink.Past{Started: at(5), Slot: at(3), Tried: at(6), Attempts: 1, Ended: at(6).Add(10 * time.Minute), Interrupted: true}, at(1), at(2), at(3))

	load(9, "first", "failed", slot(7), 7)
	f("first", sink.Past{Tried: at(7), Attempts: 1, Ended: at(7).Add(10 * time.Minute)})
}
