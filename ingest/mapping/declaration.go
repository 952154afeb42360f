package mapping

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/tabular"
)

// A Declaration is what a publisher's YAML file says, checked and compiled. It
// is immutable and may be used by several goroutines.
type Declaration struct {
	publisher ingest.Publisher
	format    tabular.Format
	sheets    []string // of a workbook, as the declaration names them; * for every visible one; none: those that fit
	skips     bool     // the declaration counts the lines above the header
	nulls     []string // folded by nobody: compared as written, case aside
	columns   []column
	noHeader  []int // column of each field in a file without header; nil where there is always one

	period   periodSpec
	id       int   // column of the publisher's own number, -1 where there is none
	otherIDs []int // columns of numbers that stand in where it is blank, best first
	identity []identityPart

	record  record
	persons []*anonymise.Lexicon // know the names that reports withhold
	facets  *facetJudge
	// placeholders puts those of redacted texts into the publisher's language;
	// nil: as they are.
	placeholders *strings.Replacer
	parameters   []Parameter
	missing      []string // parameters that With has not been given
	fetch        *Fetch
	impersonal   bool // what is fetched holds no personal data
}

// Code is the publisher's code.
func (d *Declaration) Code() string { return d.publisher.Code }

// Publisher says what the declaration says about the source.
func (d *Declaration) Publisher() ingest.Publisher {
	p := d.publisher
	p.Fields = slices.Clone(p.Fields)
	p.Title, p.Note, p.Limits.Unmapped = maps.Clone(p.Title), maps.Clone(p.Note), maps.Clone(p.Limits.Unmapped)
	return p
}

// Format is how the publisher's files are written.
func (d *Declaration) Format() tabular.Format { return d.format }

// Headers are the columns the declaration uses, each by the best of its
// headers.
func (d *Declaration) Headers() []string {
	headers := make([]string, len(d.columns))
	for i, c := range d.columns {
		headers[i] = c.header()
	}
	return headers
}

// PersonalData reports whether the publisher's files hold personal data: what
// is kept of them has to be encrypted then. A declaration that does not say
// otherwise has them.
func (d *Declaration) PersonalData() bool { return !d.impersonal }

// Fetch is where the files are loaded from when nobody names a path; nil where
// the declaration does not say.
func (d *Declaration) Fetch() *Fetch {
	if d.fetch == nil {
		return nil
	}
	f := *d.fetch
	f.URLs = slices.Clone(f.URLs)
	if f.API != nil {
		api := *f.API
		f.API = &api
	}
	return &f
}

// Parse reads a declaration. name is the file it came from, for messages. The
// error, where there is one, lists every mistake, each with file and line.
func Parse(name string, src []byte) (*Declaration, error) {
	root, err := parseYAML(src)
	var at lineError
	if errors.As(err, &at) {
		return nil, fmt.Errorf("%s:%d: %w", name, at.line, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p := &declarationParser{decoder: decoder{file: name}, decl: &Declaration{period: periodSpec{column: -1}, id: -1}}
	p.parse(root)
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return p.decl, nil
}

type declarationParser struct {
	decoder
	decl *Declaration
	zone *time.Location
	used []string // parameters that fill a field
	// strict: a row with a cell that cannot be read is rejected, whichever the
	// field, where the field says nothing else.
	strict bool
}

func (p *declarationParser) parse(root *node) {
	b := p.block(root, "the declaration", declarationBlock)
	p.parsePublisher(b)
	p.parseParameters(b)
	p.parseFetch(b)
	p.parseFile(b)
	p.parseColumns(b)
	p.parsePeriod(b)
	p.parseIdentity(b)
	p.checkRequired(b)
	if n := b.get("record"); n != nil {
		p.parseRecord(n)
	} else {
		p.fail(root.line, "no record: say which columns fill which fields")
	}
	p.checkReplace(b)
	p.checkParameters(b)
	p.limitUnreadable()
	p.decl.publisher.Fields = p.decl.record.fields()
	p.decl.format.Expect, p.decl.format.Fold = p.expected(), foldHeader
	var err error
	if p.decl.persons, err = p.decl.record.loadPersons(); err != nil {
		p.fail(root.line, "%s", err)
	}
	p.decl.facets, p.decl.placeholders = newFacetJudge(p.decl.persons), hanPlaceholders(p.decl.publisher.Country)
}
