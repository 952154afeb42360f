package warehouse

import (
	"context"
	_ "embed"
	"math"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed loads.sql
var loadsSQL string

//go:embed load_files.sql
var loadFilesSQL string

type loadRow struct {
	LoadID     uint32                       `ch:"load_id"`
	Source     string                       `ch:"source"`
	State      string                       `ch:"state"`
	Problem    string                       `ch:"problem"`
	Release    uint32                       `ch:"release"`
	StartedAt  time.Time                    `ch:"started_at"`
	FinishedAt *time.Time                   `ch:"finished_at"`
	UpdatedAt  time.Time                    `ch:"updated_at"`
	Slot       *time.Time                   `ch:"slot"`
	Holder     string                       `ch:"holder"`
	RowsSoFar  uint64                       `ch:"rows_so_far"`
	BytesDone  uint64                       `ch:"bytes_done"`
	BytesTotal uint64                       `ch:"bytes_total"`
	FileNow    string                       `ch:"file_now"`
	Read       uint64                       `ch:"read"`
	Accepted   uint64                       `ch:"accepted"`
	Duplicate  uint64                       `ch:"duplicate"`
	New        uint64                       `ch:"new"`
	Replaced   uint64                       `ch:"replaced"`
	Unchanged  uint64                       `ch:"unchanged"`
	Outdated   uint64                       `ch:"outdated"`
	Removed    uint64                       `ch:"removed"`
	Rejected   map[string]uint64            `ch:"rejected"`
	Unmapped   map[string]map[string]uint64 `ch:"unmapped"`
	Gates      []string                     `ch:"gates"`
	Subjects   []string                     `ch:"subjects"`
	Measured   []float64                    `ch:"measured"`
	Allowed    []float64                    `ch:"allowed"`
	BreachRows []uint64                     `ch:"breach_rows"`
}

type loadFileRow struct {
	LoadID         uint32            `ch:"load_id"`
	Path           string            `ch:"path"`
	SHA256         string            `ch:"sha256"`
	Read           uint64            `ch:"read"`
	Accepted       uint64            `ch:"accepted"`
	Duplicate      uint64            `ch:"duplicate"`
	New            uint64            `ch:"new"`
	Replaced       uint64            `ch:"replaced"`
	Unchanged      uint64            `ch:"unchanged"`
	Outdated       uint64            `ch:"outdated"`
	Removed        uint64            `ch:"removed"`
	Rejected       map[string]uint64 `ch:"rejected"`
	LostCharacters *uint64           `ch:"lost_characters"`
	UnreadSheets   []string          `ch:"unread_sheets"`
	LeftOut        []string          `ch:"left_out"`
}

// Loads lists the newest loads with their files, all of them when limit is 0.
func (s *Store) Loads(ctx context.Context, limit int) ([]analytics.Load, error) {
	found, err := rows[loadRow](ctx, s, "list loads", loadsSQL, s.inDatabase(), clickhouse.Named("limit", atMost(limit)))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	oldest := found[len(found)-1].LoadID
	files, err := rows[loadFileRow](ctx, s, "list loaded files", loadFilesSQL, s.inDatabase(), clickhouse.Named("oldest", oldest))
	if err != nil {
		return nil, err
	}
	byLoad := map[uint32][]analytics.LoadedFile{}
	for _, f := range files {
		var lost *int64
		if f.LostCharacters != nil {
			n := int64(*f.LostCharacters)
			lost = &n
		}
		byLoad[f.LoadID] = append(byLoad[f.LoadID], analytics.LoadedFile{
			Path: f.Path, SHA256: f.SHA256, Read: int64(f.Read), Accepted: int64(f.Accepted), Duplicate: int64(f.Duplicate),
			New: int64(f.New), Replaced: int64(f.Replaced), Unchanged: int64(f.Unchanged), Outdated: int64(f.Outdated),
			Removed: int64(f.Removed), Rejected: signed(f.Rejected), LostCharacters: lost, UnreadSheets: f.UnreadSheets, LeftOut: f.LeftOut,
		})
	}
	out := make([]analytics.Load, 0, len(found))
	for _, row := range found {
		out = append(out, row.load(byLoad[row.LoadID]))
	}
	return out, nil
}

func (r loadRow) load(files []analytics.LoadedFile) analytics.Load {
	l := analytics.Load{
		ID: r.LoadID, Source: r.Source, State: analytics.LoadState(r.State), Problem: r.Problem, Release: r.Release,
		StartedAt: r.StartedAt, UpdatedAt: r.UpdatedAt, Holder: r.Holder,
		Progress: analytics.LoadProgress{Rows: int64(r.RowsSoFar), File: r.FileNow, BytesDone: int64(r.BytesDone), BytesTotal: int64(r.BytesTotal)},
		Read:     int64(r.Read), Accepted: int64(r.Accepted), Duplicate: int64(r.Duplicate),
		New: int64(r.New), Replaced: int64(r.Replaced), Unchanged: int64(r.Unchanged), Outdated: int64(r.Outdated), Removed: int64(r.Removed),
		Rejected: signed(r.Rejected), Unmapped: map[string]map[string]int64{}, Files: files,
	}
	if r.FinishedAt != nil {
		l.FinishedAt = *r.FinishedAt
	}
	if r.Slot != nil {
		l.Slot = *r.Slot
	}
	for i, gate := range r.Gates {
		l.Breaches = append(l.Breaches, analytics.Breach{Gate: gate, Subject: r.Subjects[i], Measured: r.Measured[i],
			Allowed: r.Allowed[i], Rows: int64(r.BreachRows[i])})
	}
	for field, values := range r.Unmapped {
		l.Unmapped[field] = signed(values)
	}
	return l
}

func signed(counts map[string]uint64) map[string]int64 {
	out := make(map[string]int64, len(counts))
	for name, n := range counts {
		out[name] = int64(n)
	}
	return out
}

// atMost is a limit as SQL takes it, where 0 means none.
func atMost(limit int) uint32 {
	if limit == 0 {
		return math.MaxUint32
	}
	return uint32(limit)
}
