package engine

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// wantVersion is the ClickHouse version that the code was written and tested
// against, without the last parts.
const wantVersion = "26.7"

// ErrLost says that the engine went away while it worked on a statement, and
// that nobody knows how far it came. The engine is back within a second; only
// the caller knows whether to repeat the statement.
var ErrLost = errors.New("the engine was lost while it ran the statement, which may or may not have taken effect")

// ErrLibrary says that the engine's library is missing, has the wrong version
// or is not the file it should be. Its message names the remedy.
var ErrLibrary = errors.New("the engine library")

// libraryError makes the sentence about a library that cannot be used.
func libraryError(path, what string) error {
	return fmt.Errorf("%w %s %s: run `redress check --provision` to fetch version %s, or do without it: --library PATH for an engine library of your own, --clickhouse DSN for a server",
		ErrLibrary, path, what, wantVersion)
}

// notEnoughSpace is ClickHouse's code for a full disk.
const notEnoughSpace = 243

// IsDiskFull reports whether err says that the engine's disk is full.
func IsDiskFull(err error) bool {
	var exception *clickhouse.Exception
	return errors.As(err, &exception) && exception.Code == notEnoughSpace || errors.Is(err, syscall.ENOSPC)
}
