package engine_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redress/deploy/assets"
	"redress/deploy/engine"
	"redress/deploy/engine/enginetest"
)

// TestLibraryThatCannotBeUsed gives files that are not the library. Each error
// is one sentence that names the file, the remedy and the two ways around it.
func TestLibraryThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, body []byte) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, body, 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	source, err := os.Open(enginetest.Library(t))
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	part, err := io.ReadAll(io.LimitReader(source, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	f := func(library, what string) {
		t.Helper()
		config := own(t)
		config.Library = library
		db, err := engine.Open(t.Context(), config)
		if err == nil {
			t.Errorf("Open(%s) = nil, want an error", library)
			_ = db.Close()
			return
		}
		if !errors.Is(err, engine.ErrLibrary) {
			t.Errorf("Open(%s) = %v, want ErrLibrary", library, err)
		}
		for _, want := range []string{library, what, "`redress check --provision`", "--library PATH", "--clickhouse DSN"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("Open(%s) = %q, want %q in it", library, err, want)
			}
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("Open(%s) = %q, want one line", library, err)
		}
	}
	f(filepath.Join(dir, "missing.so"), "is missing")
	f(dir, "is no file")
	f(write("text.so", []byte("not a library\n")), "is no library of the engine")
	f(write("part.so", part), "checksum differs")
	f(otherLibrary(t), "chdb_")
}

// otherLibrary finds a real library that is not the engine.
func otherLibrary(t *testing.T) string {
	t.Helper()
	for _, pattern := range []string{"/lib/x86_64-linux-gnu/libm.so.6", "/usr/lib64/libm.so.6", "/lib64/libm.so.6"} {
		if path, err := filepath.EvalSymlinks(pattern); err == nil {
			return path
		}
	}
	t.Fatal("no libm was found")
	return ""
}

// TestOwnLibrary opens the engine from a path of the user's own, here a link to
// the provisioned file, without the cache.
func TestOwnLibrary(t *testing.T) {
	config := own(t)
	link := filepath.Join(t.TempDir(), "own.so")
	if err := os.Symlink(config.Library, link); err != nil {
		t.Fatal(err)
	}
	config.Library = link
	if db := open(t, config); !strings.HasPrefix(db.Version(), "26.7.") {
		t.Errorf("Version() = %s, want 26.7.x", db.Version())
	}
}

// TestProvisionedLibrary opens the engine with no path at all.
func TestProvisionedLibrary(t *testing.T) {
	if err := assets.PlatformError(); err != nil {
		t.Fatal(err)
	}
	config := own(t)
	config.Library = ""
	if n := number(t, open(t, config), "SELECT toUInt64(1)"); n != 1 {
		t.Errorf("SELECT 1 = %d", n)
	}
}

// TestMissingCommand names a program that is not there.
func TestMissingCommand(t *testing.T) {
	config := own(t)
	config.Command = []string{filepath.Join(t.TempDir(), "nothing")}
	if db, err := engine.Open(t.Context(), config); err == nil {
		t.Error("Open() = nil, want an error")
		_ = db.Close()
	}
}

// TestDirectoryThatCannotBeMade names a data directory under a file.
func TestDirectoryThatCannotBeMade(t *testing.T) {
	config := own(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	config.DataDir = filepath.Join(file, "data")
	if db, err := engine.Open(t.Context(), config); err == nil || !strings.Contains(err.Error(), "data directory") {
		t.Errorf("Open() = %v, want an error about the data directory", err)
		if err == nil {
			_ = db.Close()
		}
	}
}
