package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"redress/analytics"
	"redress/ingest/mapping"
	"redress/ingest/publisher"
	"redress/ingest/schedule"
)

// A config is the file of --config: what flags cannot hold. An unknown key is
// an error that names its line.
type config struct {
	// DefaultSource is shown when an address names no source; empty: the one
	// with most complaints.
	DefaultSource string `yaml:"default_source"`
	// Floors below which nothing is ranked or no rate is given.
	Floors floors `yaml:"floors"`
	// Sources that load by themselves.
	Sources []sourceConfig `yaml:"sources"`
}

type floors struct {
	RankClosed int64 `yaml:"rank_closed"` // closed complaints needed for a rank
	RankRated  int64 `yaml:"rank_rated"`  // rated complaints needed for a rank
	Rate       int64 `yaml:"rate"`        // rated complaints needed for a rate
}

// A sourceConfig is one source of the timetable.
type sourceConfig struct {
	Publisher   string   `yaml:"publisher"`   // a built-in publisher's code, or …
	Declaration string   `yaml:"declaration"` // … a declaration of your own
	Paths       []string `yaml:"paths"`       // files, globs, folders, archives; relative to the config file
	Schedule    string   `yaml:"schedule"`    // cron: minute hour day month weekday
	Zone        string   `yaml:"zone"`        // IANA zone of the schedule; default UTC

	declared *mapping.Declaration // read once, when the configuration is
}

// readConfig reads and checks a configuration; no file is an empty one.
func readConfig(path string) (config, error) {
	c := config{Floors: floors(analytics.DefaultFloors)}
	if path == "" {
		return c, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return c, fmt.Errorf("read configuration: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(text, &c, yaml.Strict()); err != nil {
		return c, fmt.Errorf("configuration %s: %w", path, err)
	}
	for i := range c.Sources {
		if err := c.Sources[i].settle(filepath.Dir(path)); err != nil {
			return c, fmt.Errorf("configuration %s, source %d: %w", path, i+1, err)
		}
	}
	if err := c.knownDefault(); err != nil {
		return c, fmt.Errorf("configuration %s: %w", path, err)
	}
	return c, c.Floors.check(path)
}

// knownDefault refuses a default source that nothing can ever load.
func (c config) knownDefault() error {
	known := publisher.Codes()
	for i := range c.Sources {
		known = append(known, c.Sources[i].code())
	}
	if c.DefaultSource == "" || slices.Contains(known, c.DefaultSource) {
		return nil
	}
	return fmt.Errorf("default_source %s is not a source: it is one of %s", c.DefaultSource, strings.Join(known, ", "))
}

func (f floors) check(path string) error {
	if f.RankClosed < 0 || f.RankRated < 0 || f.Rate < 0 || f.RankRated < f.Rate {
		return fmt.Errorf("configuration %s: floors must not be negative, and rank_rated not below rate", path)
	}
	return nil
}

// settle checks a source and makes its paths relative to the file.
func (s *sourceConfig) settle(folder string) error {
	if (s.Publisher == "") == (s.Declaration == "") {
		return fmt.Errorf("name either a publisher or a declaration")
	}
	if len(s.Paths) == 0 {
		return fmt.Errorf("name at least one path")
	}
	for i, path := range s.Paths {
		if !filepath.IsAbs(path) {
			s.Paths[i] = filepath.Join(folder, path)
		}
	}
	if s.Declaration != "" && !filepath.IsAbs(s.Declaration) {
		s.Declaration = filepath.Join(folder, s.Declaration)
	}
	if _, err := s.zone(); err != nil {
		return err
	}
	if _, err := schedule.Parse(s.Schedule); err != nil {
		return err
	}
	var err error
	s.declared, err = s.declaration()
	return err
}

// code is the publisher code of the source.
func (s *sourceConfig) code() string { return s.declared.Code() }

func (s *sourceConfig) zone() (*time.Location, error) {
	return time.LoadLocation(s.Zone) // empty is UTC
}

func (s *sourceConfig) declaration() (*mapping.Declaration, error) {
	if s.Declaration != "" {
		return publisher.LoadFile(s.Declaration)
	}
	return publisher.Load(s.Publisher)
}
