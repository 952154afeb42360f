package main

import (
	"context"
	"log/slog"

	"redress/deploy/engine"
)

// engineCommand is the child process that carries the embedded database. The
// other commands start it; --listen lets any ClickHouse client look inside.
type engineCommand struct {
	Data    string `help:"Folder of the database." type:"path" required:"" placeholder:"DIR"`
	Library string `help:"Path of libchdb.so." type:"path" placeholder:"PATH"`
	Memory  int64  `help:"Memory ceiling in bytes; 0: half of the machine." default:"0"`
	Listen  string `help:"Serve loopback TCP too, for other ClickHouse clients." placeholder:"127.0.0.1:8123"`
}

// Run serves the database until its last user is gone; with --listen, until it
// is told to stop.
func (c engineCommand) Run(ctx context.Context, t terminal) error {
	return engine.Serve(ctx, engine.ServeConfig{DataDir: c.Data, Library: c.Library, MemoryLimit: c.Memory,
		TCP: c.Listen, Keep: c.Listen != "", Log: t.logger(slog.LevelInfo)})
}
