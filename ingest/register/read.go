package register

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"redress/ingest"
	"redress/ingest/fetch"
)

// Limits of a load: a register is read into memory.
const (
	maxRows    = 2_000_000
	maxRejects = 200_000
	maxBytes   = 512 << 20 // of all files, unpacked as far as fetch does
	maxYAML    = 4 << 20   // bytes
	maxFiles   = 32_000
)

// Read reads a register from the files that blobs yields (fetch.Open makes
// them), which together are all that the origin says. Rows that cannot be records
// are in Rejects; an error is a file that cannot be read, has not the register's
// columns, or is too large.
func Read(ctx context.Context, code, origin string, blobs iter.Seq2[*fetch.Blob, error]) (*Register, error) {
	r, err := newReading(code, origin)
	if err != nil {
		return nil, err
	}
	for blob, err := range blobs {
		if err != nil {
			return nil, err
		}
		if err := r.blob(ctx, blob); err != nil {
			return nil, err
		}
	}
	r.dropOverruled()
	return r.register, nil
}

// A reading is one register being read.
type reading struct {
	kind     kind
	judge    *judge
	register *Register
	last     map[uint64]int // identity → index in register.Rows of the row that holds
	left     int64          // bytes that the files may still have
	rejects  int            // rows that may still be rejected
}

func newReading(code, origin string) (*reading, error) {
	k, ok := kindOf(code)
	if !ok {
		return nil, fmt.Errorf("no register is called %q: there is %s", code, strings.Join(Codes(), ", "))
	}
	if !isCode(strings.ReplaceAll(origin, "-", "_")) {
		return nil, fmt.Errorf("origin %q of a register: use lower-case letters, digits, - and _", origin)
	}
	return &reading{kind: k, judge: newJudge(), last: map[uint64]int{}, left: maxBytes, rejects: maxRejects,
		register: &Register{Code: code, Origin: origin, Unmapped: map[string]map[string]int64{}}}, nil
}

func (r *reading) blob(ctx context.Context, blob *fetch.Blob) error {
	bytes, err := blob.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", blob.Path, err)
	}
	err = r.file(ctx, blob.Path, bytes)
	if err == nil {
		// The digest is that of the whole file.
		_, err = io.Copy(io.Discard, bytes)
	}
	if err = errors.Join(err, bytes.Close()); err != nil {
		return fmt.Errorf("read %s: %w", blob.Path, err)
	}
	r.books().SHA256, r.books().LeftOut = blob.SHA256(), blob.LeftOut
	return nil
}

// file reads one file, whose books it opens.
func (r *reading) file(ctx context.Context, name string, bytes io.Reader) error {
	if len(r.register.Files) >= maxFiles {
		return fmt.Errorf("a load holds at most %d files", maxFiles)
	}
	r.open(name)
	bytes = &bounded{bytes, r}
	switch strings.ToLower(path.Ext(strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst"))) {
	case ".yaml", ".yml":
		return r.yaml(name, bytes)
	}
	return r.table(ctx, name, bytes)
}

// open opens the books of the next file.
func (r *reading) open(name string) {
	r.register.Files = append(r.register.Files, ingest.FileReport{Path: name, Counts: ingest.Counts{Rejected: map[ingest.Reason]int64{}}})
}

// books are those of the open file.
func (r *reading) books() *ingest.FileReport { return &r.register.Files[len(r.register.Files)-1] }

// take judges one entry of the open file.
func (r *reading) take(e entry) error {
	e.file = len(r.register.Files)
	books := r.books()
	books.Read++
	r.judge.entry, r.judge.bad = e, nil
	record, identity := r.kind.record(r.judge)
	if r.judge.bad != nil {
		return r.reject(*r.judge.bad)
	}
	if len(r.register.Rows) >= maxRows {
		return fmt.Errorf("a register holds at most %d rows", maxRows)
	}
	row, err := rowOf(e.file, e.line, record, identity...)
	if err != nil {
		return err
	}
	if at, again := r.last[row.Identity]; again {
		// The earlier row is overruled, in whichever file it stands.
		overruled := &r.register.Files[r.register.Rows[at].File-1]
		overruled.Accepted--
		overruled.Duplicate++
		r.register.Rows[at].Record = nil
	}
	r.last[row.Identity] = len(r.register.Rows)
	r.register.Rows = append(r.register.Rows, row)
	books.Accepted++
	return nil
}

// reject books a row that was read and cannot be a record. Its error ends the
// load: so many are no register's.
func (r *reading) reject(row ingest.RowError) error {
	if r.rejects--; r.rejects < 0 {
		return fmt.Errorf("a register has at most %d rows that are no entries; check that it is the right file", maxRejects)
	}
	r.books().Rejected[row.Reason]++
	r.register.Rejects = append(r.register.Rejects, Reject{File: len(r.register.Files), Row: row})
	return nil
}

// bounded bytes are those of one file, within what all files may have.
type bounded struct {
	io.Reader
	of *reading
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.of.left -= int64(n); b.of.left < 0 {
		return 0, fmt.Errorf("a register has at most %d bytes; check that it is the right file", maxBytes)
	}
	return n, err
}

// dropOverruled leaves the last row of each identity.
func (r *reading) dropOverruled() {
	kept := r.register.Rows[:0]
	for _, row := range r.register.Rows {
		if row.Record != nil {
			kept = append(kept, row)
		}
	}
	r.register.Rows = kept
}
