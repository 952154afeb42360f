package sink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/ingest"
	"redress/ingest/complaint"
)

// How stored ids and pseudonyms are carried to another key.
//
// What holds them is written anew beside what is there: the next release, and a
// table rekeyed_<table>_<load> for each table outside the releases (history,
// confirmations, removals, slugs, and the fingerprint in installation). The
// pointer to the release, as with every load, is the one step: a death before it
// leaves all as it was. After it the new tables take the place of the old ones,
// one by one, each step the same when it is done twice; whoever loads next does
// what is left. The fingerprint comes last, so that an installation that says the
// new one is done.
//
// The old ids and the new ones stand side by side for a while, in tables that are
// emptied range by range, dropped before the pointer, and cleared away with what
// an interrupted load leaves.
//
// Addresses that spell a pseudonym lead nowhere afterwards: led on to the new one
// they would be the list that turns one into the other. They are kept without an
// owner, so that a cited address never comes to show somebody else.

// rekeySource is the source under which a change of the key is booked.
const rekeySource = "key:rotation"

// A Carry carries what was made with an earlier state of the key to the present
// one.
type Carry struct {
	// To is the fingerprint of the key as it is now.
	To string
	// ID carries a complaint's id.
	ID func(complaint.ID) complaint.ID
	// Party carries key and name of a publisher's platform or seller; what is no
	// pseudonym comes back as it is, also without a name.
	Party func(publisher, key, name string) (newKey, newName string)
}

// Rekey carries the stored ids and pseudonyms to another key, and publishes the
// release that has them; its number is returned. It waits for its turn like a
// load. from is asked, once nobody else loads, for what carries from the
// fingerprint that the database says. Where that is already the present one,
// nothing is done. It is an error while loads are held back, or while a side
// register names a pseudonym.
//
// After an error or a death the database is as it was, or it says the old
// fingerprint with the new release until the next load, or Rekey, begins.
func Rekey(ctx context.Context, config Config, from func(fingerprint string) (Carry, error)) (release uint32, err error) {
	return rekey(ctx, config, from, rekeyRows)
}

// rekeyRows is how many ids are carried at a time, about.
const rekeyRows = 1 << 20

func rekey(ctx context.Context, config Config, from func(string) (Carry, error), rows uint64) (release uint32, err error) {
	l, err := enter(ctx, config)
	if err != nil {
		return 0, fmt.Errorf("change the key: %w", err)
	}
	l.publisher = ingest.Publisher{Code: rekeySource}
	r := &rekeying{Load: l, rows: rows}
	if release, err = r.run(ctx, from); err != nil {
		err = fmt.Errorf("change the key: %w", err)
		if l.id != 0 && !l.ended {
			// The context may be the reason.
			ctx := context.WithoutCancel(ctx)
			state := stateFailed
			if errors.Is(err, context.Canceled) {
				state = stateInterrupted
			}
			err = errors.Join(err, l.drop(ctx, state, &ingest.Report{Problem: err.Error(), Release: l.current}), l.dropRekeyTables(ctx))
		}
	}
	return release, errors.Join(err, l.Close())
}

// A rekeying is a load that brings nothing but other ids and pseudonyms.
type rekeying struct {
	*Load
	Carry
	rows uint64
	// hidden are the pseudonyms that businesses with a number of their own were
	// shown under, as addresses spell them.
	hidden map[business][]string
}

// A business is a platform or seller of a source, by its key.
type business struct{ source, kind, key string }

func (r *rekeying) run(ctx context.Context, from func(string) (Carry, error)) (uint32, error) {
	known, err := Fingerprint(ctx, r.Conn, r.Database)
	if err != nil {
		return 0, err
	}
	if r.Carry, err = from(known); err != nil || r.To == known {
		return r.current, err
	}
	if err := r.mayRekey(ctx); err != nil {
		return 0, err
	}
	if r.id, err = r.nextID(ctx); err != nil {
		return 0, err
	}
	if err := r.record(ctx, stateRunning, &ingest.Report{}); err != nil {
		return 0, err
	}
	r.progress.begin(r.Load)
	if err := r.write(ctx); err != nil {
		return 0, err
	}
	if r.current == 0 {
		return 0, r.bindEmpty(ctx)
	}
	if err := r.lease.held(ctx); err != nil {
		return 0, err
	}
	r.progress.stop() // no renewal may overwrite the books
	books := &ingest.Report{Release: r.next, Published: true}
	if err := r.record(ctx, stateRunning, books); err != nil {
		return 0, err
	}
	if err := r.point(ctx, r.next); err != nil {
		// It may be set all the same: the next load clears up, or finishes.
		r.ended = true
		return 0, err
	}
	return r.next, r.finish(context.WithoutCancel(ctx), books)
}

// mayRekey refuses where something holds old ids or pseudonyms that cannot be
// carried along.
func (r *rekeying) mayRekey(ctx context.Context) error {
	held, err := HeldLoads(ctx, r.Conn, r.Database)
	if err != nil {
		return err
	}
	if len(held) > 0 {
		return fmt.Errorf("loads %d are held back with ids of the key before: release or discard them first", held)
	}
	if r.current == 0 {
		return nil
	}
	names, err := r.texts(ctx, rekeyRegistersSQL, r.parameters()...)
	if err != nil {
		return fmt.Errorf("look for pseudonyms in registers: %w", err)
	}
	for _, name := range names {
		register, key, _ := strings.Cut(name, " ")
		if carried, _ := r.Party("", key, ""); carried != key {
			return fmt.Errorf("the register %s names a business by a pseudonym, which will be another: load it without that entry first", register)
		}
	}
	return nil
}

// rightKey refuses a load whose ids are made with another key than those of the
// database.
func (l *Load) rightKey(ctx context.Context) error {
	if l.Key == "" {
		return nil
	}
	known, err := Fingerprint(ctx, l.Conn, l.Database)
	if err == nil && known != "" && known != l.Key {
		err = errors.New("the key was changed while the load waited for its turn: run it again")
	}
	return err
}

// HeldLoads are the loads that wait to be released or discarded, oldest first.
func HeldLoads(ctx context.Context, conn driver.Conn, database string) ([]uint32, error) {
	var held []uint32
	err := conn.QueryRow(ctx, `SELECT arraySort(groupArray(load_id)) FROM {database:Identifier}.loads FINAL WHERE state = 'held'`,
		clickhouse.Named("database", database)).Scan(&held)
	if err != nil {
		return nil, fmt.Errorf("look for held loads: %w", err)
	}
	return held, nil
}

// write makes the next release and the tables that will take the place of what
// is there.
func (r *rekeying) write(ctx context.Context) error {
	if err := r.createTables(ctx); err != nil {
		return err
	}
	if err := r.exec(ctx, rekeyInstallationSQL, clickhouse.Named("table", r.beside("installation")),
		clickhouse.Named("fingerprint", r.To), clickhouse.Named("at", r.timestamp())); err != nil {
		return fmt.Errorf("write the fingerprint: %w", err)
	}
	if r.current == 0 {
		return nil
	}
	release, err := r.createRelease(ctx)
	if err != nil {
		return err
	}
	if err := r.carryParties(ctx); err != nil {
		return fmt.Errorf("carry pseudonyms: %w", err)
	}
	if err := r.carryRows(ctx, release); err != nil {
		return err
	}
	if err := r.copySmallTables(ctx, release); err != nil {
		return err
	}
	if err := r.merge(ctx, release); err != nil {
		return fmt.Errorf("merge: %w", err)
	}
	if err := r.renameBusinesses(ctx, release); err != nil {
		return fmt.Errorf("name the businesses: %w", err)
	}
	return r.dropMappings(ctx)
}

// bindEmpty changes the fingerprint of a database without a release. What loads
// that were never published left behind is of the old key.
func (r *rekeying) bindEmpty(ctx context.Context) error {
	for _, table := range []string{"history", "confirmations", "removals", "slugs"} {
		if err := r.exec(ctx, `TRUNCATE TABLE {database:Identifier}.{table:Identifier}`, clickhouse.Named("table", table)); err != nil {
			return fmt.Errorf("empty %s: %w", table, err)
		}
	}
	if err := r.putInPlace(ctx, "installation", r.beside("installation")); err != nil {
		return err
	}
	return errors.Join(r.end(ctx, stateUnchanged, &ingest.Report{}), r.dropRekeyTables(ctx))
}

// finish puts the new tables in place once the release is published. What fails
// here is done when the next load, or Rekey, begins.
func (r *rekeying) finish(ctx context.Context, books *ingest.Report) error {
	r.ended = true
	r.progress.stop()
	if err := r.finishRekeys(ctx); err != nil {
		return fmt.Errorf("release %d is published with the new ids, but not everything is in place yet: run it again: %w", r.next, err)
	}
	if err := errors.Join(r.end(ctx, statePublished, books), r.dropOld(ctx)); err != nil {
		r.Log.LogAttrs(ctx, slog.LevelWarn, "tidying after a change of the key; the next load will do it", slog.Any("error", err))
	}
	return nil
}
