package sink_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// A running load tells how far it has come, once a second by its clock, and a
// long load leaves one row of it.
func TestProgressIsOneRowASecond(t *testing.T) {
	t.Parallel()
	db := schematest.Open(t)
	clock := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	c := config(db, lockFile(t))
	c.Now, c.Due, c.Holder = func() time.Time { return clock }, clock.Add(-time.Hour), "here"
	l, err := sink.Begin(t.Context(), c, year(t, complaint.Resolved, 1).Publisher())
	if err != nil {
		t.Fatal(err)
	}
	rows := func() (written, parts uint64, says string) {
		t.Helper()
		var so, done, total uint64
		var file, holder string
		var slot *time.Time
		err := db.QueryRow(t.Context(), `SELECT (SELECT count() FROM `+db.Database+`.loads),
(SELECT count() FROM system.parts WHERE database = $1 AND table = 'loads' AND active),
any(rows_so_far), any(bytes_done), any(bytes_total), any(file_now), any(holder), any(slot) FROM `+db.Database+`.loads FINAL`, db.Database).
			Scan(&written, &parts, &so, &done, &total, &file, &holder, &slot)
		if err != nil {
			t.Fatal(err)
		}
		return written, parts, fmt.Sprint(so, " rows, ", done, " of ", total, " bytes of ", file, " by ", holder, " for ", slot.UTC().Format(time.TimeOnly))
	}
	for i := range 10 { // a tenth of a second each
		clock = clock.Add(100 * time.Millisecond)
		l.Progress(t.Context(), ingest.Progress{Rows: int64(i+1) * 8192, File: "a.csv", BytesDone: int64(i), BytesTotal: 10})
	}
	written, _, says := rows()
	if want := "81920 rows, 9 of 10 bytes of a.csv by here for 11:00:00"; written != 2 || says != want {
		t.Errorf("after a second %d rows were written that say %q, want 2 and %q", written, says, want)
	}
	const seconds = 300
	for i := range seconds {
		clock = clock.Add(time.Second)
		l.Progress(t.Context(), ingest.Progress{Rows: int64(i)})
	}
	_, parts, _ := rows()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d seconds of progress stand in %d parts", seconds, parts)
	if parts > 50 {
		t.Errorf("%d seconds of progress stand in %d parts: they are not merged away", seconds, parts)
	}
}

// A renewal that has copied the books before the load is published and writes
// them after does not take the place of the published ones.
func TestARenewalDoesNotOverwriteTheBooks(t *testing.T) {
	db := schematest.Open(t)
	c := config(db, lockFile(t))
	var mu sync.Mutex
	var held, let chan struct{} // the next to read the clock is held until let
	var ending <-chan struct{}
	ready := make(chan struct{}) // ending is set
	c.Now = func() time.Time {
		mu.Lock()
		asked, passed := held, let
		held = nil
		if asked == nil && passed != nil {
			close(passed) // somebody else goes on meanwhile
			let = nil
		}
		mu.Unlock()
		if asked == nil {
			return time.Now()
		}
		close(asked)
		<-ready
		select {
		case <-passed:
		case <-ending:
		}
		return time.Now().Add(time.Second)
	}
	var l *sink.Load
	var over <-chan struct{}
	recorded := uint64(0)
	c.Conn = &breaking{Conn: db, at: func(_ int, s string) bool {
		switch {
		case strings.Contains(s, "Add the states"):
			mu.Lock()
			held, let = make(chan struct{}), make(chan struct{})
			asked := held
			mu.Unlock()
			ending, over = sink.Renew(l)
			close(ready)
			<-asked
		case strings.Contains(s, "Publish a release"):
			<-over
			if err := db.QueryRow(t.Context(), "SELECT any(read) FROM "+db.Database+".loads FINAL").Scan(&recorded); err != nil {
				t.Error(err)
			}
		}
		return false
	}}
	source := year(t, complaint.Resolved, 300)
	var err error
	if l, err = sink.Begin(t.Context(), c, source.Publisher()); err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Run(t.Context(), source, l); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if recorded != 300 {
		t.Errorf("right before the pointer the books say %d rows, want 300", recorded)
	}
}
