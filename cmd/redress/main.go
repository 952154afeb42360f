// Redress loads published consumer complaints into ClickHouse and shows
// platforms and sellers ranked by how they resolve them.
//
//	redress demo                          a running dashboard on invented complaints
//	redress ingest SOURCE PATH…           load a publisher's files
//	redress serve                         the dashboard, and the timetable of loads
//	redress loads                         the loads: running, held, failed and done, and the next
//	redress query VIEW                    any view of the dashboard as table, CSV or JSON
//	redress stat                          any statistical method by hand, JSON in and out
//	redress sources                       the publishers Redress can read
//	redress sources try DECLARATION FILE  what a declaration makes of a file
//	redress key rotate                    put a new key over that of ids and pseudonyms
//	redress key show                      the key's fingerprints
//	redress migrate                       create or update the tables
//	redress check                         is everything in place?
//
// Each command prints its manual with --help. Every flag can be given as an
// environment variable: --data DIR is REDRESS_DATA. Data goes to stdout, logs
// go to stderr. Exit status: 0 done, 1 failed, 2 wrong usage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // publishers' zones, also where the system has none

	"github.com/alecthomas/kong"
)

func main() {
	// The standard library's own log is nobody's voice here, and could quote what
	// a server sent: net/http writes down the beginning of unexpected answers.
	log.SetOutput(io.Discard)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// A usageError is a mistake in how the command was called.
type usageError struct{ error }

// exited is how kong's --help leaves the parser.
type exited struct{ code int }

// run is the program: arguments in, exit status out.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case exited:
			code = cause.code
		default:
			panic(cause) // a fault of the program must not look like success
		}
	}()
	var commands cli
	parser, err := kong.New(&commands, options(stdout, stderr)...)
	if err != nil {
		return complain(stderr, err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return complain(stderr, usageError{fmt.Errorf("%w (see redress --help)", err)})
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(terminal{stdin: stdin, stdout: stdout, stderr: stderr}); err != nil {
		return complain(stderr, interrupted(ctx, err))
	}
	return exitDone
}

func options(stdout, stderr io.Writer) []kong.Option {
	return []kong.Option{
		kong.Name("redress"),
		kong.Description("Complaint analytics: load published consumer complaints, rank platforms and sellers by how they resolve them."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(stdout, stderr),
		kong.DefaultEnvars("REDRESS"),
		kong.Exit(func(code int) { panic(exited{code}) }),
		kong.Vars{"version": version(), "data": defaultData()},
	}
}

// interrupted says of an error that the command was told to stop, where the place
// that failed for it did not know.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() == nil || strings.Contains(err.Error(), "interrupted") {
		return err
	}
	return fmt.Errorf("interrupted: %w", err)
}

// complain prints an error as one line and gives its exit status.
func complain(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "redress: %v\n", err)
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}

// A terminal is where a command reads and prints: data to stdout, everything else
// to stderr.
type terminal struct {
	stdin          io.Reader
	stdout, stderr io.Writer
}
