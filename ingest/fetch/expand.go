package fetch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"redress/ingest/keep"
)

// expandOne looks one path up and returns the regular files it names, in order.
// A file whose name looks like a pattern is that file.
//
// Left out of a folder or the matches of a pattern: folders, special files, and
// of a folder those whose name begins with a dot. A link counts as what it
// leads to.
func expandOne(path string, o Options) ([]string, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return folder(path, o)
	case err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: is not a regular file but a pipe or device; write it to a file first", o.names.call(path))
	case err == nil:
		return []string{path}, nil
	case strings.ContainsAny(path, `*?[`):
		return pattern(path, o)
	}
	return nil, explainPath(o.names.call(path), err)
}

func folder(path string, o Options) ([]string, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, explainPath(o.names.call(path), err)
	}
	var files []string
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		name := filepath.Join(path, entry.Name())
		regular, err := isRegular(name, o)
		if err != nil {
			return nil, err
		}
		if regular {
			files = append(files, name)
		}
	}
	if len(files) == 0 && o.Settled <= 0 { // a watched one may be empty
		return nil, fmt.Errorf("%s: is a folder without files (its subfolders are not searched); name another", o.names.call(path))
	}
	return files, nil
}

func pattern(path string, o Options) ([]string, error) {
	matches, err := filepath.Glob(path)
	if err != nil {
		return nil, fmt.Errorf("%s: is no valid pattern; close its brackets", o.names.call(path))
	}
	var files []string
	for _, match := range matches {
		regular, err := isRegular(match, o)
		if err != nil {
			return nil, err
		}
		if regular {
			files = append(files, match)
		}
	}
	if len(files) == 0 && o.Settled <= 0 {
		return nil, fmt.Errorf("%s: matches no file; check the path and the pattern", o.names.call(path))
	}
	slices.Sort(files)
	return files, nil
}

// isRegular reports whether path is a regular file or a link to one. A link
// that leads nowhere is an error: a file seems to be missing.
func isRegular(path string, o Options) (bool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, explainPath(o.names.call(path), err)
	}
	return info.Mode().IsRegular(), nil
}

// explainPath says why a path cannot be opened and what to do.
func explainPath(path string, err error) error {
	var detail *fs.PathError
	cause := err
	if errors.As(err, &detail) {
		cause = detail.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w; check the path", path, cause)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: %w; let this user read the file and search its folder", path, cause)
	}
	return fmt.Errorf("%s: cannot be opened (%w); check the path", path, cause)
}

// explainRead says why an open file cannot be read.
func explainRead(path string, err error) error {
	var kept *keep.DamagedError
	if errors.As(err, &kept) {
		return kept
	}
	var detail *fs.PathError
	cause := err
	if errors.As(err, &detail) {
		cause = detail.Err
	}
	return fmt.Errorf("%s: cannot be read (%w); check the disk or copy the file again", path, cause)
}
