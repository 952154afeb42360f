package sink

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest"
)

//go:embed heldalready.sql
var heldAlreadySQL string

// HeldAlready returns the number of a held load of the same source that has read
// the same files, made the same rows of them and was read under the same
// declaration; 0 where there is none. A load that is to be held has then nothing
// for anybody to look at: who asks before Hold can abandon it instead. r are the
// load's books, all files closed.
func (l *Load) HeldAlready(ctx context.Context, r *ingest.Report) (uint32, error) {
	declared, err := json.Marshal(l.publisher)
	if err != nil {
		return 0, fmt.Errorf("look for the same load among those held: %w", err)
	}
	files := make([]string, len(r.Files))
	for i, f := range r.Files {
		files[i] = fmt.Sprintf("%s %d", f.SHA256, f.Read)
	}
	var held []uint32
	err = l.Conn.QueryRow(ctx, heldAlreadySQL, append(l.parameters(), clickhouse.Named("publisher", sha256Hex(string(declared))),
		clickhouse.Named("files", sha256Hex(strings.Join(files, "\n"))))...).Scan(&held)
	if err != nil {
		return 0, fmt.Errorf("look for the same load among those held: %w", err)
	}
	for _, id := range held {
		same, err := l.sameRows(ctx, stagingTable(id))
		if same || err != nil {
			return id, err
		}
	}
	return 0, nil
}

// sha256Hex stands for a text of any length: parameters may travel in an address.
func sha256Hex(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// sameRows reports whether another load staged the same states of the same
// complaints, file by file; not, where its rows are gone.
func (l *Load) sameRows(ctx context.Context, other string) (same bool, err error) {
	err = l.Conn.QueryRow(ctx, `SELECT (SELECT (count(), sum(cityHash64(file, id, digest))) FROM {database:Identifier}.{staging:Identifier})
    = (SELECT (count(), sum(cityHash64(file, id, digest))) FROM {database:Identifier}.{other:Identifier})`,
		append(l.parameters(), clickhouse.Named("other", other))...).Scan(&same)
	switch {
	case isCode(err, unknownTable):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("compare the rows of two loads: %w", err)
	}
	return same, nil
}
