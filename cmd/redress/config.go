package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"redress/analytics"
)

// configName is the configuration in a folder.
const configName = "redress.yaml"

// A config is the file of --config: what flags cannot hold. An unknown key is
// an error that names its line.
type config struct {
	// DefaultSource is shown when an address names no source; empty: the one
	// with most complaints.
	DefaultSource string `yaml:"default_source"`
	// Floors below which nothing is ranked or no rate is given.
	Floors floors `yaml:"floors"`
	// Sources that are loaded from places of their own, by the timetable or by
	// redress ingest SOURCE.
	Sources []sourceConfig `yaml:"sources"`

	// known are the declarations: the built-in ones and those in the folder
	// declarations beside the configuration.
	known catalogue
}

type floors struct {
	RankClosed int64 `yaml:"rank_closed"` // closed complaints needed for a rank
	RankRated  int64 `yaml:"rank_rated"`  // rated complaints needed for a rank
	Rate       int64 `yaml:"rate"`        // rated complaints needed for a rate
}

// readConfig reads and checks a configuration: a file, or a folder with a
// redress.yaml, or with declarations only. No path is an empty configuration.
// All mistakes are reported at once, each with file, line and key.
func readConfig(path string) (config, error) {
	c := config{Floors: floors(analytics.DefaultFloors)}
	if path == "" {
		return c, nil
	}
	file, folder, err := configFile(path)
	if err != nil {
		return c, err
	}
	if c.known, err = readCatalogue(filepath.Join(folder, declarationsFolder)); err != nil {
		return c, err
	}
	if file == "" {
		return c, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return c, fmt.Errorf("read configuration: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(text, &c, yaml.Strict()); err != nil {
		return c, misread(file, err)
	}
	return c, locate(file, text, c.settle(folder))
}

// configFile finds the file and its folder; the file is empty for a folder that
// holds declarations only.
func configFile(path string) (file, folder string, err error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", "", fmt.Errorf("read configuration: %w", err)
	case !info.IsDir():
		return path, filepath.Dir(path), nil
	}
	file = filepath.Join(path, configName)
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return file, path, err
	}
	if _, err := os.Stat(filepath.Join(path, declarationsFolder)); err != nil {
		return "", "", fmt.Errorf("configuration %s: the folder holds neither %s nor a folder %s", path, configName, declarationsFolder)
	}
	return "", path, nil
}

// A mistake is what is wrong at one key.
type mistake struct {
	key string // sources[0].schedule
	err error
}

// settle checks everything and completes what the file leaves out.
func (c *config) settle(folder string) []mistake {
	var wrong []mistake
	owner := map[string]int{}
	for i := range c.Sources {
		s, key := &c.Sources[i], fmt.Sprintf("sources[%d]", i)
		mistakes := s.settle(folder, c.known)
		for _, m := range mistakes {
			wrong = append(wrong, mistake{key + m.key, m.err})
		}
		if s.code() == "" {
			continue
		}
		if first, twice := owner[s.code()]; twice {
			wrong = append(wrong, mistake{key, fmt.Errorf("%s stands in sources[%d] already: one entry can name several places", s.code(), first)})
		}
		owner[s.code()] = i
	}
	if err := c.knownDefault(); err != nil {
		wrong = append(wrong, mistake{"default_source", err})
	}
	if f := c.Floors; f.RankClosed < 0 || f.RankRated < 0 || f.Rate < 0 || f.RankRated < f.Rate {
		wrong = append(wrong, mistake{"floors", errors.New("floors must not be negative, and rank_rated not below rate")})
	}
	return wrong
}

// knownDefault refuses a default source that nothing can ever load.
func (c *config) knownDefault() error {
	known := c.known.codes()
	for i := range c.Sources {
		if c.Sources[i].declared != nil && !slices.Contains(known, c.Sources[i].code()) {
			known = append(known, c.Sources[i].code())
		}
	}
	if c.DefaultSource == "" || slices.Contains(known, c.DefaultSource) {
		return nil
	}
	return fmt.Errorf("%s is not a source: it is one of %s", c.DefaultSource, strings.Join(known, ", "))
}

// source is the configured source of a code; nil when there is none.
func (c *config) source(code string) *sourceConfig {
	for i := range c.Sources {
		if c.Sources[i].code() == code {
			return &c.Sources[i]
		}
	}
	return nil
}

// notes are what declarations say readers must know, by source and language.
func (c *config) notes() map[string]map[string]string {
	notes := map[string]map[string]string{}
	for _, code := range c.known.codes() {
		if declared, err := c.known.load(code); err == nil {
			notes[code] = declared.Publisher().Note
		}
	}
	for i := range c.Sources {
		if declared := c.Sources[i].declared; declared != nil {
			notes[declared.Code()] = declared.Publisher().Note
		}
	}
	return notes
}

// misread is the error of a file that is not what a configuration looks like,
// with the line and without the file's text.
func misread(file string, err error) error {
	var placed interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &placed) && placed.GetToken() != nil {
		return fmt.Errorf("%s:%d: %s", file, placed.GetToken().Position.Line, placed.GetMessage())
	}
	return fmt.Errorf("%s: %w", file, err)
}

// locate gives mistakes their lines.
func locate(file string, text []byte, wrong []mistake) error {
	if len(wrong) == 0 {
		return nil
	}
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		return misread(file, err)
	}
	var all []error
	for _, m := range wrong {
		all = append(all, fmt.Errorf("%s:%d: %s: %w", file, lineOf(tree, m.key), m.key, m.err))
	}
	return errors.Join(all...)
}

// lineOf is the line of a key, or of the nearest one around it that the file
// has.
func lineOf(tree *ast.File, key string) int {
	for ; key != ""; key = key[:max(0, strings.LastIndexAny(key, ".["))] {
		path, err := yaml.PathString("$." + key)
		if err != nil {
			continue
		}
		if node, err := path.FilterFile(tree); err == nil && node != nil {
			return node.GetToken().Position.Line
		}
	}
	return 1
}
