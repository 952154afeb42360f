package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"redress/analytics"
	"redress/dashboard"
	"redress/deploy/engine"
)

type queryCommand struct {
	installation
	Format string `help:"${enum}." enum:"table,csv,json" default:"table"`
	View   string `arg:"" help:"A path of the dashboard without its slash: platforms, platforms/SLUG, sellers, sellers/SLUG, issues, issues/CODE, trends, alerts, times, ladder, evidence, impact, impact/ENTRY, decomposition, actions, robustness, data, methods; index for the first page."`
	viewFlags
}

// viewFlags are the parameters of an address, under the same names.
type viewFlags struct {
	Source string `help:"Publisher code." placeholder:"CODE"`
	From   string `help:"First day of opening: 2018, 2018-06 or 2018-06-30." placeholder:"DAY"`
	To     string `help:"Last day of opening, included." placeholder:"DAY"`
	By     string `help:"Length of a trend's periods: month, quarter, year, week, day." placeholder:"GRAIN"`
	Age    string `help:"Fixed age of a trend in days: 7, 30, 60, 90." placeholder:"DAYS"`
	Def    string `help:"Definition of the rate pages sort by: rated, lenient, strict." placeholder:"DEF"`
	Sort   string `help:"Order of the rows: rate, complaints, … with - in front for descending." placeholder:"COLUMN"`
	Limit  int    `help:"Rows at most; 0: all." default:"0"`
	Lang   string `help:"Language of titles and messages: en, zh." placeholder:"LANG"`
	Cols   string `help:"Columns of the CSV of a league table: all adds those after the contract's, which JSON always has." placeholder:"COLUMNS"`
	Excel  bool   `help:"CSV for spreadsheets: byte-order mark, no cell that a spreadsheet takes for a formula."`

	Compare string `help:"Compare each period of a trend with the one before, or with the same a year before: previous, year." placeholder:"WITH"`

	filterFlags
	Not filterFlags `embed:"" prefix:"not-"`
}

// filterFlags are the filters of an address; several values are joined by ~.
type filterFlags struct {
	Platform    string `help:"Slugs of platforms." placeholder:"SLUG~…"`
	Seller      string `help:"Slugs of sellers." placeholder:"SLUG~…"`
	Issue       string `help:"Issue codes." placeholder:"CODE~…"`
	Subissue    string `help:"Sub-issue codes." placeholder:"CODE~…"`
	Category    string `help:"Goods or service sectors, in the publisher's words." placeholder:"TEXT~…"`
	Region      string `help:"Regions." placeholder:"CODE~…"`
	Channel     string `help:"How the complaint was filed." placeholder:"CODE~…"`
	Association string `help:"Associations that handled it." placeholder:"NAME~…"`
	Remedy      string `help:"What the consumer got." placeholder:"CODE~…"`
	Evidence    string `help:"What the consumer could show." placeholder:"CODE~…"`
	Stage       string `help:"Rungs of the escalation ladder." placeholder:"CODE~…"`
	Outcome     string `help:"Outcomes, or open." placeholder:"CODE~…"`
}

// values are the filters by parameter name, those that are given.
func (f filterFlags) values() map[analytics.Dimension]string {
	return map[analytics.Dimension]string{
		analytics.DimPlatform: f.Platform, analytics.DimSeller: f.Seller, analytics.DimIssue: f.Issue,
		analytics.DimSubissue: f.Subissue, analytics.DimCategory: f.Category, analytics.DimRegion: f.Region,
		analytics.DimChannel: f.Channel, analytics.DimAssociation: f.Association, analytics.DimRemedy: f.Remedy,
		analytics.DimEvidence: f.Evidence, analytics.DimStage: f.Stage, analytics.DimOutcome: f.Outcome,
	}
}

// Help is the manual behind --help.
func (queryCommand) Help() string {
	return `Prints what the dashboard's address of the same view returns, byte for byte, without a
server (give both the same --config, floors are part of the answer):

  redress query platforms --data DIR --source procon-cnrf --from 2018 --to 2019 --format csv
  GET /platforms.csv?source=procon-cnrf&from=2018&to=2019

Without --format csv or json the columns that hold anything are printed as a table.`
}

// oneAnswer is how much the heap of a process that gives one answer and ends may grow
// before it is swept, in per cent: at Go's 100 a fifth of its time goes into that.
const oneAnswer = 400

// Run asks the dashboard's own handler, in this process.
func (c queryCommand) Run(ctx context.Context, t terminal) error {
	defer debug.SetGCPercent(debug.SetGCPercent(oneAnswer))
	settings, err := readConfig(c.Config)
	if err != nil {
		return usageError{err}
	}
	address, err := c.address()
	if err != nil {
		return usageError{err}
	}
	log := t.logger(slog.LevelWarn)
	db, err := c.openExisting(ctx, t, log)
	if err != nil {
		return err
	}
	return errors.Join(c.print(ctx, db, settings, address, t), db.Close())
}

func (c queryCommand) print(ctx context.Context, db *engine.DB, settings config, address string, t terminal) error {
	service := c.service(db, settings)
	server, err := dashboard.New(dashboard.Config{Service: service, Version: version(), Now: time.Now,
		Log: slog.New(slog.DiscardHandler)}) // the error is this command's own to print
	if err != nil {
		return err
	}
	return c.ask(ctx, server, address, t)
}

func (c queryCommand) address() (string, error) {
	view, err := knownView(strings.Trim(c.View, "/"))
	if err != nil {
		return "", err
	}
	suffix, cols := c.Format, c.Cols
	if suffix == "table" {
		suffix = "csv"
		if view.Cols {
			cols = "all"
		}
	}
	values := url.Values{}
	for name, value := range map[string]string{"source": c.Source, "from": c.From, "to": c.To, "by": c.By, "age": c.Age, "compare": c.Compare, "def": c.Def, "sort": c.Sort,
		"lang": c.Lang, "cols": cols} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if c.Limit != 0 {
		values.Set("limit", strconv.Itoa(c.Limit))
	}
	if c.Excel {
		values.Set("excel", "1")
	}
	for dimension, value := range c.filterFlags.values() {
		if value != "" {
			values.Set(string(dimension), value)
		}
	}
	for dimension, value := range c.Not.values() {
		if value != "" {
			values.Set("not_"+string(dimension), value)
		}
	}
	address := url.URL{Path: "/" + strings.Trim(c.View, "/") + "." + suffix, RawQuery: values.Encode()}
	return address.String(), nil
}

// knownView finds a view in the dashboard's own list.
func knownView(wanted string) (dashboard.Twin, error) {
	var all []string
	for _, view := range dashboard.Views() {
		folder, slug, hasSlug := strings.Cut(view.Path, "/")
		name, rest, _ := strings.Cut(wanted, "/")
		if name == folder && hasSlug == (rest != "") && (slug != "" || rest == "") && !strings.Contains(rest, "/") {
			return view, nil
		}
		all = append(all, view.Path)
	}
	return dashboard.Twin{}, fmt.Errorf("there is no view %s: it is one of %s", wanted, strings.Join(all, ", "))
}

// ask sends the address through the handler and writes the body; what it warns of
// goes to the messages, unless it is in the body.
func (c queryCommand) ask(ctx context.Context, handler http.Handler, address string, t terminal) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return usageError{err}
	}
	answer := &recorder{header: http.Header{}}
	handler.ServeHTTP(answer, request)
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("interrupted: %w", context.Cause(ctx))
	}
	if answer.status != http.StatusOK {
		return answer.problem()
	}
	if codes := answer.header.Get(dashboard.WarningsHeader); codes != "" && c.Format != "json" {
		fmt.Fprintf(t.stderr, "warning: %s (in words on the page)\n", codes)
	}
	if c.Format == "table" {
		return writeTable(t.stdout, &answer.body)
	}
	_, err = answer.body.WriteTo(t.stdout)
	return err
}

// A recorder is a ResponseWriter into memory.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

// problem turns a problem+json answer into an error; the caller's own mistakes
// are wrong usage.
func (r *recorder) problem() error {
	var problem struct{ Title, Detail string }
	if err := json.Unmarshal(r.body.Bytes(), &problem); err != nil {
		return fmt.Errorf("the view answered %d", r.status)
	}
	text := problem.Detail
	if text == "" {
		text = problem.Title
	}
	if r.status >= http.StatusBadRequest && r.status < http.StatusInternalServerError {
		return usageError{errors.New(text)}
	}
	return errors.New(text)
}
