// Package publisher holds the declarations of the built-in publishers, one
// .yaml file each, and reads a publisher's files with them: fetch finds the
// bytes, tabular cuts them into rows, mapping makes complaints of the rows, and
// ingest.Validate judges them. It is the source side of a load.
//
// Its one rule: what a publisher's files are like is said in the declaration
// and nowhere else. There is no Go code that reads any one publisher; what Template
// writes is the table that the declaration cn-generic reads. The language is
// described in package mapping.
package publisher

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"redress/ingest/mapping"
)

//go:embed *.yaml
var declarations embed.FS

// Codes lists the built-in publishers in alphabetical order.
func Codes() []string {
	entries, err := declarations.ReadDir(".")
	if err != nil {
		panic(err) // the directory is compiled in
	}
	var codes []string
	for _, e := range entries {
		codes = append(codes, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(codes)
	return codes
}

// Load returns the declaration of a built-in publisher.
func Load(code string) (*mapping.Declaration, error) {
	if !slices.Contains(Codes(), code) {
		return nil, fmt.Errorf("no publisher is called %q: there is %s; a declaration of your own is given as a file", code,
			strings.Join(Codes(), ", "))
	}
	src, err := declarations.ReadFile(code + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("declaration of %s: %w", code, err)
	}
	d, err := mapping.Parse(code+".yaml", src)
	if err != nil {
		return nil, err
	}
	if d.Code() != code {
		return nil, fmt.Errorf("%s.yaml declares %s", code, d.Code())
	}
	return d, nil
}

// LoadFile returns the declaration in a file. The error lists every mistake in
// it, with file and line.
func LoadFile(path string) (*mapping.Declaration, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read declaration: %w", err)
	}
	return mapping.Parse(filepath.Base(path), src)
}
