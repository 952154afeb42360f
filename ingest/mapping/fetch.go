package mapping

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Fetch is where a publisher's files are loaded from when nobody names a
// path.
type Fetch struct {
	URLs  []string // http, https or s3
	Every string   // how often the publisher publishes: hour, day, week, month, quarter, year; may be empty
	API   *API     // how an address that is a paged JSON API is read; nil: it is a file
}

// An API is how a paged JSON API is read.
type API struct {
	Records string // dot path of the records in an answer
	Cursor  Cursor // zero: everything is in one answer
	Size    Size   // zero: not said
	Total   string // dot path of how many records there are in all; empty: an answer does not say
	// Pause is the least time between two requests; 0: none.
	Pause time.Duration
}

// A Cursor is how the next page is asked for.
type Cursor struct {
	From string // dot path in an answer, [-1] for the last of an array
	To   string // the query parameter it is sent in
}

// A Size is how many records a page holds.
type Size struct {
	Parameter string // the query parameter
	Value     int
}

func (p *declarationParser) parseFetch(b block) {
	n := b.get("fetch")
	if n == nil {
		return
	}
	fb := p.block(n, "fetch", fetchBlock)
	f := &Fetch{URLs: fb.texts("url")}
	if len(f.URLs) == 0 {
		p.fail(n.line, "fetch: want the url the files are loaded from")
	}
	for _, address := range f.URLs {
		if !isAddress(address, "http", "https", "s3") {
			p.fail(fb.lineOf("url"), "fetch: url %q: want an address, https://, http:// or s3://", address)
		}
	}
	for _, address := range f.URLs {
		p.checkPlaceholders(fb.lineOf("url"), address)
	}
	if fb.get("every") != nil {
		f.Every = fb.one("every", intervals()...)
	}
	if api := fb.get("api"); api != nil {
		f.API = p.parseAPI(api)
	}
	p.decl.fetch = f
}

// checkPlaceholders refuses parts of an address in braces that nothing fills: they
// would be asked for as they are.
func (p *declarationParser) checkPlaceholders(line int, address string) {
	const known = "there is {slot:2006-01}, the slot of the timetable a load is for, and {previous:2006-01}, the one before it, " +
		"each with a date as Go writes it; a brace of the address itself is %%7B or %%7D"
	rest := address
	for _, part := range regexp.MustCompile(`\{[^{}]*\}`).FindAllString(address, -1) {
		rest = strings.Replace(rest, part, "", 1)
		name, form, _ := strings.Cut(strings.Trim(part, "{}"), ":")
		if name != "slot" && name != "previous" {
			p.fail(line, "fetch: url: unknown placeholder %s: "+known, part)
			continue
		}
		// Two days that differ in every number: a form without any is a mistake.
		early, late := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC), time.Date(2012, 11, 14, 15, 16, 17, 0, time.UTC)
		if early.Format(form) == late.Format(form) {
			p.fail(line, "fetch: url: %s writes no date: "+known, part)
		}
	}
	if strings.ContainsAny(rest, "{}") {
		p.fail(line, "fetch: url: a brace stands alone: "+known)
	}
}

func (p *declarationParser) parseAPI(n *node) *API {
	b := p.block(n, "api", apiBlock)
	a := &API{Records: p.path(b, "records"), Total: p.path(b, "total")}
	if a.Records == "" {
		p.fail(n.line, "api: want records, the dot path of the records in an answer")
	}
	if c := b.get("cursor"); c != nil {
		cb := p.block(c, "cursor", cursorBlock)
		a.Cursor = Cursor{From: p.path(cb, "from"), To: cb.text("to")}
		if a.Cursor.From == "" || a.Cursor.To == "" {
			p.fail(c.line, "cursor: want from, a dot path in an answer, and to, the query parameter it is sent in")
		}
	}
	if s := b.get("size"); s != nil {
		sb := p.block(s, "size", sizeBlock)
		a.Size = Size{Parameter: sb.text("parameter"), Value: p.count(sb, "value")}
		if a.Size.Parameter == "" || a.Size.Value == 0 {
			p.fail(s.line, "size: want parameter, a query parameter, and value, the records a page")
		}
	}
	if text := b.text("rate"); text != "" {
		pause, err := parseRate(text)
		if err != nil {
			p.fail(b.lineOf("rate"), "%s", err)
		}
		a.Pause = pause
	}
	return a
}

// path is a dot path of names, each with [n] behind it where it is an array;
// [-1] is the last.
func (p *declarationParser) path(b block, key string) string {
	text := b.text(key)
	if text != "" && !regexp.MustCompile(`^[^.\[\]]+(\[-?\d+\])*(\.[^.\[\]]+(\[-?\d+\])*)*$`).MatchString(text) {
		p.fail(b.lineOf(key), "%s %q: want a dot path, like hits.hits[-1].sort", key, text)
	}
	return text
}

// parseRate reads n/s, n/m or n/h as the time between two requests.
func parseRate(text string) (time.Duration, error) {
	count, unit, ok := strings.Cut(strings.ReplaceAll(text, " ", ""), "/")
	n, err := strconv.Atoi(count)
	per := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}[unit]
	if !ok || err != nil || n <= 0 || per == 0 {
		return 0, fmt.Errorf("rate %q: want requests a second, minute or hour: 1/s, 30/m", text)
	}
	return per / time.Duration(n), nil
}
