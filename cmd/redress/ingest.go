package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"time"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/publisher"
)

type ingestCommand struct {
	installation
	JSON         bool              `name:"json" help:"Print the report as one JSON object; one a line for several loads."`
	FileDate     string            `help:"Day the files were published, where they do not say (yyyy-mm-dd); default: that of the slot or of the replayed load, else today." placeholder:"DAY"`
	Declaration  string            `help:"A declaration of your own; SOURCE must be the code it declares." type:"path" placeholder:"FILE"`
	Set          map[string]string `help:"A parameter of the declaration, such as company=…; once for each." mapsep:"none" placeholder:"KEY=VALUE"`
	From         string            `help:"Backfill: load every slot of the timetable from this day on that is not loaded yet." placeholder:"DAY"`
	To           string            `help:"Last day of the backfill, included; default: today." placeholder:"DAY"`
	Again        bool              `help:"Backfill also the slots that are loaded."`
	AllowPrivate bool              `help:"Fetch also from addresses that are not of the public network."`
	Replay       uint32            `help:"Read again what this load of SOURCE fetched, as it was kept." placeholder:"LOAD"`
	Release      uint32            `help:"Publish a load that was held back, after a look at it." placeholder:"LOAD" xor:"held"`
	Discard      uint32            `help:"Drop a load that was held back." placeholder:"LOAD" xor:"held"`
	Source       string            `arg:"" optional:"" help:"Publisher code, see redress sources."`
	Paths        []string          `arg:"" optional:"" name:"path" help:"Files, folders, globs, archives or addresses; default: the places that --config or the declaration names."`
}

// Help is the manual behind --help.
func (ingestCommand) Help() string {
	return `Reads the files, judges every row (accepted, duplicate, rejected with a reason), and
publishes a new release when something changed. Loading the same files again changes
nothing. Nothing is visible before the whole load is: until then, and after an error,
readers see the release before.

  redress ingest --data DIR procon-cnrf CNRF2018.zip "CRF2019 Dados Abertos.zip"

Without a path it loads the places that --config names for the source, else those that its
declaration names, once, and with --from one load for every slot of its timetable, oldest
first; it ends at the first that fails, and goes on from there when it is run again.

  redress ingest --data DIR --config redress.yaml consumidor-gov-br --from 2020 --to 2024-06

A load that is over a limit of its source is held back with the evidence, which redress
loads and /data show. After a look it is published as it was read, or dropped:

  redress ingest --data DIR --release 17

Side registers are loaded the same way: policies, legal_basis, coverage, campaigns, exposure,
platforms. What a register's file says replaces what it said before.

Of an archive, members that are no tables, such as a PDF, are left out and named on stderr;
unpack: members in the configuration says which ones are read.

Works while a serve runs on the same folder. Exit status 1 means that nothing of the load
was published, and of a backfill nothing from the slot on that is named; the reason is on
stderr. SIGINT or SIGTERM ends a load cleanly and publishes nothing of it; a second one ends
it at once, which the next load tidies up.`
}

// Run loads the files and prints the report.
func (c ingestCommand) Run(ctx context.Context, t terminal) error {
	if c.Release != 0 || c.Discard != 0 {
		return c.judge(ctx, t)
	}
	if c.Source == "" {
		return usageError{errors.New("name a source, see redress sources")}
	}
	settings, err := readConfig(c.Config)
	if err != nil {
		return usageError{err}
	}
	source, err := c.source(settings)
	if err != nil {
		return usageError{err}
	}
	fileDate, err := c.fileDate()
	if err != nil {
		return usageError{err}
	}
	span, err := c.span(source)
	if err != nil {
		return usageError{err}
	}
	log := t.logger(slog.LevelWarn)
	l := loading{installation: c.installation, log: log, waits: t.logger(slog.LevelInfo), watch: watching(t)}
	db, err := c.open(ctx, t, log)
	if err != nil {
		return l.plain(ctx, err)
	}
	l.db = db
	show := func(r *ingest.Report) error { return c.print(t.stdout, r) }
	if span.known() {
		err = l.backfill(ctx, source, span, c.Again, show)
	} else {
		err = l.show(ctx, c.order(source, fileDate), show)
	}
	return errors.Join(err, db.Close())
}

// source is the source of the command with its places and parameters: those of
// the command line, else those of the configuration.
func (c ingestCommand) source(settings config) (*sourceConfig, error) {
	if isRegister(c.Source) {
		return c.registerSource(settings)
	}
	source := settings.source(c.Source)
	if c.Declaration != "" || source == nil {
		source = newSource()
	}
	declared, err := settings.known.load(c.Source)
	switch {
	case c.Declaration != "":
		declared, err = publisher.LoadFile(c.Declaration)
		source.declaredIn = c.Declaration
	case source.Declaration != "":
		declared, err = source.declaration("", settings.known)
	default:
		source.declaredIn = settings.known.from[c.Source]
	}
	if err != nil {
		return nil, err
	}
	if code := declared.Code(); code != c.Source {
		return nil, fmt.Errorf("%s declares the source %s, not %s", c.Declaration, code, c.Source)
	}
	source.Reach.AllowPrivate = source.Reach.AllowPrivate || c.AllowPrivate
	if c.Replay != 0 {
		if len(c.Paths) > 0 || c.From != "" {
			return nil, errors.New("--replay reads what was kept: name no path and no --from beside it")
		}
		c.Paths = []string{replayed(c.Replay)}
	}
	if len(c.Paths) > 0 {
		source.Places = c.Paths
	}
	if err := source.use(declared); err != nil {
		return nil, fmt.Errorf("name at least one path to load, or a --config that names places for %s", c.Source)
	}
	parameters := maps.Clone(source.Parameters)
	if parameters == nil {
		parameters = map[string]string{}
	}
	maps.Copy(parameters, c.Set)
	source.Parameters = parameters
	if source.declared, err = declared.With(parameters); err != nil {
		return nil, fmt.Errorf("%w (--set NAME=VALUE gives one)", err)
	}
	return source, nil
}

// order is the one load of a command without a range: of the newest slot, where
// the places name one.
func (c ingestCommand) order(source *sourceConfig, fileDate complaint.Day) order {
	var slot time.Time
	if source.bySlot() && len(c.Paths) == 0 {
		slot = source.spec.Newest(time.Now(), source.zone)
	}
	o := source.order(slot)
	if len(c.Paths) > 0 { // as they are written
		o.places = c.Paths
	}
	o.fileDate = fileDate
	return o
}

func (c ingestCommand) fileDate() (complaint.Day, error) {
	if c.FileDate == "" {
		return complaint.Day{}, nil
	}
	at, err := time.Parse(time.DateOnly, c.FileDate)
	day, ok := complaint.DayOf(at)
	if err != nil || !ok {
		return complaint.Day{}, fmt.Errorf("--file-date=%s is not a day: write 2026-11-23", c.FileDate)
	}
	if today, _ := complaint.DayOf(time.Now()); today.Before(day) {
		return complaint.Day{}, fmt.Errorf("--file-date=%s is later than today: what is loaded with it would win over every correction until then", c.FileDate)
	}
	return day, nil
}

// show runs a load and prints its report, however it ended.
func (l loading) show(ctx context.Context, o order, tell func(*ingest.Report) error) error {
	report, err := l.run(ctx, o)
	if report != nil {
		err = errors.Join(err, tell(report))
	}
	return err
}

func (c ingestCommand) print(w io.Writer, r *ingest.Report) error {
	if !c.JSON {
		return printReport(w, r)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(told{Report: r, State: stateOf(r), Published: stateOf(r) == "published"})
}
