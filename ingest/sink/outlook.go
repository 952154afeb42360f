package sink

import (
	"context"
	_ "embed"
	"fmt"

	"redress/ingest"
)

//go:embed outlook.sql
var outlookSQL string

//go:embed removed.sql
var removedSQL string

//go:embed vanished.sql
var vanishedSQL string

// Outlook says what publishing the load would do to its source.
func (l *Load) Outlook(ctx context.Context) (ingest.Outlook, error) {
	if err := l.work(ctx); err != nil {
		return ingest.Outlook{}, err
	}
	o := ingest.Outlook{Removed: make([]int64, l.file), Moved: l.moved}
	if err := l.countComplaints(ctx, &o); err != nil {
		return ingest.Outlook{}, fmt.Errorf("count the source's complaints: %w", err)
	}
	if l.current == 0 || l.publisher.Limits.Vanished < 0 {
		return o, nil
	}
	if err := l.findVanished(ctx, &o); err != nil {
		return ingest.Outlook{}, fmt.Errorf("look for vanished platforms: %w", err)
	}
	return o, nil
}

// work makes the tables of what the load changes, once all files are judged.
func (l *Load) work(ctx context.Context) error {
	if l.worked {
		return nil
	}
	if err := l.remove(ctx); err != nil {
		return err
	}
	if err := l.exec(ctx, netSQL); err != nil {
		return fmt.Errorf("work out what changes: %w", err)
	}
	l.worked = true
	return nil
}

func (l *Load) countComplaints(ctx context.Context, o *ingest.Outlook) error {
	if l.replaces() {
		if err := l.ask(ctx, outlookSQL, []any{&o.Before, &o.After}); err != nil {
			return err
		}
		return l.countRemoved(ctx, o.Removed)
	}
	// Where nothing can go, there are as many more as are new.
	if l.current != 0 {
		var before uint64
		err := l.ask(ctx, `SELECT count() FROM {base:Identifier}.{base_table:Identifier} WHERE source = {source:String}`, []any{&before})
		if err != nil {
			return err
		}
		o.Before = int64(before)
	}
	o.After = o.Before + l.fresh
	return nil
}

func (l *Load) countRemoved(ctx context.Context, removed []int64) error {
	rows, err := l.Conn.Query(ctx, removedSQL, l.parameters()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var file uint16
		var n uint64
		if err := rows.Scan(&file, &n); err != nil {
			return err
		}
		removed[file-1] = int64(n)
	}
	return rows.Err()
}

func (l *Load) findVanished(ctx context.Context, o *ingest.Outlook) error {
	// The release has complaints of an alias under another key than the load.
	aliases, err := l.heldAliases(ctx)
	if err != nil {
		return err
	}
	rows, err := l.Conn.Query(ctx, vanishedSQL, append(l.parameters(), aliases...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var complaints, recent uint64
		if err := rows.Scan(&name, &complaints, &recent); err != nil {
			return err
		}
		o.Recent = int64(recent)
		o.Vanished = append(o.Vanished, ingest.Vanished{Platform: name, Complaints: int64(complaints)})
	}
	return rows.Err()
}
