package register

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
)

// Limits of a record.
const (
	maxText   = 8 << 10 // bytes of a paraphrase or an effect
	maxPlaces = 2       // decimals of an exposure
	maxWhole  = 15      // digits before them
)

// entry is one row of a file before it is a record: its cells by field.
type entry struct {
	file    int
	path    string
	line    int
	cells   map[string]string // by field of the register
	columns map[string]string // by field: what the file calls it
}

// A judge reads the cells of one entry after the other and keeps the first thing
// that is wrong with an entry.
type judge struct {
	entry
	bad      *ingest.RowError
	trusted  bool // what ships with the program needs no redaction
	sources  map[string]string
	laws     map[string]law
	calendar calendar
	words    map[string]string // for issues
	codes    map[string]string // for the other vocabularies
	code     *regexp.Regexp    // of a source: S19
}

// A law is an entry of "laws".
type law struct {
	name    Text
	version string
	inForce Date
}

func newJudge() *judge {
	return &judge{calendar: newCalendar(), words: issueWords(), codes: codeWords(), code: regexp.MustCompile(`\bS\d+\b`)}
}

// fail rejects the entry for a field.
func (j *judge) fail(field string, reason ingest.Reason) {
	if j.bad == nil {
		column := j.columns[field]
		if column == "" {
			column = field
		}
		j.bad = &ingest.RowError{File: j.path, Line: j.line, Column: column, Reason: reason}
	}
}

// raw is a cell as text that can be stored.
func (j *judge) raw(field string) string {
	text := strings.TrimSpace(j.cells[field])
	switch {
	case len(text) > maxText:
		j.fail(field, ingest.TooLong)
		return ""
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		j.fail(field, ingest.BadValue)
		return ""
	}
	return text
}

// text is a cell of words, redacted, on one line.
func (j *judge) text(field string) string {
	text := strings.Join(strings.Fields(j.raw(field)), " ")
	if j.trusted {
		return text
	}
	return anonymise.Redact(text)
}

// must is text that is not blank.
func (j *judge) must(field string) string {
	text := j.text(field)
	if text == "" {
		j.fail(field, ingest.BadValue)
	}
	return text
}

// both is a text in two languages; one of them must be there if needed says so.
func (j *judge) both(zh, en string, needed bool) Text {
	t := Text{ZH: j.text(zh), EN: j.text(en)}
	if needed && t == (Text{}) {
		j.fail(en, ingest.BadValue)
	}
	return t
}

// source is the text of src, codes of the file's sources spelled out, with the
// first page address in it. Addresses of pages stay: they are what src is for.
func (j *judge) source(field string) (src, address string) {
	src = strings.Join(strings.Fields(j.raw(field)), " ")
	src = j.code.ReplaceAllStringFunc(src, func(code string) string {
		if text, ok := j.sources[code]; ok {
			return text
		}
		return code
	})
	words := strings.Fields(src)
	for i, word := range words {
		page := strings.TrimRight(word, ";,.，；。")
		switch {
		case isPage(page):
			if address == "" {
				address = page
			}
		case !j.trusted:
			words[i] = anonymise.Redact(word)
		}
	}
	return strings.Join(words, " "), address
}

// page is an address, http or https, without user information.
func (j *judge) page(field string) string {
	text := j.raw(field)
	if text != "" && !isPage(text) {
		j.fail(field, ingest.BadValue)
		return ""
	}
	return text
}

func isPage(text string) bool {
	if len(text) > ingest.MaxText || strings.ContainsFunc(text, unicode.IsSpace) {
		return false
	}
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

// date is a date as far as it is known.
func (j *judge) date(field string) Date {
	d, ok := j.calendar.parse(j.cells[field])
	if !ok {
		j.fail(field, ingest.BadValue)
	}
	return d
}

// day is a date known by its day.
func (j *judge) day(field string) Date {
	d := j.date(field)
	if d.Precision() != ByDay {
		j.fail(field, ingest.BadValue)
	}
	return d
}

// period is from and to; a blank to is the end of from.
func (j *judge) period() (from, to Date) {
	from, to = j.date("from"), j.date("to")
	if !from.Known() {
		j.fail("from", ingest.BadValue)
	}
	if !to.Known() {
		to = from
	}
	if to.Last.Before(from.First) {
		j.fail("to", ingest.BadValue)
	}
	return from, to
}

// list cuts a cell at ; , 、 | and line ends.
func (j *judge) list(field string) []string {
	cut := func(r rune) bool { return strings.ContainsRune(";；,，、|\n", r) }
	var out []string
	for _, word := range strings.FieldsFunc(j.raw(field), cut) {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

// issues is the list of issues of an entry.
func (j *judge) issues(needed bool) Issues {
	const field = "issues"
	words := j.list(field)
	issues, ok := parseIssues(words, j.words)
	if !ok || needed && len(words) == 0 {
		j.fail(field, ingest.BadValue)
	}
	return issues
}

// platform is the key of a platform written as key or name. A key is a business's
// own public identifier; a person's is refused.
func (j *judge) platform(field string) string {
	text := strings.Join(strings.Fields(j.raw(field)), " ")
	scheme, rest, found := strings.Cut(text, ":")
	if found && isCode(strings.ToLower(scheme)) && strings.TrimSpace(rest) != "" {
		scheme, rest = strings.ToLower(scheme), strings.TrimSpace(rest)
		if scheme == "group" || scheme == "name" {
			rest = complaint.NameKey(rest)
		}
		text = scheme + ":" + rest
		if scheme == "cpf" || scheme == "name" && anonymise.Redact(rest) != rest {
			j.fail(field, ingest.BadValue)
		}
	} else if key := complaint.NameKey(anonymise.Redact(text)); key != "" {
		text = "name:" + key
	} else {
		text = ""
	}
	switch {
	case text == "":
		j.fail(field, ingest.NoPlatform)
	case len(text) > ingest.MaxText:
		j.fail(field, ingest.TooLong)
	}
	return text
}

// number is a decimal that is not negative, with point or, for 3 digits each,
// commas between thousands.
func (j *judge) number(field string) decimal.Decimal {
	text := strings.ReplaceAll(strings.ReplaceAll(j.raw(field), "，", ","), " ", "")
	if groups := strings.Split(strings.SplitN(text, ".", 2)[0], ","); len(groups) > 1 {
		odd := func(g string) bool { return len(g) != 3 }
		if len(groups[0]) > 3 || slices.ContainsFunc(groups[1:], odd) {
			j.fail(field, ingest.BadValue)
		}
		text = strings.ReplaceAll(text, ",", "")
	}
	if text == "" || strings.Trim(text, "0123456789.") != "" || len(text) > maxWhole+1+maxPlaces+maxWhole {
		j.fail(field, ingest.BadValue)
		return decimal.Decimal{}
	}
	d, err := decimal.NewFromString(text)
	if err != nil || !d.Equal(d.Round(maxPlaces)) || len(d.Truncate(0).String()) > maxWhole {
		j.fail(field, ingest.BadValue)
		return decimal.Decimal{}
	}
	return d.Round(maxPlaces)
}

// coded is a word of a vocabulary as its code, if there is one.
func (j *judge) coded(word string) string {
	if code, ok := j.codes[foldWord(word)]; ok {
		return code
	}
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(word)), " ", "_")
}

// oneOf is a word of a closed vocabulary.
func oneOf[T ~string](j *judge, field string, words []T) T {
	word := T(j.coded(j.raw(field)))
	if !slices.Contains(words, word) {
		j.fail(field, ingest.BadValue)
	}
	return word
}
