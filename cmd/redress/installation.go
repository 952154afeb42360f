package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"redress/analytics"
	"redress/analytics/warehouse"
	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/ingest/anonymise"
	"redress/ingest/sink"
)

// An installation is the flags that say where the complaints live.
type installation struct {
	Data       string `help:"Folder of the database, the key and the locks; default: ${data}." type:"path" default:"${data}" placeholder:"DIR"`
	ClickHouse string `name:"clickhouse" help:"Use a ClickHouse server instead of the embedded engine." placeholder:"DSN"`
	Library    string `help:"Path of a libchdb.so of your own." type:"path" placeholder:"PATH"`
	Memory     int64  `help:"Memory ceiling of the embedded engine in bytes; 0: half of the machine." default:"0" placeholder:"BYTES"`
	KeyFile    string `help:"File with the key that complaint ids are made with; default: DIR/key." type:"path" placeholder:"PATH"`
	Config     string `help:"Configuration: sources, timetable, floors; a file, or a folder with redress.yaml and declarations." type:"path" placeholder:"PATH"`
}

// open connects to the database and brings its tables up to date.
func (i installation) open(ctx context.Context, t terminal, log *slog.Logger) (*engine.DB, error) {
	db, err := i.connect(ctx, t, log)
	if err != nil {
		return nil, err
	}
	if _, err := schema.Apply(ctx, db, db.Database, time.Now); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openExisting is open for commands that only read: it makes no database where
// there is none, so that a mistyped folder is an error and not an empty answer.
func (i installation) openExisting(ctx context.Context, t terminal, log *slog.Logger) (*engine.DB, error) {
	if err := i.exists(); err != nil {
		return nil, err
	}
	db, err := i.connect(ctx, t, log)
	if err != nil {
		return nil, err
	}
	missing, err := schema.Missing(ctx, db, db.Database)
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("the tables lack %d migrations: run redress migrate", len(missing))
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// exists says whether the folder holds a database. What a server holds, only
// the server knows.
func (i installation) exists() error {
	if i.ClickHouse != "" {
		return nil
	}
	_, err := os.Stat(filepath.Join(i.Data, "engine"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s holds no complaints yet: load some with redress ingest --data %s SOURCE PATH", i.Data, i.Data)
	}
	return err
}

func (i installation) connect(ctx context.Context, t terminal, log *slog.Logger) (*engine.DB, error) {
	return engine.Open(ctx, engine.Config{DataDir: i.Data, DSN: i.ClickHouse, Library: i.Library,
		MemoryLimit: i.Memory, Log: log, Progress: t.stderr})
}

// service answers questions on the database, reading only.
func (i installation) service(db *engine.DB, c config) *analytics.Service {
	store := warehouse.New(db.ReadOnly(), db.Database, func(number uint32) string {
		return schema.ReleaseDatabase(db.Database, number)
	})
	return analytics.New(analytics.Cached(store, analytics.DefaultCachedRows),
		analytics.Config{Floors: c.Floors.analytics(), DefaultSource: c.DefaultSource})
}

func (i installation) keyPath() string {
	if i.KeyFile != "" {
		return i.KeyFile
	}
	return filepath.Join(i.Data, "key")
}

// key loads the key that ids are made with. It makes one only in a database
// that has never seen a key: a second key would give every complaint a second
// identity.
func (i installation) key(ctx context.Context, db *engine.DB) (anonymise.Key, error) {
	known, err := sink.Fingerprint(ctx, db, db.Database)
	if err != nil {
		return anonymise.Key{}, err
	}
	if _, err := os.Stat(i.keyPath()); known != "" && errors.Is(err, fs.ErrNotExist) {
		return anonymise.Key{}, fmt.Errorf("the key %s is missing, and this database was loaded with it: "+
			"put the key back, or name it with --key-file; a new key would count every complaint twice", i.keyPath())
	}
	key, err := anonymise.LoadKey(i.keyPath(), known == "" && i.KeyFile == "")
	switch {
	case err != nil:
		return anonymise.Key{}, err
	case known == "":
		return key, sink.BindKey(ctx, db, db.Database, key.Fingerprint(), time.Now)
	case known == key.Fingerprint():
		return key, nil
	case slices.Contains(key.Fingerprints(), known):
		return anonymise.Key{}, errors.New("the key was rotated, and the ids in the database are still those of the key before: " +
			"finish with redress key rotate")
	}
	return anonymise.Key{}, i.wrongKey()
}

// wrongKey says that the key file is not the one the database was loaded with.
func (i installation) wrongKey() error {
	return fmt.Errorf("the key %s is not the one this database was loaded with: "+
		"put that key back (or name it with --key-file); another key would count every complaint twice", i.keyPath())
}

// folder makes the data folder, which a load on a server needs for its lock.
func (i installation) folder() error {
	if err := os.MkdirAll(i.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	return nil
}

// lockPath is the file that lets one load at a time run.
func (i installation) lockPath() string { return filepath.Join(i.Data, "load.lock") }

// defaultData is where an installation lives when nobody says.
func defaultData() string {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "redress")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "redress-data"
	}
	return filepath.Join(home, ".local", "share", "redress")
}
