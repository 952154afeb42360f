package sink

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest"
)

// How sources are replaced.
//
// The complaints of a source that is declared to be replaced fall into slices:
// the whole source, or those of one day, month or year of opening or closing.
// Complaints without that day are a slice per period of the files they come in:
// in a register whose monthly files hold what was closed that month, the undated
// rows of January go when January comes again without them, and February says
// nothing about them.
//
// Two rules decide what a release holds. The newest word on a complaint is its
// row of the highest version (period, load, file). Of a slice, the files of the
// highest version (period, load) hold all there is. So a complaint is in the
// release, in its newest state, if that row stands in one of the newest files of
// its slice; otherwise it is gone. What follows from it:
//
//   - The order of loading files of different periods does not matter.
//   - Files of one load with one period are parts of one whole: a source
//     published in parts is loaded in one go.
//   - A complaint that moves to another slice goes with it; the older file that
//     has it in the slice before does not bring it back.
//   - What a source held before it was declared to be replaced goes only when
//     a file of no older period lacks it.

//go:embed lost.sql
var lostSQL string

//go:embed gone.sql
var goneSQL string

//go:embed removals.sql
var removalsSQL string

//go:embed replaced.sql
var replacedSQL string

//go:embed replaced_before.sql
var replacedBeforeSQL string

//go:embed slices.sql
var slicesSQL string

//go:embed periods.sql
var periodsSQL string

// slicing is how the statements are told what a file replaces: nothing by the
// empty text.
func slicing(r ingest.Replace) (by, day string) {
	switch r.Kind {
	case ingest.Snapshot:
		return "all", ""
	case ingest.Slice:
		return r.By, r.Slice
	default:
		return "", ""
	}
}

// replaces says whether what a file lacks is gone.
func (l *Load) replaces() bool {
	by, _ := slicing(l.publisher.Replace)
	return by != ""
}

// onePeriod refuses a file whose rows of one slice speak of several periods: of
// such a file nobody can say whether it is newer than another.
func (l *Load) onePeriod(ctx context.Context) error {
	if !l.replaces() {
		return nil
	}
	var periods uint64
	err := l.ask(ctx, periodsSQL, []any{&periods}, clickhouse.Named("file", l.file))
	if err != nil {
		return fmt.Errorf("read the file's periods: %w", err)
	}
	if periods > 1 {
		return &ingest.RefusedError{Problem: fmt.Sprintf("file %d of the load has rows of %d periods in one slice, and %s is "+
			"replaced slice by slice: which file is the newer one cannot be told", l.file, periods, l.publisher.Code),
			Hint: "declare the period of whole files: period: file_date, or {file_name: …}"}
	}
	return nil
}

// remove works out which complaints the load removes.
func (l *Load) remove(ctx context.Context) error {
	if !l.replaces() {
		return nil
	}
	if err := l.exec(ctx, lostSQL); err != nil {
		return fmt.Errorf("work out what was replaced: %w", err)
	}
	if l.current == 0 {
		return nil
	}
	if err := l.exec(ctx, goneSQL); err != nil {
		return fmt.Errorf("work out what is gone: %w", err)
	}
	return nil
}

// remember keeps what later loads must know of this one and no release says:
// how new the newest word on complaints and slices is. It can be done twice.
func (l *Load) remember(ctx context.Context) error {
	for _, statement := range []string{confirmSQL, slicesSQL} {
		if err := l.exec(ctx, statement); err != nil {
			return fmt.Errorf("remember what the load confirmed: %w", err)
		}
	}
	return nil
}
