package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"redress/analytics"
	"redress/analytics/warehouse"
	"redress/deploy/engine"
	"redress/deploy/schema"
)

type loadsCommand struct {
	installation
	Limit  int    `help:"Loads at most; 0: all." default:"20"`
	Format string `help:"${enum}." enum:"table,csv,json" default:"table"`
	JSON   bool   `name:"json" help:"The same as --format json."`
}

// Help is the manual behind --help.
func (loadsCommand) Help() string {
	return `Lists the loads, newest first: those that run with how far they have come, those held back
with the limits they are over, those that failed with the reason, and those that are done with
their books. With --config also when each source is loaded next. It changes nothing.

  redress loads --data DIR --config redress.yaml

A running load that is called silent was probably killed: the next load finds out.`
}

// Run prints the loads.
func (c loadsCommand) Run(ctx context.Context, t terminal) error {
	settings, err := readConfig(c.Config)
	if err != nil {
		return usageError{err}
	}
	if c.Limit < 0 {
		return usageError{fmt.Errorf("--limit=%d is negative", c.Limit)}
	}
	log := t.logger(slog.LevelWarn)
	db, err := c.openExisting(ctx, t, log)
	if err != nil {
		return err
	}
	err = c.list(ctx, t.stdout, settings, db, log)
	return errors.Join(err, db.Close())
}

func (c loadsCommand) list(ctx context.Context, w io.Writer, settings config, db *engine.DB, log *slog.Logger) error {
	store := warehouse.New(db.ReadOnly(), db.Database, func(number uint32) string { return schema.ReleaseDatabase(db.Database, number) })
	loads, err := store.Loads(ctx, c.Limit)
	if err != nil {
		return err
	}
	next, err := c.upcoming(ctx, settings, db, log)
	if err != nil {
		return err
	}
	names, err := newNameGuard()
	if err != nil {
		return err
	}
	now := time.Now()
	lines := []loadLine{}
	for _, load := range loads {
		lines = append(lines, newLoadLine(load, names, now))
	}
	switch {
	case c.JSON || c.Format == "json":
		return loadsJSON(w, lines, next)
	case c.Format == "csv":
		return loadsCSV(w, lines)
	}
	return loadsTable(w, lines, next, now)
}

// A plan is the next load of a source.
type plan struct {
	Source   string    `json:"source"`
	Schedule string    `json:"schedule"`
	Zone     string    `json:"zone"`
	Next     time.Time `json:"next"`
}

// upcoming says when each source of the timetable is loaded next.
func (c loadsCommand) upcoming(ctx context.Context, settings config, db *engine.DB, log *slog.Logger) ([]plan, error) {
	timetable, err := c.timetable(settings, db, log)
	if err != nil {
		return nil, err
	}
	plans := []plan{}
	for i := range settings.Sources {
		source := &settings.Sources[i]
		if !source.scheduled() {
			continue
		}
		past, err := ledger(db)(ctx, source.code())
		if err != nil {
			return nil, err
		}
		plans = append(plans, plan{Source: source.code(), Schedule: source.Schedule, Zone: source.zone.String(),
			Next: timetable.Upcoming(source.code(), past).In(source.zone)})
	}
	return plans, nil
}

// A loadLine is a load as the files have it. A pointer that is nil is not known
// or does not apply.
type loadLine struct {
	Load       uint32           `json:"load"`
	Source     string           `json:"source"`
	State      string           `json:"state"`
	Slot       *time.Time       `json:"slot"`
	StartedAt  time.Time        `json:"started_at"`
	FinishedAt *time.Time       `json:"finished_at"`
	Seconds    float64          `json:"seconds"` // so far, for one that runs
	Read       int64            `json:"read"`    // so far, for one that runs
	Accepted   int64            `json:"accepted"`
	Duplicate  int64            `json:"duplicate"`
	Rejected   int64            `json:"rejected"`
	New        int64            `json:"new"`
	Replaced   int64            `json:"replaced"`
	Unchanged  int64            `json:"unchanged"`
	Outdated   int64            `json:"outdated"`
	Removed    int64            `json:"removed"`
	Release    *uint32          `json:"release"` // that holds the load
	File       string           `json:"file"`    // being read
	Share      *float64         `json:"share"`   // of that file's bytes
	Problem    string           `json:"problem"`
	Breaches   []breachLine     `json:"breaches"`
	Reasons    map[string]int64 `json:"reject_reasons"`
	LeftOut    []string         `json:"left_out"` // members of its archives that were not read

	silent bool // it runs and was not heard of for a while
}

type breachLine struct {
	Gate     string  `json:"gate"`
	Subject  string  `json:"subject"`
	Measured float64 `json:"measured"`
	Allowed  float64 `json:"allowed"`
	Rows     int64   `json:"rows"`
}

// newLoadLine is a load without names of files that may be somebody's.
func newLoadLine(l analytics.Load, names nameGuard, now time.Time) loadLine {
	known := []string{l.Progress.File}
	for _, f := range l.Files {
		known = append(known, f.Path)
	}
	line := loadLine{Load: l.ID, Source: l.Source, State: string(l.State), StartedAt: l.StartedAt, Read: l.Read, Accepted: l.Accepted,
		Duplicate: l.Duplicate, New: l.New, Replaced: l.Replaced, Unchanged: l.Unchanged, Outdated: l.Outdated, Removed: l.Removed, Problem: names.text(l.Problem, known...),
		Breaches: []breachLine{}, Reasons: l.Rejected, LeftOut: []string{}}
	for _, f := range l.Files {
		for _, member := range f.LeftOut {
			line.LeftOut = append(line.LeftOut, names.shown(member))
		}
	}
	for _, n := range l.Rejected {
		line.Rejected += n
	}
	end := now
	if !l.FinishedAt.IsZero() {
		end, line.FinishedAt = l.FinishedAt, &l.FinishedAt
	}
	line.Seconds = end.Sub(l.StartedAt).Round(time.Millisecond).Seconds()
	if !l.Slot.IsZero() {
		line.Slot = &l.Slot
	}
	if l.Published() {
		line.Release = &l.Release
	}
	if l.State == analytics.LoadRunning {
		line.Read, line.File, line.silent = max(l.Read, l.Progress.Rows), names.text(l.Progress.File, known...), l.Silent(now)
		if l.Progress.BytesTotal > 0 {
			share := min(1, float64(l.Progress.BytesDone)/float64(l.Progress.BytesTotal))
			line.Share = &share
		}
	}
	for _, b := range l.Breaches {
		line.Breaches = append(line.Breaches, breachLine(b))
	}
	return line
}

// judged is a count for people, and a dash where the load has judged nothing:
// while it runs, or where it ended too early.
func (l loadLine) judged(n int64) string {
	switch analytics.LoadState(l.State) {
	case analytics.LoadRunning, analytics.LoadFailed, analytics.LoadInterrupted:
		return "-"
	}
	return strconv.FormatInt(n, 10)
}

// note says in words what the columns do not.
func (l loadLine) note() string {
	var parts []string
	if l.Share != nil {
		parts = append(parts, fmt.Sprintf("%.0f %% of %s", 100**l.Share, l.File))
	}
	if l.Release != nil {
		parts = append(parts, fmt.Sprintf("release %d", *l.Release))
	}
	for _, b := range l.Breaches {
		name := strings.TrimSpace(b.Gate + " " + b.Subject)
		if b.Gate == "vanished" && b.Subject != "" { // a part of the line before
			parts = append(parts, fmt.Sprintf("%s %.1f %% (%d rows)", name, 100*b.Measured, b.Rows))
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %.1f %% (%d rows), %.1f %% allowed", name, 100*b.Measured, b.Rows, 100*b.Allowed))
	}
	if l.silent {
		parts = append(parts, "silent: probably killed, the next load finds out")
	}
	if l.State == string(analytics.LoadHeld) {
		parts = append(parts, fmt.Sprintf("after a look: redress ingest --release %d, or --discard %d", l.Load, l.Load))
	} else if l.Problem != "" {
		problem := l.Problem
		if len(l.Breaches) > 0 { // the limits are named already
			problem, _, _ = strings.Cut(problem, "; it was held back: ")
		}
		parts = append(parts, problem)
	}
	return strings.Join(parts, "; ")
}

const minuteLayout = "2006-01-02 15:04"

func loadsTable(w io.Writer, loads []loadLine, next []plan, now time.Time) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "LOAD\tSOURCE\tSTATE\tDUE (UTC)\tSTARTED (UTC)\tTOOK\tREAD\tACCEPTED\tREJECTED\tNOTE")
	for _, l := range loads {
		due := "by hand"
		if l.Slot != nil {
			due = l.Slot.UTC().Format(minuteLayout)
		}
		took := time.Duration(l.Seconds * float64(time.Second)).Round(100 * time.Millisecond)
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%v\t%d\t%s\t%s\t%s\n", l.Load, l.Source, l.State, due, l.StartedAt.UTC().Format(minuteLayout),
			took, l.Read, l.judged(l.Accepted), l.judged(l.Rejected), l.note())
	}
	if err := table.Flush(); err != nil || len(next) == 0 {
		return err
	}
	table = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nSOURCE\tSCHEDULE\tNEXT")
	for _, p := range next {
		at := "never"
		switch {
		case !p.Next.IsZero() && p.Next.Before(now):
			at = "now, since " + p.Next.Format(minuteLayout+" MST")
		case !p.Next.IsZero():
			at = p.Next.Format(minuteLayout + " MST")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", p.Source, p.Schedule, at)
	}
	return table.Flush()
}

func loadsJSON(w io.Writer, lines []loadLine, next []plan) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(struct {
		Loads []loadLine `json:"loads"`
		Next  []plan     `json:"next"`
	}{lines, next})
}

// loadsCSV writes a row per load. Empty is not known, or does not apply.
func loadsCSV(w io.Writer, loads []loadLine) error {
	table := csv.NewWriter(w)
	table.UseCRLF = true
	rows := [][]string{{"load", "source", "state", "slot", "started_at", "finished_at", "seconds", "read", "accepted", "duplicate", "rejected",
		"new", "replaced", "unchanged", "outdated", "removed", "release", "file", "share", "problem", "breaches", "reject_reasons"}}
	count := func(n int64) string { return strconv.FormatInt(n, 10) }
	instant := func(at *time.Time) string {
		if at == nil {
			return ""
		}
		return at.UTC().Format(time.RFC3339)
	}
	for _, l := range loads {
		var release, share string
		if l.Release != nil {
			release = count(int64(*l.Release))
		}
		if l.Share != nil {
			share = strconv.FormatFloat(*l.Share, 'f', -1, 64)
		}
		var breaches, reasons []string
		for _, b := range l.Breaches {
			breaches = append(breaches, fmt.Sprintf("%s=%v", strings.TrimSpace(b.Gate+" "+b.Subject), b.Measured))
		}
		for _, reason := range slices.Sorted(maps.Keys(l.Reasons)) {
			reasons = append(reasons, fmt.Sprintf("%s=%d", reason, l.Reasons[reason]))
		}
		rows = append(rows, []string{count(int64(l.Load)), l.Source, l.State, instant(l.Slot), instant(&l.StartedAt), instant(l.FinishedAt),
			strconv.FormatFloat(l.Seconds, 'f', -1, 64), count(l.Read), count(l.Accepted), count(l.Duplicate), count(l.Rejected), count(l.New),
			count(l.Replaced), count(l.Unchanged), count(l.Outdated), count(l.Removed), release, l.File, share, l.Problem, strings.Join(breaches, ";"),
			strings.Join(reasons, ";")})
	}
	return table.WriteAll(rows)
}
