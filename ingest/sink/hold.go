package sink

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest"
)

// Hold keeps the load back: what it staged stays, with its books and the
// evidence, until Release or Discard.
func (l *Load) Hold(ctx context.Context, r *ingest.Report, breaches []ingest.Breach) error {
	if err := l.lease.held(ctx); err != nil {
		return err
	}
	if err := l.books(ctx, r); err != nil {
		return err
	}
	r.Release, r.Breaches = l.current, breaches
	return l.end(ctx, stateHeld, r)
}

// Release publishes a held load after somebody has looked: its rows are judged
// again, file by file, against the release that is served now, under the
// declaration they were read with. The gates are not asked again. A load that
// fails here is still held. The report says Released, and keeps the Breaches.
func Release(ctx context.Context, config Config, loadID uint32) (*ingest.Report, error) {
	l, err := enter(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("release load %d: %w", loadID, err)
	}
	report, err := l.release(ctx, loadID)
	if err != nil {
		err = fmt.Errorf("release load %d: %w", loadID, err)
		if l.id != 0 {
			ctx := context.WithoutCancel(ctx)
			err = errors.Join(err, l.holdAgain(ctx), l.dropOwnTables(ctx, true), l.dropUnbuilt(ctx))
		}
	}
	return report, errors.Join(err, l.Close())
}

// holdAgain gives a load whose release failed the books back that it was held
// with. Where the release was published all the same, it is not held any more.
func (l *Load) holdAgain(ctx context.Context) error {
	if l.heldAs.LoadID == 0 {
		return nil // it was not held
	}
	if err := l.lease.held(ctx); err != nil {
		return err
	}
	if pointed, err := l.pointed(ctx); err != nil || pointed != 0 {
		return err
	}
	return l.record(ctx, stateHeld, &l.heldAs)
}

func (l *Load) release(ctx context.Context, loadID uint32) (*ingest.Report, error) {
	r, err := l.adopt(ctx, loadID)
	if err != nil {
		return nil, err
	}
	if err := l.restage(ctx); err != nil {
		return r, err
	}
	if err := l.createWorkTables(ctx); err != nil {
		return r, err
	}
	for i := range r.Files {
		if err := l.judgeAgain(ctx, &r.Files[i]); err != nil {
			return r, err
		}
	}
	r.Recount()
	outlook, err := l.Outlook(ctx)
	if err != nil {
		return r, err
	}
	if err := r.TakeRemoved(outlook); err != nil {
		return r, err
	}
	r.Held, r.Problem, r.Published, r.Released = false, "", true, true
	if _, err := l.Publish(ctx, r); err != nil {
		r.Held, r.Problem, r.Published, r.Released, r.Release = true, l.heldAs.Problem, false, false, l.current
		return r, err
	}
	return r, nil
}

// judgeAgain judges one file of a held load and enters the result into its books.
func (l *Load) judgeAgain(ctx context.Context, f *ingest.FileReport) error {
	l.file++
	judged, err := l.CloseFile(ctx)
	if err != nil {
		return fmt.Errorf("judge %s: %w", f.Path, err)
	}
	f.Accepted, f.Duplicate = judged.Accepted, judged.Duplicate
	f.New, f.Replaced, f.Unchanged, f.Outdated, f.Removed = judged.New, judged.Replaced, judged.Unchanged, judged.Outdated, 0
	return f.Balance()
}

//go:embed held.sql
var heldSQL string

//go:embed held_files.sql
var heldFilesSQL string

// adopt makes l the held load, with its report as it was then.
func (l *Load) adopt(ctx context.Context, loadID uint32) (*ingest.Report, error) {
	var state, publisher string
	r := &ingest.Report{LoadID: loadID, Held: true, Release: l.current, Rejects: map[ingest.Reason][]ingest.RowError{}}
	var slot *time.Time
	var started time.Time
	var unmapped map[string]map[string]uint64
	var gates, subjects []string
	var measured, allowed []float64
	var rows []uint64
	var counts [8]uint64
	var rejected map[string]uint64
	err := l.Conn.QueryRow(ctx, heldSQL, clickhouse.Named("database", l.Database), clickhouse.Named("load_id", loadID)).
		Scan(&state, &r.Source, &publisher, &started, &slot, &unmapped,
			&r.Problem, &counts[0], &counts[1], &counts[2], &counts[3], &counts[4], &counts[5], &counts[6], &counts[7], &rejected, &gates, &subjects, &measured, &allowed, &rows)
	if err != nil {
		return nil, fmt.Errorf("read the load: %w", err)
	}
	switch state {
	case stateHeld:
	case "":
		return nil, errors.New("there is no such load")
	default:
		return nil, fmt.Errorf("it is %s, not held", state)
	}
	if err := json.Unmarshal([]byte(publisher), &l.publisher); err != nil {
		return nil, fmt.Errorf("read the declaration it was read with: %w", err)
	}
	if slot != nil {
		l.Due = *slot
		r.Slot = *slot
	}
	r.Counts = ingest.Counts{Read: int64(counts[0]), Accepted: int64(counts[1]), Duplicate: int64(counts[2]), New: int64(counts[3]),
		Replaced: int64(counts[4]), Unchanged: int64(counts[5]), Outdated: int64(counts[6]), Removed: int64(counts[7]),
		Rejected: map[ingest.Reason]int64{}}
	for reason, n := range rejected {
		r.Rejected[ingest.Reason(reason)] = int64(n)
	}
	for i := range gates {
		r.Breaches = append(r.Breaches, ingest.Breach{Gate: gates[i], Subject: subjects[i], Measured: measured[i],
			Allowed: allowed[i], Rows: int64(rows[i])})
	}
	r.Unmapped = map[string]map[string]int64{}
	for field, values := range unmapped {
		r.Unmapped[field] = map[string]int64{}
		for value, n := range values {
			r.Unmapped[field][value] = int64(n)
		}
	}
	l.id, l.startedAt, l.state, l.ended = loadID, started, stateHeld, true
	l.heldAs = *r
	l.staged = l.stagingTable()
	return r, l.adoptFiles(ctx, r)
}

func (l *Load) adoptFiles(ctx context.Context, r *ingest.Report) error {
	rows, err := l.Conn.Query(ctx, heldFilesSQL, l.parameters()...)
	if err != nil {
		return fmt.Errorf("read the load's files: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var f ingest.FileReport
		var lost, read uint64
		var rejected map[string]uint64
		if err := rows.Scan(&f.Path, &f.SHA256, &lost, &f.UnreadSheets, &f.LeftOut, &read, &rejected); err != nil {
			return err
		}
		f.LostCharacters, f.Read, f.Rejected = int64(lost), int64(read), map[ingest.Reason]int64{}
		for reason, n := range rejected {
			f.Rejected[ingest.Reason(reason)] = int64(n)
		}
		r.Files = append(r.Files, f)
	}
	return rows.Err()
}

// restage copies what a held load staged into a table of today's columns, where
// a migration has moved them since. A new column is empty in it.
func (l *Load) restage(ctx context.Context) error {
	var shared []string
	var alike uint8
	err := l.Conn.QueryRow(ctx, columnsSQL, clickhouse.Named("base", l.Database), clickhouse.Named("base_table", l.staged),
		clickhouse.Named("other", l.Database), clickhouse.Named("other_table", "history")).Scan(&shared, &alike)
	if err != nil {
		return fmt.Errorf("compare columns: %w", err)
	}
	if len(shared) == 0 {
		return errors.New("what it staged is gone; discard it, and load the files again")
	}
	if alike == 1 {
		return nil
	}
	old, table := l.staged, l.restagedTable()
	if err := l.exec(ctx, createRowsTable, clickhouse.Named("table", table)); err != nil {
		return fmt.Errorf("create %s: %w", table, err)
	}
	// A list of columns takes no parameter.
	columns := "`" + strings.Join(shared, "`, `") + "`"
	err = l.exec(ctx, "INSERT INTO "+quoted(l.Database)+"."+quoted(table)+" ("+columns+") SELECT "+columns+
		" FROM "+quoted(l.Database)+"."+quoted(old)+" SETTINGS max_partitions_per_insert_block = 0")
	if err != nil {
		return fmt.Errorf("copy what was staged before the tables moved: %w", err)
	}
	l.staged = table
	return nil
}

// Discard ends a held load without publishing it: it is refused, and its rows
// are dropped.
func Discard(ctx context.Context, config Config, loadID uint32) error {
	l, err := enter(ctx, config)
	if err != nil {
		return fmt.Errorf("discard load %d: %w", loadID, err)
	}
	if _, err = l.adopt(ctx, loadID); err == nil {
		err = l.refuse(ctx, loadID, "discarded by hand")
	}
	if err == nil {
		err = l.dropOwnTables(ctx, false)
	}
	if err != nil {
		err = fmt.Errorf("discard load %d: %w", loadID, err)
	}
	return errors.Join(err, l.Close())
}
