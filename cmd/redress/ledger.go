package main

import (
	"context"
	"hash/fnv"
	"os"
	"time"

	"redress/deploy/engine"
	"redress/ingest/schedule"
	"redress/ingest/sink"
)

// ledger answers the timetable from the table of loads.
func ledger(db *engine.DB) schedule.Ledger {
	return func(ctx context.Context, source string) (schedule.Past, error) {
		past, err := sink.PastOf(ctx, db, db.Database, source)
		return schedule.Past(past), err
	}
}

// usedSlots are the slots of a source that loads have used.
func (l loading) usedSlots(ctx context.Context, source string) ([]time.Time, error) {
	return sink.UsedSlots(ctx, l.db, l.db.Database, source)
}

// seed tells this installation's jitter from another's. It is made of what
// stays the same over restarts: the machine's name and the folder, or the
// server.
func (i installation) seed() uint64 {
	name, _ := os.Hostname() // without a name the folder has to do
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(name + "\x00" + i.Data + "\x00" + i.ClickHouse)) // a hash never fails
	return hash.Sum64()
}
