package tabular

import (
	"errors"
	"io"
)

// A Record is one row of a file.
type Record struct {
	// Line is the physical line of the record's first byte, from 1; blank
	// lines count. Of a workbook it is the row number, of Parquet the row's
	// number from 2. The header of JSON and NDJSON stands nowhere: 0.
	Line int
	// Number of the record, from 1, where a line may hold several: in a JSON
	// document. 0: the line says which it is.
	Number int
	// Fields are the record's fields, unquoted. The slice is valid until the
	// next call of Next. The strings may be kept, but each keeps the whole
	// record in memory: clone what is kept for long.
	Fields []string
	// Rounded are the fields, by their index, that a workbook holds as whole numbers
	// of more than 15 digits: those beyond are lost, as a spreadsheet keeps no more.
	// nil: there are none. It is valid as long as Fields.
	Rounded []int
}

// A Reader reads the records of one file. It is not safe for use by several
// goroutines.
type Reader struct {
	format  Format
	started bool
	fatal   error // returned by every further call
	next    func() (Record, error)

	kind      Kind
	encoding  string
	delimiter byte
	quoting   Quoting
	max       int

	objects  *objectTable // of JSON and NDJSON
	kept     []*spool     // given back at the end
	replaced int64
	unread   []string  // sheets
	sheet    *xlsxRows // of a workbook, the one that is read

	window window
	line   int // physical line of window.pos, from 1
	fields []string
	spans  []span
	joined []byte
}

// NewReader returns a reader of the table in r, which it reads from the
// current position to its end and does not close. Nothing is read before the
// first call of Next.
func NewReader(r io.Reader, f Format) *Reader {
	return &Reader{format: f, window: window{src: r}, line: 1}
}

// Encoding returns the canonical name of the encoding that was decided on. It
// is empty before the first call of Next.
func (r *Reader) Encoding() string { return r.encoding }

// Delimiter returns the delimiter that was decided on, 0 before the first call
// of Next.
func (r *Reader) Delimiter() byte { return r.delimiter }

// Quoting returns the quoting that was decided on: Quoted or Unquoted, or
// empty before the first call of Next.
func (r *Reader) Quoting() Quoting { return r.quoting }

// Replacements returns how many characters of what was read so far are lost:
// those that the file's encoding could not give, and each U+FFFD, the scar of
// an earlier loss. Records that have the former are rejected as BadEncoding.
func (r *Reader) Replacements() int64 { return r.replaced }

// Kind returns the kind that was decided on, empty before the first call of
// Next.
func (r *Reader) Kind() Kind { return r.kind }

// Next returns the next record. Blank lines are passed over. The header, where
// there is one, is a record like any other; JSON, NDJSON and Parquet always
// have one.
//
// The error is io.EOF at the end; a *SyntaxError for one bad record, after
// which reading goes on; anything else is fatal and is returned from then on:
// ErrNotText, a format that Validate refuses, or a fault of the stream.
func (r *Reader) Next() (Record, error) {
	if r.fatal != nil {
		return Record{}, r.fatal
	}
	if !r.started {
		r.started = true
		if err := r.start(); err != nil {
			r.fail(err)
			return Record{}, err
		}
	}
	record, err := r.next()
	if err != nil {
		r.fail(err)
	}
	return record, err
}

// fail makes an error that ends the reading stay.
func (r *Reader) fail(err error) {
	var bad *SyntaxError
	if !errors.As(err, &bad) {
		r.fatal = err
		if r.sheet != nil && r.format.SeveralSheets && err == io.EOF {
			return // another sheet may be turned to
		}
		r.Close()
	}
}

// keep notes a spool to be given back at the end.
func (r *Reader) keep(s *spool) { r.kept = append(r.kept, s) }

// Close gives back what a workbook or a Parquet file takes in memory and on
// disk. Only who stops before Next has returned an error that is no
// *SyntaxError, or has set Format.SeveralSheets, needs to call it.
func (r *Reader) Close() {
	for _, s := range r.kept {
		s.close()
	}
	r.kept = nil
	if r.fatal == nil {
		r.fatal = io.ErrClosedPipe
	}
}
