// Package dashboard is the HTTP side of Redress and nothing else: an address
// becomes an analytics.Query, the analytics.Service answers it, and the answer
// is rendered as a page, as CSV or as JSON.
//
// Its one rule: one answer value feeds every rendering of a view, so a page and
// its files cannot disagree. Nothing is computed here, and nothing that came
// from a complaint is ever trusted as markup, as script or as a formula.
package dashboard

import (
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"

	"redress/analytics"
)

// A Config is what a Server is told once.
type Config struct {
	// Service answers the questions. Required.
	Service *analytics.Service
	// ECharts is the path of echarts.min.js. Empty: pages without charts; their
	// tables say the same.
	ECharts string
	// ChartNotices are the paths of the licence files that must travel with the
	// chart library: pages link to them, and they are served as text. They mean
	// nothing without ECharts.
	ChartNotices []string
	// Version is the program's version; it is part of every ETag.
	Version string
	// Now is the clock. Required.
	Now func() time.Time
	// Log receives one line per request and every internal error. Required.
	Log *slog.Logger
	// TrustedProxies may name the client in X-Forwarded-For. Empty: nobody may.
	TrustedProxies []netip.Prefix
	// Updates says when the next load is due. Nil: pages do not say.
	Updates func() Freshness
	// Notes are what readers must know of a source, by source code and language;
	// nil: nothing.
	Notes map[string]map[string]string
	// Titles are those of sources that may have loads before a release holds
	// them, by source code and language; nil: their codes stand for them.
	Titles map[string]map[string]string
	// PrivateName reports whether the name of a loaded file or folder may hold
	// something of a person's; pages do not show it then. Nil: no name is shown.
	PrivateName func(name string) bool
}

// A Freshness is what the timetable knows about the data of all sources.
type Freshness struct {
	Next    time.Time // when the next load is due; zero where none is planned
	Overdue bool      // a planned load has not arrived
	Sources []Planned // every source that loads by itself
}

// A Planned is the next load of one source.
type Planned struct {
	Source  string // its code
	Next    time.Time
	Overdue bool // it should have begun long ago
}

// A Server answers every address of the dashboard. It is an http.Handler and
// safe for concurrent use.
type Server struct {
	service *analytics.Service
	config  Config
	locales locales
	pages   map[string]map[string]*template.Template // by language, by file
	assets  publicFiles
	handler http.Handler
}

// New makes a Server. It fails when a template, a catalogue, the chart library
// or one of its licence files cannot be read.
func New(config Config) (*Server, error) {
	s := &Server{service: config.Service, config: config}
	var err error
	if s.locales, err = loadLocales(); err != nil {
		return nil, err
	}
	if s.assets, err = loadAssets(config.ECharts, config.ChartNotices); err != nil {
		return nil, err
	}
	if s.pages, err = loadPages(s.locales); err != nil {
		return nil, err
	}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024))
	if err != nil {
		return nil, fmt.Errorf("set up compression: %w", err)
	}
	s.handler = compress(s.routes())
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// routes is the table of everything the server answers.
func (s *Server) routes() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = clientAddress(s.config.TrustedProxies)
	e.HTTPErrorHandler = s.fail
	e.Use(identified, s.logged, s.recovered, secured)

	readOnly := []string{http.MethodGet, http.MethodHead}
	for _, v := range views() {
		for _, path := range v.paths() {
			e.Match(readOnly, path, s.serve(v))
		}
	}
	e.Match(readOnly, runningPath, s.running)
	e.Match(readOnly, feedPath, s.alertFeed)
	e.Match(readOnly, "/static/:file", s.static)
	e.Match(readOnly, "/healthz", s.healthz)
	e.Match(readOnly, "/readyz", s.readyz)
	return e
}
