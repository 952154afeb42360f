package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"redress/deploy/engine"
	"redress/ingest/complaint"
	"redress/ingest/demo"
	"redress/ingest/publisher"
	"redress/ingest/register"
	"redress/ingest/sink"
)

type demoCommand struct {
	installation
	serving
	Complaints int    `help:"How many complaints to invent." default:"50000"`
	Seed       uint64 `help:"The same seed gives the same complaints." default:"1"`
}

// Help is the manual behind --help.
func (demoCommand) Help() string {
	return `Invents platforms, sellers, associations and complaints, loads them as any publisher's file
is loaded, and serves the dashboard. Nothing in it is real. Without --data the demo lives
in a folder of its own below the default.

  redress demo --complaints 50000 --seed 1 --addr 127.0.0.1:8080`
}

// A recipe is what a demo was made from; it lies beside the data, so that the
// next start finds the same complaints.
type recipe struct {
	Complaints int       `json:"complaints"`
	Seed       uint64    `json:"seed"`
	Until      time.Time `json:"until"`
}

// Run makes the demo if it is not there yet, and serves it.
func (c demoCommand) Run(ctx context.Context, t terminal) error {
	settings, err := readConfig(c.Config)
	if err != nil {
		return usageError{err}
	}
	if c.Complaints < 1 {
		return usageError{fmt.Errorf("--complaints=%d: a demo needs at least one", c.Complaints)}
	}
	if c.Data == defaultData() {
		c.Data = filepath.Join(c.Data, fmt.Sprintf("demo-%d-%d", c.Complaints, c.Seed))
	}
	made, err := c.recipe()
	if err != nil {
		return err
	}
	log := t.logger(slog.LevelInfo)
	db, err := c.open(ctx, t, log)
	if err != nil {
		return err
	}
	err = c.load(ctx, t, db, made, log)
	if err == nil {
		err = c.serve(ctx, t, c.installation, settings, db, nil, log)
	}
	return errors.Join(err, db.Close())
}

// recipe reads the folder's recipe, or writes one that ends yesterday.
func (c demoCommand) recipe() (recipe, error) {
	wanted := recipe{Complaints: c.Complaints, Seed: c.Seed, Until: time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -1)}
	path := filepath.Join(c.Data, "demo.json")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return wanted, c.writeRecipe(path, wanted)
	}
	var found recipe
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	if err != nil {
		return recipe{}, fmt.Errorf("read %s: %w", path, err)
	}
	if found.Complaints != wanted.Complaints || found.Seed != wanted.Seed {
		return recipe{}, usageError{fmt.Errorf("%s holds the demo of --complaints %d --seed %d; use those, or another --data",
			c.Data, found.Complaints, found.Seed)}
	}
	return found, nil
}

func (c demoCommand) writeRecipe(path string, r recipe) error {
	entries, err := os.ReadDir(c.Data)
	if err == nil && len(entries) > 0 {
		return usageError{fmt.Errorf("%s is not empty and holds no demo; use another --data", c.Data)}
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// load invents the file and loads it. Loading it again changes nothing.
func (c demoCommand) load(ctx context.Context, t terminal, db *engine.DB, r recipe, log *slog.Logger) error {
	until, ok := complaint.DayOf(r.Until)
	if !ok {
		return fmt.Errorf("%s has no usable date", filepath.Join(c.Data, "demo.json"))
	}
	folder, err := os.MkdirTemp("", "redress-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path, options := filepath.Join(folder, "demo.csv"), demo.Options{Complaints: r.Complaints, Seed: r.Seed, Until: until}
	if err := c.registers(ctx, db, folder, options, log); err != nil {
		return err
	}
	fmt.Fprintf(t.stderr, "inventing %d complaints\n", r.Complaints)
	if err := writeDemo(path, func(w io.Writer) error { return demo.Write(w, options) }); err != nil {
		return err
	}
	declaration, err := publisher.Load("demo")
	if err != nil {
		return err
	}
	l := loading{installation: c.installation, db: db, log: log, watch: watching(t)}
	report, err := l.run(ctx, order{code: declaration.Code(), declaration: declaration, places: []string{path}, fileDate: until})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.stderr, "%d complaints in release %d\n", report.Accepted, report.Release)
	return nil
}

// registers invents the side registers and loads them as any file of theirs is
// loaded. They come before the complaints: each load carries what is there already
// into a new release.
func (c demoCommand) registers(ctx context.Context, db *engine.DB, folder string, options demo.Options, log *slog.Logger) error {
	for _, code := range demo.Registers() {
		path := filepath.Join(folder, code+".csv")
		if err := writeDemo(path, func(w io.Writer) error { return demo.WriteRegister(w, code, options) }); err != nil {
			return err
		}
		l := loading{installation: c.installation, db: db, log: log}
		_, err := l.run(ctx, order{code: sink.RegisterSource(code, register.DefaultOrigin), register: code, places: []string{path}})
		if err != nil {
			return fmt.Errorf("load the demo's register %s: %w", code, err)
		}
	}
	return nil
}

func writeDemo(path string, write func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}
