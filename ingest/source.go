// Package ingest is the write path: it carries complaints from a publisher's
// files into a release.
//
// A Source yields complaints file by file, Run judges them (accepted,
// duplicate, rejected with a reason) and a Sink keeps them. The rule of the
// package: the books balance. Every row read is accepted, a duplicate or
// rejected, per file and in total, and a rejected row is named by file, line
// and column, never by its value.
package ingest

import (
	"context"
	"iter"

	"redress/ingest/complaint"
)

// A Source is one publisher's files, read once. It is declared here because
// Run is its caller; publisher.Open makes the real one.
type Source interface {
	// Publisher says what the declaration says about the source.
	Publisher() Publisher
	// Files yields the files of the load in the order they are judged. An
	// error ends the load: a file that cannot be opened is never left out.
	Files(ctx context.Context) iter.Seq2[File, error]
}

// A File is one tabular file of a load: a plain file or an archive's member.
type File interface {
	// Path is the path as given, with "!member" for a member of an archive.
	Path() string
	// Complaints yields the file's complaints in file order. A *RowError
	// rejects one row and the file goes on; any other error ends the load.
	// The Complaint is reused: it is valid until the next step.
	Complaints(ctx context.Context) iter.Seq2[*complaint.Complaint, error]
	// SHA256 is the hex digest of the file as given (the archive, for a
	// member). It is known once Complaints has ended.
	SHA256() string
	// Unmapped counts, per field, the publisher's values that no declaration
	// maps, after redaction. It is complete once Complaints has ended.
	Unmapped() map[string]map[string]int
	// LostCharacters is how many characters of the file are not in its encoding
	// and were replaced. It is known once Complaints has ended.
	LostCharacters() int64
	// UnreadSheets names the visible sheets of a workbook that are not read. It is
	// known once Complaints has ended.
	UnreadSheets() []string
	// Layout says how the file's rows lie in it. It is known once Complaints has
	// ended.
	Layout() Layout
	// Progress says how many bytes of the file as given have been read, and how
	// many there are; total 0 is unknown. It may be called while the file is read.
	Progress() (done, total int64)
}

// A Layout says how the rows of a file lie in it.
type Layout struct {
	// LeftOut are the members of the file's archive that were not read, as a report
	// may show them; they stand with the first member read behind them.
	LeftOut []string
	// SkippedRows are the rows above the header, BlankRows those without a value in
	// any cell. Neither are rows of the books.
	SkippedRows, BlankRows int64
	// Sheets are the sheets of a workbook that were read, as a report may show them;
	// none where it is one alone.
	Sheets []string
	// Lost are the fields of which the file lacks every column.
	Lost []LostField
}

// A Publisher is what a declaration says about a source, apart from how to
// read its files.
type Publisher struct {
	Code         string                 // procon-cnrf
	Title        map[string]string      // by language: en, zh
	Country      string                 // ISO 3166-1 alpha-2
	URL          string                 // where the publisher offers the files
	Licence      string                 // of the data
	Zone         string                 // IANA zone of its local days
	OutcomeBasis complaint.OutcomeBasis //
	// Fields are the record's fields this publisher fills at all. A field not
	// listed was never asked: its counts are unknown, not zero.
	Fields []string
	// Limits are what a load may differ by before it is looked at.
	Limits Limits
	// Replace says what a file replaces.
	Replace Replace
	// Note is what a reader must know of the source, by language; may be nil.
	Note map[string]string
	// KeepDuplicates is true where identical identities in one file are
	// different complaints, told apart by an ordinal; otherwise the last wins
	// and the others are duplicates.
	KeepDuplicates bool
}
