package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"redress/ingest/fetch"
)

// A downloadConfig bounds the fetching of one file, or of all pages of an API.
// What it does not name has the default that fetch.Network says.
type downloadConfig struct {
	Size    size   `yaml:"size"`    // of the file as it comes
	Timeout length `yaml:"timeout"` // for all of it
	Silence length `yaml:"silence"` // how long the server may say nothing
	Retries *int   `yaml:"retries"` // in a row without progress; 0: none
	Wait    length `yaml:"wait"`    // the longest wait that a server may ask for
}

// An unpackConfig bounds what archives and compressed files may cost, and names
// what is read of archives. What it does not name has the default that
// fetch.Limits says.
type unpackConfig struct {
	Size  size  `yaml:"size"`  // unpacked, of one file
	Files int   `yaml:"files"` // in one archive, or below one prefix of a bucket
	Ratio int64 `yaml:"ratio"` // unpacked to packed bytes
	// Members are patterns of the members that are read, such as *.csv; default:
	// all that may be tables.
	Members []string `yaml:"members"`
}

// A size is a number of bytes, such as 512 MiB or 50GB. What is wrong with it is
// kept for settle, which knows the key.
type size struct {
	bytes int64
	err   error
}

// units of a size, in bytes.
func units() map[string]int64 {
	return map[string]int64{"": 1, "B": 1, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30, "TIB": 1 << 40, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}
}

// UnmarshalYAML reads a size.
func (s *size) UnmarshalYAML(unmarshal func(any) error) error {
	var text string
	if err := unmarshal(&text); err != nil {
		return err
	}
	number := strings.TrimRight(text, "BKMGTibkmgt ")
	unit, known := units()[strings.ToUpper(strings.TrimSpace(text[len(number):]))]
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || !known || n <= 0 || n > (1<<62)/unit {
		s.err = errors.New("write a number of bytes above 0, such as 512 MiB or 50GB")
		return nil
	}
	s.bytes = n * unit
	return nil
}

// check lists what is wrong, under keys that begin with a dot.
func (c downloadConfig) check() []mistake {
	var wrong []mistake
	for key, err := range map[string]error{"size": c.Size.err, "timeout": c.Timeout.err, "silence": c.Silence.err, "wait": c.Wait.err} {
		if err != nil {
			wrong = append(wrong, mistake{".download." + key, err})
		}
	}
	if c.Retries != nil && *c.Retries < 0 {
		wrong = append(wrong, mistake{".download.retries", errors.New("must not be negative")})
	}
	return wrong
}

func (c unpackConfig) check() []mistake {
	var wrong []mistake
	if c.Size.err != nil {
		wrong = append(wrong, mistake{".unpack.size", c.Size.err})
	}
	if c.Files < 0 {
		wrong = append(wrong, mistake{".unpack.files", errors.New("must not be negative")})
	}
	if c.Ratio < 0 {
		wrong = append(wrong, mistake{".unpack.ratio", errors.New("must not be negative")})
	}
	for i, pattern := range c.Members {
		if err := fetch.CheckMember(pattern); err != nil {
			wrong = append(wrong, mistake{fmt.Sprintf(".unpack.members[%d]", i), err})
		}
	}
	return wrong
}

// bound puts the limits into how a source is fetched.
func (c downloadConfig) bound(n *fetch.Network) {
	n.MaxBytes, n.Timeout, n.Silence, n.MaxWait = c.Size.bytes, c.Timeout.Duration, c.Silence.Duration, c.Wait.Duration
	switch {
	case c.Retries == nil:
	case *c.Retries == 0:
		n.Retries = -1 // which says none, as 0 says nothing
	default:
		n.Retries = *c.Retries
	}
}

func (c unpackConfig) limits() fetch.Limits {
	return fetch.Limits{MaxMembers: c.Files, MaxBytes: c.Size.bytes, MaxRatio: c.Ratio}
}
