package sink

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"redress/ingest"
)

// The states of a load.
const (
	stateRunning     = "running"
	statePublished   = "published"   // in the release it names
	stateUnchanged   = "unchanged"   // it said nothing new; the release it names holds it
	stateHeld        = "held"        // over a limit; waits to be released or discarded
	stateRefused     = "refused"     // read whole, not published on purpose
	stateFailed      = "failed"      // ended by an error
	stateInterrupted = "interrupted" // ended without a word: killed, or the machine stopped
)

// record writes the load's row as it stands now.
func (l *Load) record(ctx context.Context, state string, r *ingest.Report) error {
	now := l.Now().UTC()
	l.progress.mu.Lock()
	progress := l.progress.now
	l.progress.books, l.progress.wrote = *r, now
	l.progress.mu.Unlock()
	row, err := l.row(state, now, progress, r)
	if err != nil {
		return err
	}
	batch, err := l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(l.Database)+".loads "+
		"(load_id, source, state, problem, release, started_at, finished_at, updated_at, slot, holder, "+
		"rows_so_far, bytes_done, bytes_total, file_now, "+
		"read, accepted, duplicate, new, replaced, unchanged, outdated, removed, rejected, unmapped, "+
		"breaches.gate, breaches.subject, breaches.measured, breaches.allowed, breaches.rows, publisher)")
	if err != nil {
		return fmt.Errorf("record load: %w", err)
	}
	defer batch.Close()
	if err := batch.Append(row...); err != nil {
		return fmt.Errorf("record load: %w", err)
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("record load: %w", err)
	}
	return nil
}

// row is the load's row in the order of record's columns.
func (l *Load) row(state string, now time.Time, progress ingest.Progress, r *ingest.Report) ([]any, error) {
	var finished, slot *time.Time
	if state != stateRunning {
		finished = &now
	}
	if !l.Due.IsZero() {
		due := l.Due.UTC()
		slot = &due
	}
	publisher, problem := "", r.Problem
	if state == stateHeld {
		if problem == "" { // it is being released: should that fail, the reason still stands
			problem = l.heldAs.Problem
		}
		declared, err := json.Marshal(l.publisher)
		if err != nil {
			return nil, fmt.Errorf("record the held load's declaration: %w", err)
		}
		publisher = string(declared)
	}
	n := len(r.Breaches)
	gates, subjects, rows := make([]string, n), make([]string, n), make([]uint64, n)
	measured, allowed := make([]float64, n), make([]float64, n)
	for i, b := range r.Breaches {
		gates[i], subjects[i], measured[i], allowed[i], rows[i] = b.Gate, b.Subject, b.Measured, b.Allowed, uint64(b.Rows)
	}
	return []any{l.id, l.publisher.Code, state, problem, r.Release, l.startedAt.UTC(), finished, now, slot, l.Holder,
		uint64(max(progress.Rows, r.Read)), uint64(progress.BytesDone), uint64(progress.BytesTotal), progress.File,
		uint64(r.Read), uint64(r.Accepted), uint64(r.Duplicate), uint64(r.New), uint64(r.Replaced),
		uint64(r.Unchanged), uint64(r.Outdated), uint64(r.Removed), byReason(r.Rejected), unsigned(r.Unmapped),
		gates, subjects, measured, allowed, rows, publisher}, nil
}

// recordFiles writes the books of the load's files.
func (l *Load) recordFiles(ctx context.Context, files []ingest.FileReport) error {
	if len(files) == 0 {
		return nil
	}
	batch, err := l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(l.Database)+".load_files "+
		"(load_id, file, path, sha256, lost_characters, unread_sheets, left_out, read, accepted, duplicate, new, replaced, unchanged, outdated, "+
		"removed, rejected, judged_at)")
	if err != nil {
		return fmt.Errorf("record files: %w", err)
	}
	defer batch.Close()
	now := l.Now().UTC()
	for i, f := range files {
		lost := uint64(f.LostCharacters)
		err := batch.Append(l.id, uint16(i+1), f.Path, f.SHA256, &lost, append([]string{}, f.UnreadSheets...), append([]string{}, f.LeftOut...),
			uint64(f.Read), uint64(f.Accepted), uint64(f.Duplicate), uint64(f.New), uint64(f.Replaced), uint64(f.Unchanged), uint64(f.Outdated), uint64(f.Removed),
			byReason(f.Rejected), now)
		if err != nil {
			return fmt.Errorf("record files: %w", err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("record files: %w", err)
	}
	return nil
}

// A reject is one rejected row: the place and the reason, never the value.
type reject struct {
	file   uint16
	line   uint32
	column string
	reason ingest.Reason
}

func (l *Load) writeRejects(ctx context.Context) error {
	if len(l.rejects) == 0 {
		return nil
	}
	batch, err := l.Conn.PrepareBatch(ctx, "INSERT INTO "+quoted(l.Database)+".rejects (load_id, file, line, column, reason)")
	if err != nil {
		return fmt.Errorf("record rejects: %w", err)
	}
	defer batch.Close()
	for _, r := range l.rejects {
		if err := batch.Append(l.id, r.file, r.line, r.column, string(r.reason)); err != nil {
			return fmt.Errorf("record rejects: %w", err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("record rejects: %w", err)
	}
	l.rejects = l.rejects[:0]
	return nil
}

func byReason(rejected map[ingest.Reason]int64) map[string]uint64 {
	out := make(map[string]uint64, len(rejected))
	for reason, rows := range rejected {
		out[string(reason)] = uint64(rows)
	}
	return out
}

func unsigned(unmapped map[string]map[string]int64) map[string]map[string]uint64 {
	out := make(map[string]map[string]uint64, len(unmapped))
	for field, values := range unmapped {
		out[field] = make(map[string]uint64, len(values))
		for value, n := range values {
			out[field][value] = uint64(n)
		}
	}
	return out
}
