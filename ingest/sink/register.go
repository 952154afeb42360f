package sink

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest"
	"redress/ingest/register"
)

// RegisterSource is the source under which loads of a register are booked:
// register:policies, or register:policies/ORIGIN where the origin is not the
// register's default.
func RegisterSource(code, origin string) string {
	if origin == register.DefaultOrigin {
		return "register:" + code
	}
	return "register:" + code + "/" + origin
}

// PublishRegister is a whole load of a register that was read before: see
// Load.Register.
func PublishRegister(ctx context.Context, config Config, r *register.Register, limits ingest.Limits) (report *ingest.Report, err error) {
	l, err := Begin(ctx, config, ingest.Publisher{Code: RegisterSource(r.Code, r.Origin)})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	return l.Register(ctx, func(context.Context) (*register.Register, error) { return r, nil }, limits)
}

// Register carries a load of a register to its end: it reads the register, now
// that it is the load's turn, and makes what its files say visible in one step,
// like a load of complaints: same lock, same books, same pointer. What the
// register's origin said before is replaced as a whole; complaints are carried
// over, those of platforms that the links move are written again. A register
// that says what the release holds already is published by that release, and so
// is one whose reading says ingest.ErrNotModified. The load's publisher is the
// register's RegisterSource.
//
// limits hold for the shares of rejected rows and of entries that would vanish; a
// load over them is refused. A *ingest.RefusedError means that the last release
// stays on purpose. The report is filled beside an error too.
func (l *Load) Register(ctx context.Context, read func(context.Context) (*register.Register, error), limits ingest.Limits) (*ingest.Report, error) {
	report := ingest.NewReport(l, l.publisher)
	r, err := read(ctx)
	switch {
	case err == nil && RegisterSource(r.Code, r.Origin) != l.publisher.Code:
		err = fmt.Errorf("the load is of %s, not of %s", l.publisher.Code, RegisterSource(r.Code, r.Origin))
	case err == nil:
		l.register = r
		report = l.registerReport(r)
		err = l.publishRegister(ctx, report, limits)
	case errors.Is(err, ingest.ErrNotModified):
		report.NotModified, report.Published = true, true
		err = l.end(ctx, stateUnchanged, report)
	}
	if err == nil {
		return report, nil
	}
	report.Published, report.Problem = false, err.Error()
	var refused *ingest.RefusedError
	if errors.As(err, &refused) {
		report.Problem = refused.Problem
	}
	// The load's own context may be the reason it ended.
	return report, errors.Join(err, l.Abandon(context.WithoutCancel(ctx), report, err))
}

// registerReport begins the report of a register with the books of its reading.
func (l *Load) registerReport(r *register.Register) *ingest.Report {
	report := &ingest.Report{LoadID: l.id, Source: l.publisher.Code, Release: l.current, Slot: l.Due, Files: slices.Clone(r.Files),
		Counts: ingest.Counts{Rejected: map[ingest.Reason]int64{}}, Unmapped: ingest.MostFrequent(r.Unmapped), Rejects: map[ingest.Reason][]ingest.RowError{}}
	for _, f := range report.Files {
		report.Read, report.Accepted, report.Duplicate = report.Read+f.Read, report.Accepted+f.Accepted, report.Duplicate+f.Duplicate
		for reason, n := range f.Rejected {
			report.Rejected[reason] += n
		}
	}
	if len(r.Files) == 0 { // it ships with the program
		report.Read, report.Accepted = int64(len(r.Rows)), int64(len(r.Rows))
	}
	for _, rejected := range r.Rejects {
		l.rejects = append(l.rejects, reject{file: uint16(rejected.File), line: uint32(rejected.Row.Line),
			column: rejected.Row.Column, reason: rejected.Row.Reason})
		if reason := rejected.Row.Reason; len(report.Rejects[reason]) < ingest.RejectsShown {
			report.Rejects[reason] = append(report.Rejects[reason], rejected.Row)
		}
	}
	return report
}

// publishRegister judges the register and publishes what is new.
func (l *Load) publishRegister(ctx context.Context, report *ingest.Report, limits ingest.Limits) error {
	if err := l.lease.held(ctx); err != nil {
		return err
	}
	held, err := l.heldRegisters(ctx)
	if err != nil {
		return err
	}
	before, err := l.judgeRegister(ctx, held, report)
	if err != nil {
		return fmt.Errorf("judge the register: %w", err)
	}
	if err := mayPublishRegister(report, before, limits); err != nil {
		return err
	}
	if err := l.unknownPlatforms(ctx, report); err != nil {
		return fmt.Errorf("look for unknown platforms: %w", err)
	}
	if err := l.books(ctx, report); err != nil {
		return err
	}
	report.Published = true
	if held[heldRegister{l.register.Code, l.register.Origin}] == l.register.Digest() {
		return l.end(ctx, stateUnchanged, report)
	}
	return l.publishNext(ctx, report)
}

// judgeRegister compares the register with what its origin says in the current
// release and completes the books. before is how many entries that were.
func (l *Load) judgeRegister(ctx context.Context, held map[heldRegister]string, report *ingest.Report) (before int64, err error) {
	known := map[uint64]uint64{}
	if _, ok := held[heldRegister{l.register.Code, l.register.Origin}]; ok {
		if known, err = l.knownEntries(ctx); err != nil {
			return 0, err
		}
	}
	gone := maps.Clone(known)
	for _, row := range l.register.Rows {
		books := &report.Counts
		file := &ingest.Counts{}
		if row.File > 0 {
			file = &report.Files[row.File-1].Counts
		}
		switch digest, ok := known[row.Identity]; {
		case !ok:
			books.New++
			file.New++
		case digest != row.Digest:
			books.Replaced++
			file.Replaced++
		default:
			books.Unchanged++
			file.Unchanged++
		}
		delete(gone, row.Identity)
	}
	report.Removed = int64(len(gone))
	for _, f := range report.Files {
		if err := f.Balance(); err != nil {
			return 0, err
		}
	}
	return int64(len(known)), report.Balance()
}

// knownEntries are the entries of the register's origin in the current release:
// identity → digest.
func (l *Load) knownEntries(ctx context.Context) (map[uint64]uint64, error) {
	known := map[uint64]uint64{}
	for _, t := range registerTables() {
		if t.code != l.register.Code {
			continue
		}
		rows, err := l.Conn.Query(ctx, `SELECT identity, digest FROM {base:Identifier}.{of:Identifier} WHERE origin = {origin:String} ORDER BY identity`,
			append(l.parameters(), clickhouse.Named("of", t.name), clickhouse.Named("origin", l.register.Origin))...)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var identity, digest uint64
			if err := rows.Scan(&identity, &digest); err != nil {
				return nil, err
			}
			known[identity] = digest
		}
		return known, rows.Err()
	}
	return known, nil
}

// mayPublishRegister refuses a register that holds nothing, or of which too much
// was rejected or would vanish.
func mayPublishRegister(r *ingest.Report, before int64, limits ingest.Limits) error {
	if r.Accepted == 0 {
		return &ingest.RefusedError{Problem: "the register holds no entries; nothing was published"}
	}
	over := func(n, of int64, allowed float64) bool {
		return allowed >= 0 && of > 0 && float64(n)/float64(of) > allowed
	}
	if over(r.RejectedRows(), r.Read, limits.Rejects) {
		refused := &ingest.RefusedError{Problem: fmt.Sprintf("%d of %d rows were rejected (%.1f %%), more than the %.1f %% allowed; nothing was published",
			r.RejectedRows(), r.Read, 100*float64(r.RejectedRows())/float64(r.Read), 100*limits.Rejects)}
		for _, reason := range slices.Sorted(maps.Keys(r.Rejects)) {
			refused.Hint = "check the files, first at " + r.Rejects[reason][0].Error()
			break
		}
		return refused
	}
	if over(r.Removed, before, limits.Shrink) {
		return &ingest.RefusedError{Problem: fmt.Sprintf("%d of %d entries would vanish (%.1f %%), more than the %.1f %% allowed; nothing was published",
			r.Removed, before, 100*float64(r.Removed)/float64(before), 100*limits.Shrink)}
	}
	return nil
}

// unknownPlatforms counts the platforms of the register that no complaint is
// about. They may be loaded later, or be misspelt.
func (l *Load) unknownPlatforms(ctx context.Context, report *ingest.Report) error {
	named := map[string]map[string]int64{"platform": {}, "canonical": {}}
	for _, row := range l.register.Rows {
		switch r := row.Record.(type) {
		case register.Coverage:
			named["platform"][r.Platform]++
		case register.Exposure:
			named["platform"][r.Platform]++
		case register.Link:
			if r.Kind == register.Alias {
				named["platform"][r.Platform]++
				named["canonical"][r.Canonical]++
			}
		}
	}
	if len(named["platform"]) == 0 {
		return nil
	}
	published, err := l.texts(ctx, `SELECT DISTINCT toString(platform) FROM {database:Identifier}.history ORDER BY 1`, l.parameters()...)
	if err != nil {
		return err
	}
	for _, keys := range named {
		for _, key := range published {
			delete(keys, key)
		}
	}
	maps.DeleteFunc(named, func(_ string, keys map[string]int64) bool { return len(keys) == 0 })
	maps.Copy(report.Unmapped, ingest.MostFrequent(named))
	return nil
}
