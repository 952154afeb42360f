package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// An Outlook is what publishing a load would do to its source.
type Outlook struct {
	// Complaints the source holds before and would hold after.
	Before, After int64
	// Removed counts, per file in the order of the load, the complaints that go
	// because the files lack them.
	Removed []int64
	// Recent is how many complaints the source holds of the year before the
	// load's newest opening day, and Vanished the platforms among them that the
	// load lacks.
	Recent   int64
	Vanished []Vanished
	// Moved is how many of the complaints that the load replaces have another
	// opening day and another platform than before: they cannot be the same.
	Moved int64
}

// A Vanished is a platform of which a load suddenly has no row: one of at least
// 30 complaints and 1 % of the source, in the year before the load's newest
// opening day, that at this share would have at least 30 of the load's rows of
// that year. So neither a small load, nor a platform that ended years ago, nor
// a small one sets off the gate; and the chance that one which files complaints
// as ever is missing by accident is below one in ten to the 12th.
type Vanished struct {
	Platform   string // its name
	Complaints int64  // in that year
}

// A HeldError is a load that is over a limit and waits for somebody to look.
type HeldError struct {
	Problem  string // for everybody: no path, no place
	Hint     string // for whoever runs the load; may be empty
	Breaches []Breach
}

// Error is the reason and the hint.
func (e *HeldError) Error() string { return join(e.Problem, e.Hint) }

func join(problem, hint string) string {
	if hint == "" {
		return problem
	}
	return problem + "; " + hint
}

// vanishedShown is how many vanished platforms are named as evidence.
const vanishedShown = 10

// absentSuffix marks a limit on absent values, and absentValue how they are
// counted among the unmapped.
const (
	absentSuffix = " (absent)"
	absentValue  = "(absent)"
)

// leastSuspect is how many moved complaints or duplicates are more than somebody's
// corrections, where a limit allows some.
const leastSuspect = 5

// weigh says whether a load that was read may be published: its books balance,
// it holds something, and it passes the gates.
func weigh(ctx context.Context, p Publisher, sink Sink, r *Report, unmapped map[string]map[string]int64) error {
	if err := r.Balance(); err != nil {
		return err
	}
	switch {
	case r.NotModified && r.Release != 0:
		return nil
	case r.Read == 0:
		return &RefusedError{Problem: "the load holds no rows; nothing was published"}
	case r.Accepted == 0:
		return &RefusedError{Problem: fmt.Sprintf("all of the %d rows were rejected; nothing was published", r.Read),
			Hint: "check the files or the declaration, first at " + firstReject(r.Rejects)}
	}
	outlook, err := sink.Outlook(ctx)
	if err != nil {
		return fmt.Errorf("work out what the load changes: %w", err)
	}
	if err := r.TakeRemoved(outlook); err != nil {
		return err
	}
	breaches := gates(p.Limits, r, unmapped, outlook)
	lost, err := lostColumns(ctx, p.Limits.Columns, sink, r.Files)
	if err != nil {
		return err
	}
	breaches = append(breaches, lost...)
	if len(breaches) == 0 {
		return nil
	}
	held := &HeldError{Problem: "held back: " + sentence(breaches), Breaches: breaches}
	if slices.ContainsFunc(breaches, func(b Breach) bool { return b.Gate == GateRejects || b.Gate == GateFuture }) {
		held.Hint = "check the files or the declaration, first at " + firstReject(r.Rejects)
	}
	return held
}

// TakeRemoved enters what the load removes into the books, and checks that they
// explain how many complaints the source holds afterwards.
func (r *Report) TakeRemoved(o Outlook) error {
	if len(o.Removed) > len(r.Files) {
		return errors.New("books do not balance: complaints were removed by a file that was not read")
	}
	r.Removed = 0
	for i, n := range o.Removed {
		r.Files[i].Removed = n
		r.Removed += n
	}
	if got := o.Before + r.New - r.Removed; got != o.After {
		return fmt.Errorf("books do not balance: %d complaints + %d new - %d removed are not the %d that the release would hold",
			o.Before, r.New, r.Removed, o.After)
	}
	return nil
}

// gates lists every limit the load is over.
func gates(l Limits, r *Report, unmapped map[string]map[string]int64, o Outlook) []Breach {
	var out []Breach
	check := func(gate, subject string, allowed float64, rows, of int64) bool {
		if allowed < 0 || of <= 0 {
			return false
		}
		measured := float64(rows) / float64(of)
		if measured <= allowed {
			return false
		}
		out = append(out, Breach{Gate: gate, Subject: subject, Measured: measured, Allowed: allowed, Rows: rows})
		return true
	}
	check(GateRejects, "", l.Rejects, r.RejectedRows(), r.Read)
	check(GateFuture, "", l.Future, r.Rejected[FutureDate], r.Read)
	for _, field := range slices.Sorted(maps.Keys(l.Unmapped)) {
		check(GateUnmapped, field, l.Unmapped[field], unmappedRows(unmapped, field), r.Read)
	}
	suspect := func(gate string, allowed float64, rows, of int64) {
		if allowed == 0 || rows >= leastSuspect {
			check(gate, "", allowed, rows, of)
		}
	}
	suspect(GateMoved, l.Moved, o.Moved, r.Replaced)
	duplicates, accepted := mostDuplicates(r.Files)
	suspect(GateDuplicates, l.Duplicates, duplicates, accepted)
	check(GateShrink, "", l.Shrink, o.Before-o.After, o.Before)
	var vanished int64
	for _, v := range o.Vanished {
		vanished += v.Complaints
	}
	if check(GateVanished, "", l.Vanished, vanished, o.Recent) {
		platforms := slices.SortedFunc(slices.Values(o.Vanished), func(a, b Vanished) int {
			return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Platform, b.Platform))
		})
		for _, v := range platforms[:min(vanishedShown, len(platforms))] {
			out = append(out, Breach{Gate: GateVanished, Subject: v.Platform, Allowed: l.Vanished, Rows: v.Complaints,
				Measured: float64(v.Complaints) / float64(o.Recent)})
		}
	}
	return out
}

// mostDuplicates are the duplicates and the accepted rows of the file in which
// they are the largest share.
func mostDuplicates(files []FileReport) (duplicates, accepted int64) {
	for _, f := range files {
		if of := f.Accepted + f.Duplicate; of > 0 && (accepted == 0 || f.Duplicate*accepted > duplicates*of) {
			duplicates, accepted = f.Duplicate, of
		}
	}
	return duplicates, accepted
}

// unmappedRows counts the rows with a value of the field that no table maps, or
// for "field (absent)" those without any.
func unmappedRows(unmapped map[string]map[string]int64, field string) int64 {
	field, absent := strings.CutSuffix(field, absentSuffix)
	var rows int64
	for value, n := range unmapped[field] {
		if (value == absentValue) == absent {
			rows += n
		}
	}
	return rows
}

// Unmappable says in words what is wrong with the values of a field that are counted
// as unmapped: "no table maps" them or, of days, sums and ratings, they "cannot be
// read".
func Unmappable(field string) string {
	switch field {
	case "opened_on", "responded_on", "closed_on", "amount_claimed", "amount_recovered", "currency", "rating":
		return "cannot be read"
	}
	return "no table maps"
}

// sentence tells the breaches to everybody. Vanished platforms are in the
// evidence only.
func sentence(breaches []Breach) string {
	var parts []string
	for _, b := range breaches {
		if b.Gate == GateVanished && b.Subject != "" {
			continue
		}
		text := ""
		switch b.Gate {
		case GateRejects:
			text = fmt.Sprintf("%d rows were rejected, %s of those read", b.Rows, percent(b.Measured))
		case GateFuture:
			text = fmt.Sprintf("%d rows have a day in the future, %s of those read", b.Rows, percent(b.Measured))
		case GateUnmapped:
			text = fmt.Sprintf("%d rows have a value of %s that %s, %s of those read", b.Rows, b.Subject, Unmappable(b.Subject), percent(b.Measured))
		case GateMoved:
			text = fmt.Sprintf("%d complaints would be replaced by some of another day and another platform, %s of those replaced: their numbers do not identify them",
				b.Rows, percent(b.Measured))
		case GateDuplicates:
			text = fmt.Sprintf("%d rows of one file have the number of another row in it, %s of those accepted", b.Rows, percent(b.Measured))
		case GateColumns:
			text = fmt.Sprintf("a column that earlier loads had is missing, %s: %d complaints have a value of it, %s of those looked at", b.Subject, b.Rows, percent(b.Measured))
		case GateShrink:
			text = fmt.Sprintf("the source would lose %d complaints, %s of what it has", b.Rows, percent(b.Measured))
		case GateVanished:
			text = fmt.Sprintf("platforms with %d complaints, %s of the last year's, are suddenly gone", b.Rows, percent(b.Measured))
		}
		parts = append(parts, text+" (limits: "+b.Gate+" allows "+percent(b.Allowed)+")")
	}
	return strings.Join(parts, "; ")
}

func percent(share float64) string { return fmt.Sprintf("%.4g %%", 100*share) }
