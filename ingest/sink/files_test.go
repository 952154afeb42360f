package sink_test

import (
	"context"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// A frugal connection is the real one, whose statements of one kind may read no
// more than so many rows: the engine refuses them otherwise.
type frugal struct {
	driver.Conn
	at   string
	rows int
	n    int // of the statements of that kind
}

func (c *frugal) Exec(ctx context.Context, statement string, args ...any) error {
	if strings.Contains(statement, c.at) {
		c.n++
		ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"max_rows_to_read": c.rows}))
	}
	return c.Conn.Exec(ctx, statement, args...)
}

// What it costs to judge a file does not grow with the files before it, of which
// it reads the words on its own complaints alone: a load costs the sum of its
// files and not the square.
func TestJudgingAFileReadsNoOtherFiles(t *testing.T) {
	t.Parallel()
	const files, rows = 14, 1000
	for name, replace := range map[string]ingest.Replace{"upserts": {}, "slices": {Kind: ingest.Slice, By: "month", Slice: "opened_on"}} {
		db := schematest.Open(t)
		day := onDay(t, "2018-03-01")
		source := complaints{code: "a", replace: replace}
		for n := range files {
			source.files = append(source.files, madeFile{rows, func(i int) complaint.Complaint {
				return made("a", n*rows+i, day.Add(i%20), complaint.Resolved)
			}})
		}
		for _, newer := range []bool{false, true} {
			if newer { // what they confirm is a word as well
				for n := range source.files {
					row := source.files[n].row
					source.files[n].row = func(i int) complaint.Complaint {
						c := row(i)
						c.Period = 20190000
						return c
					}
				}
			}
			// The file's own rows six times, a little of other tables, and the release.
			conn := &frugal{Conn: db, at: "What does each complaint", rows: 10 * rows}
			if newer {
				conn.rows += files * rows // the release
			}
			c := config(db, lockFile(t))
			c.Conn = conn
			l, err := sink.Begin(t.Context(), c, source.Publisher())
			if err != nil {
				t.Fatal(err)
			}
			if report, err := ingest.Run(t.Context(), source, l); err != nil || conn.n != files || report.Accepted != files*rows {
				t.Errorf("%s, newer %v: %d files judged, %v", name, newer, conn.n, err)
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
