package main

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"redress/ingest/mapping"
)

// shown is how a path, an address or a member of an archive is called wherever
// it is named: in errors, logs, reports, progress and the books. A name that may
// be somebody's is withheld but for the kind of file it is; the books have the
// file's digest beside it.
func (g nameGuard) shown(given string) string {
	var out strings.Builder
	for rest := given; rest != ""; {
		at := strings.IndexAny(rest, `/\!`)
		if at < 0 {
			out.WriteString(g.part(rest))
			break
		}
		out.WriteString(g.part(rest[:at]))
		out.WriteByte(rest[at])
		rest = rest[at+1:]
	}
	return out.String()
}

// part is one name of a path.
func (g nameGuard) part(name string) string {
	for _, spelt := range []string{name, unescaped(name)} {
		if g.private(withoutSerial(spelt)) {
			return mapping.Withheld + kindEndings(name)
		}
	}
	return printable(name)
}

// withoutSerial is the name of a folder without the number that makes it one of
// its own, as programs append to those for temporary files: it is no telephone.
func withoutSerial(name string) string {
	bare := strings.TrimRight(name, "0123456789")
	digits := len(name) - len(bare)
	if bare == "" || digits > len("4294967295") || !unicode.IsLetter(rune(bare[len(bare)-1])) || bare[len(bare)-1] > unicode.MaxASCII {
		return name
	}
	return bare
}

// printable is a text without line ends and control characters.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// unfit reports whether a page says in its reader's language that a name is
// withheld: one that is private, and one that the books hold withheld.
func (g nameGuard) unfit(name string) bool {
	return strings.HasPrefix(name, mapping.Withheld) || g.private(name)
}

// unescaped is a part of an address as its server reads it.
func unescaped(name string) string {
	if plain, err := url.PathUnescape(name); err == nil {
		return plain
	}
	return name
}

// sheets are the names of sheets as they may be shown.
func (g nameGuard) sheets(given []string) []string {
	var shown []string
	for _, name := range given {
		shown = append(shown, g.sheet(name))
	}
	return shown
}

func (g nameGuard) sheet(name string) string {
	if g.private(name) {
		return mapping.Withheld
	}
	return printable(name)
}

// quoted is a sheet as an error quotes it, as it may be shown.
func (g nameGuard) quoted(quoted string) string {
	name, err := strconv.Unquote(quoted)
	if shown := g.sheet(name); err == nil && shown != name {
		return strconv.Quote(shown)
	}
	return quoted
}

// kindEndings are the endings that say what kind of file it is, and how it is
// packed.
func kindEndings(name string) string {
	kinds, endings := []string{".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl", ".xlsx", ".parquet", ".zip", ".gz", ".zst", ".yaml", ".yml"}, ""
	for range 2 {
		ending := path.Ext(name)
		if !slices.Contains(kinds, strings.ToLower(ending)) {
			break
		}
		name, endings = strings.TrimSuffix(name, ending), ending+endings
	}
	return endings
}

// A guardedError is an error whose sentence names no file that is called after
// somebody.
type guardedError struct {
	text string
	err  error
}

// Error is the sentence.
func (e guardedError) Error() string { return e.text }

// Unwrap is the error as it came.
func (e guardedError) Unwrap() error { return e.err }

// guarded is an error that may be printed, logged and kept; nil for nil. Names of
// known places, with blanks inside, are found whole.
func (g nameGuard) guarded(err error, known ...string) error {
	if err == nil {
		return nil
	}
	text := g.withhold(err.Error(), known)
	if text == err.Error() {
		return err
	}
	return guardedError{text, err}
}
