package engine

import (
	"io"
	"log/slog"
	"os"
)

// defaultDatabase is the database where neither the configuration nor the DSN
// names one.
const defaultDatabase = "redress"

// Config says which engine to open. DSN, if set, wins over DataDir.
type Config struct {
	// DataDir is the directory of the embedded engine. It is created with mode
	// 0700, and every process that opens it shares one engine.
	DataDir string
	// DSN is the address of a ClickHouse server: clickhouse://, tcp://, http://
	// or https://, as clickhouse-go reads it.
	DSN string
	// Database is the database of unqualified names; empty means the one of the
	// DSN, or "redress". Open creates it.
	Database string
	// Library is the path of an engine library of the user's own; empty means
	// the provisioned one.
	Library string
	// MemoryLimit is the most memory that the queries and caches of the embedded
	// engine take together, in bytes; 0 means half of the machine or of the
	// control group. An engine that already runs keeps its own.
	MemoryLimit int64
	// Listen is a loopback address on which an embedded engine that this Open
	// starts serves other ClickHouse clients too; empty means none.
	Listen string
	// Command starts the child, which is told the rest by flags: --data,
	// --library, --memory, --listen. Empty means this program's command engine.
	Command []string
	// Log receives starts, losses and restarts of the engine; nil discards them.
	Log *slog.Logger
	// Progress receives what is fetched on first need; nil says nothing.
	Progress io.Writer
}

// command returns how the child is started.
func (c Config) command() ([]string, error) {
	if len(c.Command) > 0 {
		return c.Command, nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return []string{self, "engine"}, nil
}

func (c Config) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}
