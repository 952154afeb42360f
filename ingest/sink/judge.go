package sink

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/ingest"
)

//go:embed verdict.sql
var verdictSQL string

//go:embed changes.sql
var changesSQL string

//go:embed count_verdicts.sql
var countVerdictsSQL string

//go:embed moved_files.sql
var movedFilesSQL string

//go:embed moved.sql
var movedSQL string

// CloseFile judges the open file's complaints against the release and the
// load's earlier files.
func (l *Load) CloseFile(ctx context.Context) (ingest.Counts, error) {
	if l.lease.taken() {
		return ingest.Counts{}, ErrFenced
	}
	if l.staging != nil { // a held load's rows are staged already
		if err := l.staging.flush(ctx); err != nil {
			return ingest.Counts{}, err
		}
	}
	file := clickhouse.Named("file", l.file)
	statements := []string{verdictSQL, changesSQL}
	if l.replaces() {
		statements = append(statements, replacedSQL)
	}
	for _, statement := range statements {
		if err := l.exec(ctx, statement, file); err != nil {
			return ingest.Counts{}, err
		}
	}
	if err := l.onePeriod(ctx); err != nil {
		return ingest.Counts{}, err
	}
	var staged, accepted, fresh, replaced, unchanged, outdated uint64
	err := l.ask(ctx, countVerdictsSQL, []any{&staged, &accepted, &fresh, &replaced, &unchanged, &outdated}, file)
	if err != nil {
		return ingest.Counts{}, fmt.Errorf("count verdicts: %w", err)
	}
	l.fresh += int64(fresh)
	if replaced > 0 && l.publisher.Limits.Moved >= 0 {
		if err := l.countMoved(ctx, file); err != nil {
			return ingest.Counts{}, fmt.Errorf("look for complaints that are others now: %w", err)
		}
	}
	return ingest.Counts{Accepted: int64(accepted), Duplicate: int64(staged - accepted),
		New: int64(fresh), Replaced: int64(replaced), Unchanged: int64(unchanged), Outdated: int64(outdated)}, nil
}

// countMoved counts the complaints of a judged file that take the place of others.
func (l *Load) countMoved(ctx context.Context, file driver.NamedValue) error {
	aliases, err := l.heldAliases(ctx)
	if err != nil {
		return err
	}
	var earlier []uint16
	if err := l.ask(ctx, movedFilesSQL, []any{&earlier}, file); err != nil {
		return err
	}
	var moved uint64
	if err := l.ask(ctx, movedSQL, []any{&moved}, append(aliases, file, clickhouse.Named("earlier", earlier))...); err != nil {
		return err
	}
	l.moved += int64(moved)
	return nil
}
