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

// readConfig reads and checks a configuration: a file, or a folder with a
// redress.yaml, or with declarations only. No path is an empty configuration.
// All mistakes are reported at once, each with file, line and key.
func readConfig(path string) (config, error) {
	c := config{Floors: defaultFloors()}
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
	if err := parsable(file, text); err != nil {
		return c, err
	}
	if err := yaml.UnmarshalWithOptions(text, &c, yaml.Strict()); err != nil {
		return c, misread(file, text, err)
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
	return append(wrong, c.Floors.check()...)
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
