// Package assets fetches what redress needs and does not carry: the engine
// library and the chart library. package.json and package-lock.json name them
// by version and checksum, the npm client brings them into a cache directory of
// the user on first need, and every command and test shares that directory.
//
// Its one rule: nothing is used that was not verified. The lock file's SHA-512
// covers the packed archives, the constants below cover the two unpacked files
// that are loaded into a process or a page.
package assets

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

//go:embed package.json
var packageJSON []byte

//go:embed package-lock.json
var packageLock []byte

// The unpacked files, by the names they get in the cache directory.
const (
	libraryName = "libchdb.so"
	echartsName = "echarts.min.js"

	librarySum = "36ad4e999882821ef13cf2d0f52c93f48e6ee1b4498b35a201c23ce4b8d15bf5"
	echartsSum = "b66b25aeb4df84e33199dc21694014d336d222cbd9deb0e5a7c14bd6aa0d0fd0"
)

// LibraryVersion is the published version of the engine library that the lock
// file pins.
const LibraryVersion = "26.7.3-stable.1"

// Options says where Ensure works and what it may leave out. The zero value is
// ready for use.
type Options struct {
	// CacheDir is the directory that all versions share; empty means the folder
	// redress in the user's cache directory.
	CacheDir string
	// Progress receives what is being fetched, as lines, or as one line that is
	// rewritten when it is a terminal; nil says nothing.
	Progress io.Writer
	// WithoutLibrary leaves the engine library out: a program that talks to a
	// ClickHouse server needs only the charts (2 MB instead of 170).
	WithoutLibrary bool
	// Verify reads every file again, even where size and time of change are
	// those of the last verification. It takes about a second.
	Verify bool
}

// Assets are the verified files, by absolute path.
type Assets struct {
	// Library is the engine library, libchdb.so. It is empty with
	// Options.WithoutLibrary, and on platforms for which none is published: ask
	// PlatformError for the sentence that says so.
	Library string
	// ECharts is the chart library, echarts.min.js.
	ECharts string
	// Notices are the licence texts that must travel with the chart library.
	Notices []string
}

// Ensure returns the assets and fetches them first if they are missing or are
// not what they were. Two processes that start at once do not fetch twice; a
// fetch that was killed is done again. An error says what could not be had and
// what to do about it.
func Ensure(ctx context.Context, opts Options) (Assets, error) {
	cache, err := cacheDir(opts.CacheDir)
	if err != nil {
		return Assets{}, err
	}
	withLibrary := !opts.WithoutLibrary && PlatformError() == nil
	store := store{cache: cache, dir: filepath.Join(cache, folder(withLibrary)), library: withLibrary, progress: opts.Progress}

	if !opts.Verify && store.trusted() {
		return store.assets()
	}
	unlock, err := lock(ctx, filepath.Join(cache, "assets.lock"))
	if err != nil {
		return Assets{}, fmt.Errorf("lock the asset cache %s: %w", cache, err)
	}
	defer unlock()
	if (!opts.Verify && store.trusted()) || store.verified() {
		return store.assets()
	}
	if err := store.fetch(ctx); err != nil {
		return Assets{}, err
	}
	return store.assets()
}

// cacheDir returns the directory the caller named, or the user's own, and makes
// sure that it exists.
func cacheDir(named string) (string, error) {
	if named == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("find the user's cache directory (set XDG_CACHE_HOME): %w", err)
		}
		named = filepath.Join(base, "redress")
	}
	dir, err := filepath.Abs(named)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("make the asset cache: %w", err)
	}
	return dir, nil
}

// folder names the folder of this lock file, so that a new lock never meets the
// files of an old one.
func folder(withLibrary bool) string {
	sum := sha256.Sum256(packageLock)
	name := "assets-" + hex.EncodeToString(sum[:6])
	if !withLibrary {
		name += "-charts"
	}
	return name
}
