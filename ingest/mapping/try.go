package mapping

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/tabular"
)

// sampleRejects is how many rejects of each reason a Sample lists unless all are
// asked for; it counts all.
const sampleRejects = 10

// TryOptions say how much of a file a Sample holds.
type TryOptions struct {
	Complaints int  // how many of the first ones
	AllRejects bool // every reject, instead of the first 10 of each reason
}

// A Sample is what a declaration makes of a file: what redress sources try
// shows.
type Sample struct {
	Encoding     string                // as decided on; empty for formats that have none
	Replacements int64                 // characters the encoding could not give
	UnreadSheets []string              // of a workbook, not hidden and not read: the first 20
	Layout       ingest.Layout         // how the rows lie in the file
	Read         int                   // rows, without the header
	Complaints   []complaint.Complaint // the first ones
	Rejected     map[ingest.Reason]int
	Rejects      []ingest.RowError // the first 10 of each reason, or all
	// Unmapped are the values of the whole file that no table maps, by field.
	Unmapped map[string]map[string]int
	// Unreadable are the days, sums, currencies and ratings of the whole file
	// that could not be read and are unknown for that, by field.
	Unreadable map[string]map[string]int
	// Absent are the declared columns the file lacks; what they fill is
	// unknown in all of it.
	Absent []string
	// Undeclared are the file's columns the declaration does not use.
	Undeclared []FileColumn
	// Late are keys of JSON records that are no column: they came after the
	// header was settled and nobody declares them. With how many records have
	// them.
	Late map[string]int
	// Dates are the declared date columns and what tells day from month.
	Dates []DateCheck
	// Personal are the columns that look personal and are not declared so.
	Personal []PersonalDoubt
}

// A FileColumn is a column of a file.
type FileColumn struct {
	Position int    // from 1
	Header   string // empty where the file has no header, or one that looks like something of a person's
}

// A PersonalDoubt is a column that may hold personal data and is neither
// never_store nor redacted.
type PersonalDoubt struct {
	FileColumn
	Declared bool    // the declaration uses it
	Header   bool    // its header says so
	Kind     string  // what its cells look like: "an e-mail address"; empty: nothing of a person's
	Share    float64 // of the cells looked at, from 0 to 1
}

// Try maps a whole file with a key that nobody has and returns the first
// complaints, the rejects (those of ingest.Validate included) and every
// value that is unmapped or cannot be read. The ids and pseudonyms in it mean nothing. file.Date is
// also the day no complaint can be younger than.
func Try(ctx context.Context, d *Declaration, r io.Reader, file File, o TryOptions) (Sample, error) {
	t := trial{mapper: NewMapper(d, anonymise.Key{}, file), file: file, options: o,
		sample: Sample{Rejected: map[ingest.Reason]int{}}}
	format := t.mapper.format()
	t.table = &table{m: t.mapper, reader: tabular.NewReader(r, format)}
	defer t.table.reader.Close()
	if err := t.table.open(); err != nil {
		return t.sample, fmt.Errorf("%s: %w", file.Path, err)
	}
	t.start()
	for rows := 0; ; rows++ {
		if rows%batchRows == 0 && ctx.Err() != nil {
			return t.sample, fmt.Errorf("%s: %w", file.Path, context.Cause(ctx))
		}
		row, err := t.table.next()
		var bad *tabular.SyntaxError
		switch {
		case errors.Is(err, io.EOF):
			reader := t.table.reader
			t.table.end()
			t.sample.Encoding, t.sample.Replacements, t.sample.UnreadSheets = reader.Encoding(), reader.Replacements(), t.mapper.unread
			t.sample.Layout = t.table.layout
			return t.end(reader.Unseen())
		case errors.As(err, &bad):
			t.reject(t.mapper.syntaxReject(bad, t.table.bound.sheet))
		case err != nil:
			return t.sample, fmt.Errorf("%s: %w", file.Path, err)
		default:
			t.row(row)
		}
	}
}

// A trial is one Try on its way.
type trial struct {
	mapper   *Mapper
	file     File
	options  TryOptions
	sample   Sample
	table    *table
	first    *binding // of the first sheet that is read, whose columns are looked at
	profiles []*profile
	dates    *dateWatch
}

// start makes what looks at the columns.
func (t *trial) start() {
	t.first = t.table.bound
	t.mapper.binding = *t.first
	for i := range t.first.width {
		p := newProfile("")
		if i < len(t.first.headers) {
			name := t.first.headers[i]
			if p.withheld = isPrivateName(name); !p.withheld {
				p.header = forReport(name, nil)
			}
		}
		t.profiles = append(t.profiles, p)
	}
	t.dates = watchDates(t.mapper)
}

func (t *trial) row(row tabular.Record) {
	t.mapper.binding = *t.table.bound
	c, reject := t.mapper.Map(row)
	if len(row.Fields) == len(t.profiles) && slices.Equal(t.first.at, t.table.bound.at) {
		t.dates.add()
		for i, p := range t.profiles {
			if cell := trimSpace(row.Fields[i]); cell != "" && !t.mapper.isNull(cell) {
				p.add(cell)
			}
		}
	}
	if reject == nil {
		if reject = ingest.Validate(c, t.file.Path, t.file.Date); reject != nil {
			t.mapper.locate(reject)
		}
	}
	if reject != nil {
		t.reject(reject)
		return
	}
	t.sample.Read++
	if len(t.sample.Complaints) < t.options.Complaints {
		t.sample.Complaints = append(t.sample.Complaints, Clone(c))
	}
}

func (t *trial) reject(reject *ingest.RowError) {
	t.sample.Read++
	t.sample.Rejected[reject.Reason]++
	if t.options.AllRejects || t.sample.Rejected[reject.Reason] <= sampleRejects {
		t.sample.Rejects = append(t.sample.Rejects, *reject)
	}
}

// end adds what is known once the file is read.
func (t *trial) end(late map[string]int) (Sample, error) {
	s := &t.sample
	s.Unmapped, s.Unreadable = apart(t.mapper.Unmapped())
	d := t.mapper.decl
	used := make([]int, len(t.profiles)) // column of the declaration, -1: none
	for i := range used {
		used[i] = -1
	}
	for i, at := range t.first.at {
		if t.table.absent[i] {
			s.Absent = append(s.Absent, d.columns[i].header())
			continue
		}
		if at >= 0 {
			used[at] = i
		}
	}
	lexicons, err := allLexicons()
	if err != nil {
		return *s, err
	}
	for key, n := range late {
		if s.Late == nil {
			s.Late = map[string]int{}
		}
		shown := Withheld
		if !isPrivateName(key) {
			shown = forReport(key, lexicons)
		}
		s.Late[shown] += n
	}
	for i, p := range t.profiles {
		column := FileColumn{Position: i + 1, Header: p.header}
		if used[i] < 0 {
			s.Undeclared = append(s.Undeclared, column)
		}
		if used[i] >= 0 && d.guards(used[i]) {
			continue
		}
		doubt := PersonalDoubt{FileColumn: column, Declared: used[i] >= 0}
		said, _ := roleOf(p.header)
		doubt.Kind, doubt.Share = p.personal(lexicons)
		doubt.Header = said == personalRole || p.withheld
		if doubt.Header || doubt.Kind != "" {
			s.Personal = append(s.Personal, doubt)
		}
	}
	s.Dates = t.dates.checks()
	return *s, nil
}

// guards reports whether the declaration keeps a column's persons out: it is
// never stored, the hashed number of the complaint, or free text that is
// redacted.
func (d *Declaration) guards(col int) bool {
	return d.columns[col].never || d.id == col || slices.Contains(d.otherIDs, col) || d.record.narrative != nil && d.record.narrative.column == col
}

// Clone returns a copy of a complaint that shares no list with it.
func Clone(c *complaint.Complaint) complaint.Complaint {
	out := *c
	out.Remedies, out.Evidence = slices.Clone(c.Remedies), slices.Clone(c.Evidence)
	out.Associations = slices.Clone(c.Associations)
	out.Stages, out.Actions = slices.Clone(c.Stages), slices.Clone(c.Actions)
	return out
}
