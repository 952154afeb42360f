package sink

import (
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest"
)

//go:embed judge.sql
var judgeSQL string

//go:embed count_file.sql
var countFileSQL string

//go:embed count_changes.sql
var countChangesSQL string

// CloseFile judges the open file's complaints against the release and the
// load's earlier files.
func (l *Load) CloseFile(ctx context.Context) (ingest.Counts, error) {
	if err := l.staging.flush(ctx); err != nil {
		return ingest.Counts{}, err
	}
	file := clickhouse.Named("file", l.file)
	if err := l.exec(ctx, judgeSQL, file); err != nil {
		return ingest.Counts{}, err
	}
	var staged, accepted, changed, replaced uint64
	parameters := append(l.parameters(), file)
	if err := l.Conn.QueryRow(ctx, countFileSQL, parameters...).Scan(&staged, &accepted); err != nil {
		return ingest.Counts{}, err
	}
	if err := l.Conn.QueryRow(ctx, countChangesSQL, parameters...).Scan(&changed, &replaced); err != nil {
		return ingest.Counts{}, err
	}
	return ingest.Counts{
		Accepted:  int64(accepted),
		Duplicate: int64(staged - accepted),
		New:       int64(changed - replaced),
		Replaced:  int64(replaced),
		Unchanged: int64(accepted - changed),
	}, nil
}
