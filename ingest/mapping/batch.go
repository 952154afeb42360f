package mapping

import (
	"slices"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/tabular"
)

// A batch is a run of rows on its way through the pipeline: large enough that
// handing it over costs nothing beside mapping it, small enough to stay in the
// processor's cache. It ends early where its rows are long.
const (
	batchRows  = 256
	batchBytes = 1 << 20
)

// A batch holds rows and what became of them. It is reused.
type batch struct {
	rows   []batchRow
	fields []string // of all rows
	size   int      // bytes of all fields
	// The complaints of the rows; a rejected row leaves its place unused.
	complaints []complaint.Complaint
	err        error         // ends the file, after these rows
	done       chan struct{} // gets a value when the rows are mapped
}

// A batchRow is one row and its fate.
type batchRow struct {
	line       int
	number     int             // of the record, in JSON; 0: the line says where it is
	bound      *binding        // the header it stands below
	from, to   int             // its fields
	rounded    []int           // which of them are rounded numbers
	fault      tabular.Fault   // what the reader found wrong with it; there are no fields then
	reject     ingest.RowError // with a reason: rejected
	identified bool            // it has an identity, so it counts where identical rows are told apart
	origin     complaint.ID    // its id before any rotation of the key
}

func newBatch() *batch { return &batch{done: make(chan struct{}, 1)} }

func (b *batch) full() bool { return len(b.rows) >= batchRows || b.size >= batchBytes }

// addRow copies a record's fields, which its reader reuses; their text it does
// not.
func (b *batch) addRow(row tabular.Record, bound *binding) {
	from := len(b.fields)
	b.fields = append(b.fields, row.Fields...)
	for _, f := range row.Fields {
		b.size += len(f)
	}
	b.rows = append(b.rows, batchRow{line: row.Line, number: row.Number, bound: bound, from: from, to: len(b.fields), rounded: slices.Clone(row.Rounded)})
}

func (b *batch) addFault(bad *tabular.SyntaxError, bound *binding) {
	b.rows = append(b.rows, batchRow{line: bad.Line, number: bad.Number, bound: bound, fault: bad.Kind})
}

// mapRows maps the rows with a mapper that no other goroutine is using.
func (b *batch) mapRows(m *Mapper, check Check) {
	for len(b.complaints) < len(b.rows) {
		b.complaints = append(b.complaints, complaint.Complaint{})
	}
	for i := range b.rows {
		row := &b.rows[i]
		if row.fault != "" {
			row.reject = ingest.RowError{File: m.file.Path, Sheet: row.bound.sheet, Line: row.line, Record: row.number, Reason: ingest.Reason(row.fault)}
			continue
		}
		c := &b.complaints[i]
		m.binding = *row.bound
		reject := m.mapInto(tabular.Record{Line: row.line, Number: row.number, Fields: b.fields[row.from:row.to:row.to], Rounded: row.rounded}, c)
		if reject == nil {
			row.identified, row.origin = true, m.origin
			if check != nil {
				if reject = check(c); reject != nil {
					m.locate(reject)
				}
			}
		}
		if reject != nil {
			row.reject = *reject
		}
	}
}

// yield passes the rows on in their order. It returns false where the iteration
// has ended.
func (b *batch) yield(m *Mapper, yield func(*complaint.Complaint, error) bool) bool {
	for i := range b.rows {
		row := &b.rows[i]
		if row.identified {
			m.tellApart(&b.complaints[i], row.origin)
		}
		var more bool
		if row.reject.Reason != "" {
			reject := row.reject
			more = yield(nil, &reject)
		} else {
			more = yield(&b.complaints[i], nil)
		}
		if !more {
			return false
		}
	}
	if b.err != nil {
		yield(nil, b.err)
		return false
	}
	return true
}

// reset empties the batch; its memory stays, but for texts, which would keep
// whole rows alive.
func (b *batch) reset() {
	clear(b.fields)
	b.rows, b.fields, b.size, b.err = b.rows[:0], b.fields[:0], 0, nil
}
