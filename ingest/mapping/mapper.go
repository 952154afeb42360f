package mapping

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/tabular"
)

// A File is what a Mapper has to know of the file beside its rows.
type File struct {
	Path string // as errors name it
	// Name is the path as it is, where errors name it otherwise: it may say the
	// period. It is never shown. Empty: Path.
	Name string
	// Lines is true for the records of a paged API: one JSON object a line,
	// whatever the declaration says of files.
	Lines bool
	// Date orders the states of a complaint where the declaration says
	// file_date: the day the file speaks of or, not known better, of the load.
	Date complaint.Day
}

// A Mapper maps the rows of one file to complaints. It is not safe for use by
// several goroutines.
type Mapper struct {
	decl *Declaration
	key  anonymise.Key
	file File

	binding binding
	row     tabular.Record
	out     complaint.Complaint
	reject  ingest.RowError

	ids, ordinals *anonymise.Hasher
	redactor      anonymise.Redactor
	origin        complaint.ID       // the row's id before any rotation of the key
	seen          map[shortID]uint32 // rows of each identity so far, where they are told apart
	platform      *partyMapper
	seller        *partyMapper
	texts         map[*textSpec]*cache[facet]
	codes         map[*codedSource]*cache[coded]
	unmapped      unmapped
	lost          int64 // characters
	layout        ingest.Layout
	unread        []string             // sheets
	persons       []*anonymise.Lexicon // keep persons' names out of unmapped
}

// NewMapper returns a Mapper for one file of the declaration's publisher.
func NewMapper(d *Declaration, key anonymise.Key, file File) *Mapper {
	m := &Mapper{decl: d, key: key, file: file, unmapped: unmapped{}, persons: d.persons,
		ids: key.Hasher(d.Code(), "complaint"), ordinals: key.Hasher(d.Code(), "ordinal"),
		texts: map[*textSpec]*cache[facet]{}, codes: map[*codedSource]*cache[coded]{}}
	if d.publisher.KeepDuplicates {
		m.seen = map[shortID]uint32{}
	}
	m.platform = newPartyMapper(d.record.platform, key, d.Code())
	if d.record.seller != nil {
		m.seller = newPartyMapper(d.record.seller, key, d.Code())
	}
	m.prepare()
	return m
}

// Start takes the file's first record. isRow is true where it is a row already;
// it has to be mapped then. The error says in one sentence why the file does
// not fit the declaration.
func (m *Mapper) Start(first tabular.Record) (isRow bool, err error) {
	if len(m.decl.missing) > 0 {
		return false, missingParameters(m.decl.Code(), m.decl.missing)
	}
	m.binding, isRow, err = m.decl.bind(first)
	if err == nil {
		m.binding.period, err = m.filePeriod()
	}
	return isRow, err
}

// filePeriod is the period that the name of the file says; 0 where the declaration
// asks for none.
func (m *Mapper) filePeriod() (uint32, error) {
	if m.decl.period.fileName == nil {
		return 0, nil
	}
	return m.decl.period.fileName.of(cmp.Or(m.file.Name, m.file.Path))
}

// Unmapped counts, per field, the publisher's values that the declaration does
// not map, "(absent)" among them. Values are redacted.
func (m *Mapper) Unmapped() map[string]map[string]int { return m.unmapped }

// Map maps one row. Both results are reused: they are valid until the next
// call.
func (m *Mapper) Map(row tabular.Record) (*complaint.Complaint, *ingest.RowError) {
	if reject := m.mapInto(row, &m.out); reject != nil {
		return nil, reject
	}
	m.tellApart(&m.out, m.origin)
	return &m.out, nil
}

// mapInto maps one row into c, whose lists keep their memory. Rows of one
// identity are not told apart yet: that takes the rows before.
func (m *Mapper) mapInto(row tabular.Record, c *complaint.Complaint) *ingest.RowError {
	m.row = row
	m.reject = ingest.RowError{File: m.file.Path, Sheet: m.binding.sheet, Line: row.Line, Record: row.Number}
	if len(row.Fields) != m.binding.width {
		return m.fail(-1, ingest.Ragged)
	}
	// The lists keep their memory; everything else starts unknown.
	*c = complaint.Complaint{Source: m.decl.Code(), Line: row.Line, Zone: m.decl.publisher.Zone,
		OutcomeBasis: m.decl.publisher.OutcomeBasis, Remedies: c.Remedies[:0], Evidence: c.Evidence[:0],
		Associations: c.Associations[:0], Stages: c.Stages[:0], Actions: c.Actions[:0]}
	for _, step := range [...]func(*complaint.Complaint) *ingest.RowError{
		m.checkColumns, m.mapDates, m.mapParties, m.mapPeriod, m.mapCodes, m.mapAmounts, m.mapLadders, m.mapTexts, m.mapID} {
		if reject := step(c); reject != nil {
			return reject
		}
	}
	return nil
}

// fail rejects the row because of a column; -1 for none.
func (m *Mapper) fail(col int, reason ingest.Reason) *ingest.RowError {
	m.reject.Reason = reason
	if col >= 0 {
		m.reject.Column = m.decl.columns[col].header()
	}
	return &m.reject
}

// cell is the trimmed value of a column; empty where it is absent: the file
// lacks the column, or the cell is blank or says so.
func (m *Mapper) cell(col int) string {
	at := m.binding.at[col]
	if at < 0 {
		return ""
	}
	s := m.row.Fields[at]
	if hasMargin(s) {
		s = strings.TrimFunc(s, isSpaceOrControl)
	}
	if len(s) <= maxNull && m.isNull(s) {
		return ""
	}
	return s
}

// hasMargin reports whether s begins or ends with a space or control character.
func hasMargin(s string) bool {
	if s == "" {
		return false
	}
	first, last := rune(s[0]), rune(s[len(s)-1])
	if first >= utf8.RuneSelf {
		first, _ = utf8.DecodeRuneInString(s)
	}
	if last >= utf8.RuneSelf {
		last, _ = utf8.DecodeLastRuneInString(s)
	}
	return isSpaceOrControl(first) || isSpaceOrControl(last)
}

// maxNull is the length up to which a cell is compared with the words for null.
const maxNull = 24

func (m *Mapper) isNull(s string) bool {
	if isSpreadsheetError(s) {
		return true
	}
	for _, null := range m.decl.nulls {
		if len(s) == len(null) && strings.EqualFold(s, null) {
			return true
		}
	}
	return false
}

// checkColumns rejects rows with a value its column cannot hold: the sign of a
// row whose cells have moved.
func (m *Mapper) checkColumns(*complaint.Complaint) *ingest.RowError {
	for i := range m.decl.columns {
		only := m.decl.columns[i].only
		if only == nil {
			continue
		}
		value := m.cell(i)
		ok := value == ""
		for _, allowed := range only {
			ok = ok || strings.EqualFold(value, allowed)
		}
		if !ok {
			return m.fail(i, ingest.BadValue)
		}
	}
	return nil
}

func (m *Mapper) mapParties(c *complaint.Complaint) *ingest.RowError {
	platform := m.platform.party(m)
	if platform.key == "" {
		return m.fail(m.platform.spec.firstColumn(), ingest.NoPlatform)
	}
	c.Platform, c.PlatformName = platform.key, platform.name
	if m.seller != nil {
		seller := m.seller.party(m)
		c.Seller, c.SellerName = seller.key, seller.name
	}
	return nil
}

// firstColumn is the column to name where there is no party at all.
func (s *partySpec) firstColumn() int {
	switch {
	case len(s.trade) > 0:
		return s.trade[0]
	case len(s.legal) > 0:
		return s.legal[0]
	}
	return -1 // it is the same in every row
}

// mapID hashes the publisher's number or the columns that stand for it. A number
// that a spreadsheet has rounded is none: others have been rounded to the same.
func (m *Mapper) mapID(c *complaint.Complaint) *ingest.RowError {
	if col := m.decl.id; col >= 0 {
		value := m.cell(col)
		at := col
		for _, other := range m.decl.otherIDs {
			if value == "" {
				at, value = other, m.cell(other)
			}
		}
		switch {
		case value == "":
			return m.fail(col, ingest.NoID)
		case isRounded(value), m.isRoundedCell(at):
			return m.fail(at, ingest.BadValue)
		case at != col: // the same number in another column is another complaint's
			m.ids.Add(m.decl.columns[at].name)
		}
		m.ids.Add(value)
		m.identify(c)
		return nil
	}
	blank := true
	for _, part := range m.decl.identity {
		col := part.column
		value := m.cell(col)
		if part.number {
			value = dropZeros(value)
		}
		if value == "" && part.otherwise >= 0 {
			col = part.otherwise
			value = m.cell(col)
		}
		if isRounded(value) || m.isRoundedCell(col) {
			m.ids.Reset()
			return m.fail(col, ingest.BadValue)
		}
		blank = blank && value == ""
		m.ids.Add(value)
	}
	if blank { // such rows would all be one complaint
		m.ids.Reset()
		return m.fail(-1, ingest.NoID)
	}
	m.identify(c)
	return nil
}

// identify makes the id of what was added to m.ids.
func (m *Mapper) identify(c *complaint.Complaint) {
	m.origin = m.ids.Origin()
	c.ID = m.ids.Carry(m.origin)
}

// A shortID is half of an id: enough to tell the rows of one file apart, and
// half the memory, of which there is some 20 to 35 bytes a row.
type shortID [8]byte

// tellApart gives the second and further rows of one identity ids of their own,
// where the publisher's identical rows are different complaints. Rows come in
// the order of the file. origin is the row's id before any rotation of the key:
// what is made of it can be carried to the next key like any other id.
func (m *Mapper) tellApart(c *complaint.Complaint, origin complaint.ID) {
	if m.seen == nil || m.decl.id >= 0 {
		return
	}
	short := shortID(origin[:8])
	n := m.seen[short]
	m.seen[short] = n + 1
	if n > 0 {
		m.ordinals.Add(string(origin[:]))
		m.ordinals.Add(string([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}))
		c.ID = m.ordinals.ID()
	}
}

// dropZeros takes leading zeros off a number, but not the last digit.
func dropZeros(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}
