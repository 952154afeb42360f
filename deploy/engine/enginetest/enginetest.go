// Package enginetest gives tests a database on the real engine. One engine runs
// per test process and is shared by its tests; each test gets a database of its
// own, so that they can run side by side.
//
// The engine is provisioned by the helper itself. Without it a test fails with
// the one command that mends it; it is never skipped.
package enginetest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/assets"
	"redress/deploy/engine"
)

// memoryLimit is the memory of a test engine, in bytes: several test processes
// run at once.
const memoryLimit = 3 << 30

// shared is the engine of this test process. Package state is what makes it
// shared: a test has no other place that outlives it and belongs to the process.
var shared struct {
	once    sync.Once
	dir     string
	command []string
	library string
	holder  *engine.DB // keeps the engine between tests; ends with the process
	err     error
}

// Open returns a fresh, empty database on the shared engine. It is dropped at
// the end of the test, with every database whose name begins with its own and
// an underscore.
func Open(t testing.TB) *engine.DB {
	t.Helper()
	start(t)
	db, err := engine.Open(t.Context(), config("t_"+strings.ToLower(rand.Text()[:12])))
	if err != nil {
		t.Fatalf("engine.Open() = %v", err)
	}
	t.Cleanup(func() {
		if err := drop(db); err != nil {
			t.Errorf("drop the test databases: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("close the test database: %v", err)
		}
	})
	return db
}

// Command returns the command that runs an engine process, for
// engine.Config.Command.
func Command(t testing.TB) []string {
	t.Helper()
	start(t)
	return shared.command
}

// Library returns the path of the provisioned engine library.
func Library(t testing.TB) string {
	t.Helper()
	start(t)
	return shared.library
}

// start brings the shared engine up, once in a process.
func start(t testing.TB) {
	t.Helper()
	shared.once.Do(func() { shared.err = bringUp() })
	if shared.err != nil {
		t.Fatalf("start the test engine: %v", shared.err)
	}
}

func bringUp() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	found, err := assets.Ensure(ctx, assets.Options{Progress: os.Stderr})
	if err != nil {
		return err
	}
	if shared.library = found.Library; shared.library == "" {
		return assets.PlatformError()
	}
	binary, err := build(ctx)
	if err != nil {
		return err
	}
	shared.command = []string{binary}
	if shared.dir, err = os.MkdirTemp("", "redress-test-"); err != nil {
		return err
	}
	// Nothing runs at the end of a test process, so the engine itself removes
	// the directory when the process has gone and its lease with it.
	holder := config("")
	holder.Command = []string{binary, "-remove"}
	shared.holder, err = engine.Open(ctx, holder)
	return err
}

func config(database string) engine.Config {
	return engine.Config{
		DataDir:     shared.dir,
		Database:    database,
		Library:     shared.library,
		MemoryLimit: memoryLimit,
		Command:     shared.command,
	}
}

// build builds the child into the user's cache directory. A lock keeps two test
// processes from writing it at once; the go command does nothing when it is up
// to date. It is never built with the race detector, which the library's own
// threads do not know.
func build(ctx context.Context) (string, error) {
	module, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(module)
	dir := filepath.Join(cache, "redress", "enginetest-"+hex.EncodeToString(sum[:6]))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", fmt.Errorf("lock %s: %w", dir, err)
	}
	binary := filepath.Join(dir, "child")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, "redress/deploy/engine/enginetest/child")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if output, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the test engine: %w\n%s", err, output)
	}
	return binary, nil
}

// drop drops the database of a test and those that it made beside it; its own
// comes last, because the connections are in it. The
// context of the test has ended by then.
func drop(db *engine.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	rows, err := db.Query(ctx, "SELECT name FROM system.databases WHERE name = {name:String} OR startsWith(name, {prefix:String}) ORDER BY name DESC",
		clickhouse.Named("name", db.Database), clickhouse.Named("prefix", db.Database+"_"))
	if err != nil {
		return err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, name := range names {
		if err := db.Exec(ctx, "DROP DATABASE IF EXISTS {name:Identifier} SYNC", clickhouse.Named("name", name)); err != nil {
			return err
		}
	}
	return nil
}
