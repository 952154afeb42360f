package main

import (
	"log/slog"
	"os"
	"runtime/debug"
	"strconv"

	"github.com/alecthomas/kong"
	"github.com/mattn/go-isatty"
)

// cli is the command line. Each command is a struct in a file of its name.
type cli struct {
	Demo    demoCommand    `cmd:"" help:"Serve a dashboard on invented complaints."`
	Serve   serveCommand   `cmd:"" help:"Serve the dashboard and run the timetable of loads."`
	Ingest  ingestCommand  `cmd:"" help:"Load a publisher's files."`
	Loads   loadsCommand   `cmd:"" help:"List the loads, what they did and when the next are due."`
	Sources sourcesCommand `cmd:"" help:"List the publishers, or try a declaration on a file."`
	Query   queryCommand   `cmd:"" help:"Print a view of the dashboard."`
	Stat    statCommand    `cmd:"" help:"Compute any statistical method by hand."`
	Key     keyCommand     `cmd:"" help:"Rotate the key of ids and pseudonyms, or show its fingerprints."`
	Migrate migrateCommand `cmd:"" help:"Create or update the tables."`
	Check   checkCommand   `cmd:"" help:"Check configuration, library, database and key."`
	Engine  engineCommand  `cmd:"" hidden:"" help:"Run the embedded database (started by the other commands)."`

	Version kong.VersionFlag `help:"Print the version." env:"-"`
}

// version is the program's version as the build recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	if info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel-" + executableMark()
}

// executableMark tells one build from another where the build records nothing:
// answers are kept by readers under the program's version.
func executableMark() string {
	path, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	file, err := os.Stat(path)
	if err != nil {
		return "unknown"
	}
	return strconv.FormatInt(file.ModTime().UnixNano()^file.Size(), 36)
}

// logger logs to stderr: text on a terminal, JSON otherwise. A command that
// ends by itself says only what went wrong; a server also what goes on.
func (t terminal) logger(least slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: least}
	if t.interactive() {
		return slog.New(slog.NewTextHandler(t.stderr, options))
	}
	return slog.New(slog.NewJSONHandler(t.stderr, options))
}

// interactive reports whether stderr is a terminal a person looks at.
func (t terminal) interactive() bool {
	file, ok := t.stderr.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}
