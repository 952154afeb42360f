package dashboard

import (
	"context"
	"slices"
	"strings"

	"redress/analytics"
)

// A format is how an answer is written: as a page, or as one of its twins.
type format string

const (
	asPage format = "html"
	asCSV  format = "csv"
	asJSON format = "json"
)

// accepts says which groups of parameters a view understands. A parameter it
// does not understand is an error, never ignored.
type accepts struct {
	filters bool // source, from, to and the dimensions
	by      bool // the length of a trend's periods
	compare bool // with which period each is compared
	def     bool // the resolution rate that is plotted
	order   bool // sort and limit
	cols    bool // whether a CSV has every column
}

// A view is one address with its twins.
type view struct {
	name     string // in file names and in JSON
	path     string // echo's pattern; a last segment that starts with : is the slug
	template string
	accepts  accepts
	// live views change without a release: they are asked again every time.
	live bool
	ask  func(s *Server, ctx context.Context, r request) (reply, error)
}

// A reply is an answer, ready for every rendering.
type reply struct {
	view  analytics.View
	table table
	// moved is the slug the subject has now, where it was asked for by an old one.
	moved string
	// title heads the page; it may be a name from the data.
	title string
	// page makes the view model of the page's own template.
	page func() any
	// scripts are static files that this page needs beside those of every page.
	scripts []string
}

// views lists every view in the order of the sections: who and what, then when,
// how complaints end, what may lie behind it, how sure it is, where it is from.
// Handlers ask; parsing and rendering are the same for all of them.
func views() []view {
	table := accepts{filters: true, def: true, order: true, cols: true}
	trend := accepts{filters: true, def: true, by: true}
	profile := accepts{filters: true, def: true, by: true, cols: true}
	return []view{
		{name: "index", path: "/", template: "index.html", accepts: trend, ask: (*Server).index},
		{name: "platforms", path: "/platforms", template: "platforms.html", accepts: table, ask: (*Server).platforms},
		{name: "platform", path: "/platforms/:slug", template: "platform.html", accepts: profile, ask: (*Server).platform},
		{name: "sellers", path: "/sellers", template: "sellers.html", accepts: table, ask: (*Server).sellers},
		{name: "seller", path: "/sellers/:slug", template: "seller.html", accepts: profile, ask: (*Server).seller},
		{name: "issues", path: "/issues", template: "issues.html", accepts: table, ask: (*Server).issues},
		{name: "issue", path: "/issues/:slug", template: "issue.html", accepts: profile, ask: (*Server).issue},
		{name: "trends", path: "/trends", template: "trends.html", accepts: accepts{filters: true, def: true, by: true, compare: true, cols: true}, ask: (*Server).trends},
		{name: "alerts", path: "/alerts", template: "alerts.html", accepts: accepts{filters: true}, ask: (*Server).alerts},
		{name: "times", path: "/times", template: "times.html", accepts: accepts{filters: true}, ask: (*Server).times},
		{name: "ladder", path: "/ladder", template: "ladder.html", accepts: accepts{filters: true}, ask: (*Server).ladder},
		{name: "evidence", path: "/evidence", template: "evidence.html", accepts: accepts{filters: true, cols: true}, ask: (*Server).evidence},
		{name: "impact", path: "/impact", template: "impact.html", accepts: accepts{filters: true}, ask: (*Server).impact},
		{name: "event", path: "/impact/:slug", template: "event.html", accepts: accepts{filters: true}, ask: (*Server).event},
		{name: "decomposition", path: "/decomposition", template: "decomposition.html", accepts: accepts{filters: true}, ask: (*Server).decomposition},
		{name: "actions", path: "/actions", template: "actions.html", accepts: accepts{filters: true}, ask: (*Server).actions},
		{name: "robustness", path: "/robustness", template: "robustness.html", accepts: accepts{filters: true}, ask: (*Server).robustness},
		{name: "data", path: "/data", template: "data.html", live: true, ask: (*Server).data},
		{name: "methods", path: "/methods", template: "methods.html", ask: (*Server).methods},
	}
}

// A Twin is a path that has .csv and .json.
type Twin struct {
	// Path is without the leading slash and with {slug}, {code} or {entry} where a name goes;
	// the first page is "index".
	Path string
	// Cols: its CSV has more columns when asked with cols=all.
	Cols bool
}

// Views lists the paths that have twins.
func Views() []Twin {
	var twins []Twin
	for _, v := range views() {
		path := strings.TrimPrefix(v.path, "/")
		switch v.name {
		case "index":
			path = "index"
		case "issue":
			path = strings.Replace(path, ":slug", "{code}", 1)
		case "event":
			path = strings.Replace(path, ":slug", "{entry}", 1)
		default:
			path = strings.Replace(path, ":slug", "{slug}", 1)
		}
		twins = append(twins, Twin{path, v.accepts.cols})
	}
	return twins
}

// paths are the patterns of the view and its twins. A slug has no dots, so
// slug views tell the twin by the suffix of the slug itself.
func (v view) paths() []string {
	switch {
	case v.path == "/":
		return []string{"/", "/index.csv", "/index.json"}
	case v.hasSlug():
		return []string{v.path}
	}
	return []string{v.path, v.path + ".csv", v.path + ".json"}
}

func (v view) hasSlug() bool { return strings.HasSuffix(v.path, "/:slug") }

// subject is the dimension that the view's slug holds to one value; empty for
// views without a slug, or with one that filters nothing.
func (v view) subject() analytics.Dimension {
	if d := analytics.Dimension(v.name); v.hasSlug() && slices.Contains(analytics.Dimensions, d) {
		return d
	}
	return ""
}

// address is the path of the view in a format.
func (v view) address(f format, slug string) string {
	path := v.path
	if v.hasSlug() {
		path = strings.TrimSuffix(v.path, ":slug") + escapeSegment(slug)
	}
	if f == asPage {
		return path
	}
	if path == "/" {
		path = "/index"
	}
	return path + "." + string(f)
}
