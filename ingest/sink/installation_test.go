package sink_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"redress/deploy/schema/schematest"
	"redress/ingest/sink"
)

// Machines that begin at the same moment on a new database, each with a key of
// its own, leave one key: that machine goes on, the others are told. With the
// same key all go on. By then there is one row, and nothing else is left.
func TestBindKeyAtTheSameMoment(t *testing.T) {
	t.Parallel()
	db := schematest.Open(t)
	const pairs, machines = 60, 3
	for pair := range pairs {
		same := pair%3 == 0
		if err := db.Exec(t.Context(), "TRUNCATE TABLE "+db.Database+".installation"); err != nil {
			t.Fatal(err)
		}
		begin, ended := make(chan struct{}), make(chan error)
		for machine := range machines {
			key := fmt.Sprintf("%d's key", machine)
			if same {
				key = "the key"
			}
			go func() {
				<-begin
				// Clocks differ: the last to come may say the earliest instant.
				err := sink.BindKey(t.Context(), db, db.Database, key, func() time.Time { return time.Unix(int64(1e9-machine*100), 0) })
				if known, readErr := sink.Fingerprint(t.Context(), db, db.Database); err == nil && (readErr != nil || known != key) {
					err = fmt.Errorf("bound to %s, and the database says %s, %w", key, known, readErr)
				}
				ended <- err
			}()
		}
		close(begin)
		bound := 0
		for range machines {
			switch err := <-ended; {
			case err == nil:
				bound++
			case !errors.Is(err, sink.ErrOtherKey) || !strings.Contains(err.Error(), "--key-file"):
				t.Errorf("pair %d: %v", pair, err)
			}
		}
		if want := map[bool]int{true: machines, false: 1}[same]; bound != want {
			t.Errorf("pair %d, same key %v: %d machines are bound, want %d", pair, same, bound, want)
		}
		var rows, claims uint64
		err := db.QueryRow(t.Context(), "SELECT (SELECT count() FROM "+db.Database+".installation), (SELECT count() FROM system.tables WHERE database = $1 AND name = 'binding')",
			db.Database).Scan(&rows, &claims)
		if err != nil || rows != 1 || claims != 0 {
			t.Errorf("pair %d: %d fingerprints, %d unfinished, %v, want 1 and none", pair, rows, claims, err)
		}
	}
}

// A binding that died before its row is finished with the same key and no other;
// later it is like any other.
func TestBindKeyCutOff(t *testing.T) {
	t.Parallel()
	db := schematest.Open(t)
	conn := &breaking{Conn: db, at: func(_ int, statement string) bool { return strings.Contains(statement, "INSERT INTO") }}
	if err := sink.BindKey(t.Context(), conn, db.Database, "mine", time.Now); !errors.Is(err, errInjected) {
		t.Fatalf("BindKey = %v, want the injected fault", err)
	}
	ended := make(chan error)
	go func() { ended <- sink.BindKey(context.WithoutCancel(t.Context()), db, db.Database, "other", time.Now) }()
	if err := <-ended; !errors.Is(err, sink.ErrOtherKey) {
		t.Errorf("with another key: %v, want %v", err, sink.ErrOtherKey)
	}
	for range 2 {
		if err := sink.BindKey(t.Context(), db, db.Database, "mine", time.Now); err != nil {
			t.Errorf("with the same key: %v", err)
		}
	}
	if known, err := sink.Fingerprint(t.Context(), db, db.Database); err != nil || known != "mine" {
		t.Errorf("Fingerprint = %q, %v, want mine", known, err)
	}
}
