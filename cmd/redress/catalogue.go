package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"redress/ingest/mapping"
	"redress/ingest/publisher"
)

// declarationsFolder stands beside the configuration: each .yaml file in it is
// a source like a built-in one.
const declarationsFolder = "declarations"

// A catalogue is every source there is by its code: the built-in ones, and those
// an installation declares itself. The zero catalogue has the built-in ones.
type catalogue struct {
	own  map[string]*mapping.Declaration
	from map[string]string // the files of the own ones
}

// readCatalogue reads the declarations of a folder, which need not exist. All
// mistakes are reported at once; a code that is taken is one.
func readCatalogue(folder string) (catalogue, error) {
	c := catalogue{own: map[string]*mapping.Declaration{}, from: map[string]string{}}
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return c, fmt.Errorf("list declarations: %w", err)
	}
	slices.Sort(files)
	var wrong []error
	for _, path := range files {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			continue
		}
		declared, err := publisher.LoadFile(path)
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Errorf("declaration %s: %w", path, err))
		case slices.Contains(publisher.Codes(), declared.Code()):
			wrong = append(wrong, fmt.Errorf("declaration %s: the code %s belongs to a built-in publisher; give yours another one", path, declared.Code()))
		case c.from[declared.Code()] != "":
			wrong = append(wrong, fmt.Errorf("declaration %s: the code %s is declared by %s already", path, declared.Code(), c.from[declared.Code()]))
		default:
			c.own[declared.Code()], c.from[declared.Code()] = declared, path
		}
	}
	return c, errors.Join(wrong...)
}

// codes lists all codes in alphabetical order.
func (c catalogue) codes() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for _, code := range publisher.Codes() {
			if !yield(code) {
				return
			}
		}
		for code := range maps.Keys(c.own) {
			if !yield(code) {
				return
			}
		}
	})
}

// has reports whether a source of that code exists.
func (c catalogue) has(code string) bool { return slices.Contains(c.codes(), code) }

// load is the declaration of a code.
func (c catalogue) load(code string) (*mapping.Declaration, error) {
	if declared := c.own[code]; declared != nil {
		return declared, nil
	}
	declared, err := publisher.Load(code)
	if err != nil && len(c.own) > 0 && !c.has(code) {
		return nil, fmt.Errorf("no publisher is called %q: there is %s", code, strings.Join(c.codes(), ", "))
	}
	return declared, err
}
