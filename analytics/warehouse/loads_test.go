package warehouse_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/analytics"
)

// What a running and a held load say of themselves comes back; of a file that
// was judged twice the last judgement holds.
func TestLoadsThatRunOrAreHeld(t *testing.T) {
	db, _ := filledDB(t)
	for _, statement := range []string{
		`INSERT INTO ` + db.Database + `.loads (load_id, source, state, updated_at, slot, holder, rows_so_far, bytes_done, bytes_total, file_now)
SELECT 5, 's', 'running', '2026-11-23 12:00:00', '2026-11-23 11:00:00', 'here', 8192, 10, 20, 'b.csv'`,
		`INSERT INTO ` + db.Database + `.loads (load_id, source, state, updated_at, breaches.gate, breaches.subject, breaches.measured, breaches.allowed, breaches.rows)
SELECT 4, 's', 'held', now64(6), ['vanished', 'vanished'], ['', 'Aurora'], [0.5, 0.25], [0.1, 0.1], [50, 25]`,
		`INSERT INTO ` + db.Database + `.load_files (load_id, file, path, new, outdated, removed, lost_characters, unread_sheets, left_out, judged_at)
SELECT 4, 1, 'a.csv', 7, 2, 9, 5, ['x'], ['b.pdf', 'c.txt'], '2026-11-23 12:00:01'`,
		`INSERT INTO ` + db.Database + `.load_files (load_id, file, path, new, removed, judged_at) SELECT 4, 1, 'a.csv', 8, 0, '2026-11-23 12:00:00'`,
	} {
		if err := db.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	loads, err := store(db).Loads(t.Context(), 2)
	if err != nil || len(loads) != 2 {
		t.Fatalf("Loads(2) = %+v, %v", loads, err)
	}
	running, held := loads[0], loads[1]
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	if !running.UpdatedAt.Equal(at) || !running.Slot.Equal(at.Add(-time.Hour)) || running.Holder != "here" ||
		running.Progress != (analytics.LoadProgress{Rows: 8192, File: "b.csv", BytesDone: 10, BytesTotal: 20}) {
		t.Errorf("the running load = %+v", running)
	}
	if running.Silent(at.Add(30*time.Second)) || !running.Silent(at.Add(31*time.Second)) || held.Silent(at.AddDate(1, 0, 0)) {
		t.Error("Silent: want a running load after half a minute, and no other")
	}
	want := []analytics.Breach{{Gate: "vanished", Measured: 0.5, Allowed: 0.1, Rows: 50},
		{Gate: "vanished", Subject: "Aurora", Measured: 0.25, Allowed: 0.1, Rows: 25}}
	if diff := cmp.Diff(want, held.Breaches); held.State != analytics.LoadHeld || !held.Slot.IsZero() || diff != "" {
		t.Errorf("the held load is %s, slot %v, breaches (-want +got):\n%s", held.State, held.Slot, diff)
	}
	if len(held.Files) != 1 || held.Files[0].New != 7 || held.Files[0].Outdated != 2 || held.Files[0].Removed != 9 ||
		*held.Files[0].LostCharacters != 5 || len(held.Files[0].UnreadSheets) != 1 || len(held.Files[0].LeftOut) != 2 {
		t.Errorf("files of the held load = %+v, want the last judgement", held.Files)
	}
}
