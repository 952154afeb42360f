package assets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// noticesName is the folder of the licence texts.
const noticesName = "notices"

// The ways around a fetch that cannot be done, for errors.
const otherWays = "or do without it: --library PATH for an engine library of your own, --clickhouse DSN for a server"

// The licence texts of the chart library and of what is bundled into it, from
// their path in the packages to their name in the cache.
var notices = map[string]string{
	"echarts/LICENSE":             "echarts-LICENSE",
	"echarts/NOTICE":              "echarts-NOTICE",
	"echarts/licenses/LICENSE-d3": "echarts-LICENSE-d3",
	"zrender/LICENSE":             "zrender-LICENSE",
	"tslib/LICENSE.txt":           "tslib-LICENSE",
	"tslib/CopyrightNotice.txt":   "tslib-NOTICE",
}

// fetch installs the packages beside the folder, verifies them, keeps what is
// needed and renames the result into place. The caller holds the lock.
func (s store) fetch(ctx context.Context) error {
	s.sweep()
	temp, err := os.MkdirTemp(s.cache, filepath.Base(s.dir)+".part-")
	if err != nil {
		return fmt.Errorf("make a folder in the asset cache: %w", err)
	}
	defer os.RemoveAll(temp)

	modules := filepath.Join(temp, "modules")
	if err := s.install(ctx, modules); err != nil {
		return err
	}
	ready := filepath.Join(temp, "ready")
	if err := s.collect(filepath.Join(modules, "node_modules"), ready); err != nil {
		return err
	}
	if err := verify(ready, s.sums()); err != nil {
		return fmt.Errorf("what was fetched is not what the lock file names (%w); nothing was kept: run `redress check --provision` to fetch it again, %s", err, otherWays)
	}
	if err := os.RemoveAll(s.dir); err != nil {
		return fmt.Errorf("remove the damaged assets: %w", err)
	}
	if err := os.Rename(ready, s.dir); err != nil {
		return fmt.Errorf("put the assets in place: %w", err)
	}
	return nil
}

// sweep removes what killed fetches of this folder left behind. A folder that
// an orphan still writes into is left for the next time.
func (s store) sweep() {
	left, err := filepath.Glob(s.dir + ".part-*")
	if err != nil {
		return
	}
	for _, dir := range left {
		_ = os.RemoveAll(dir)
	}
}

// install runs the npm client on the embedded lock file in dir.
func (s store) install(ctx context.Context, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), packageJSON, 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "package-lock.json"), packageLock, 0o644); err != nil {
		return err
	}
	args := []string{"ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"}
	what, size := "the engine and chart libraries", "170 MB"
	if !s.library {
		args = append(args, "--omit=optional")
		what, size = "the chart library", "20 MB"
	}
	meter := newMeter(s.progress, fmt.Sprintf("fetching %s (%s, once)", what, size), dir)
	output, err := runNPM(ctx, dir, args, meter)
	if err != nil {
		meter.end("failed")
		if ctx.Err() != nil {
			return fmt.Errorf("fetch %s: %w", what, context.Cause(ctx))
		}
		if errors.Is(err, errNoNPM) {
			return fmt.Errorf("fetch %s: the npm client is not installed: install Node.js and run `redress check --provision`, %s", what, otherWays)
		}
		return fmt.Errorf("fetch %s with the npm client (%w): %s; run `redress check --provision` to try again, %s", what, err, lastLine(output), otherWays)
	}
	meter.end("done")
	return nil
}

// collect moves the wanted files out of the installed packages.
func (s store) collect(modules, ready string) error {
	if err := os.MkdirAll(filepath.Join(ready, noticesName), 0o755); err != nil {
		return err
	}
	moves := map[string]string{"echarts/dist/echarts.min.js": echartsName}
	if s.library {
		moves["@chdb/lib-linux-x64-gnu/libchdb.so"] = libraryName
	}
	for from, to := range notices {
		moves[from] = filepath.Join(noticesName, to)
	}
	for from, to := range moves {
		err := os.Rename(filepath.Join(modules, filepath.FromSlash(from)), filepath.Join(ready, to))
		if errors.Is(err, os.ErrNotExist) {
			// npm leaves an optional package out without a word when it
			// cannot be fetched or fails its checksum.
			return fmt.Errorf("the npm client did not bring %s: run `redress check --provision` to try again, %s", from, otherWays)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lastLine returns the last line of a program's output that says something.
func lastLine(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		line := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(lines[i], "npm error"), "npm ERR!"))
		if line != "" && !strings.HasPrefix(line, "A complete log of this run") && !strings.Contains(line, "-debug-0.log") {
			return line
		}
	}
	return "it said nothing"
}
