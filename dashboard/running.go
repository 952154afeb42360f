package dashboard

import (
	"bytes"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"redress/analytics"
)

// runningPath is the address of the fragment that live.js fetches again and
// again while a load runs.
const runningPath = "/data/running"

// A runningList is the part of /data that changes while a load runs.
type runningList struct {
	Address string // of this part alone
	Whole   string // of the page it is a part of
	Loads   []runningRow
}

// A runningRow is one running load, formatted.
type runningRow struct {
	Title, Number, Started string
	Waiting                bool // it has read nothing yet
	Rows, Rate             string
	File                   string // the file being read
	Percent                int    // of the file's bytes, 0 to 100
	PercentText            string // empty: not known
	Silent                 string // since when nothing was heard of it; empty: it lives
}

// newRunningList lists the loads that run. Rates are since the load began.
func newRunningList(l *locale, loads []analytics.Load, titles map[string]string, files fileNamer, whole string, now time.Time) *runningList {
	list := &runningList{Address: runningPath + "?lang=" + l.code, Whole: whole}
	for _, load := range loads {
		if load.State == analytics.LoadRunning {
			list.Loads = append(list.Loads, newRunningRow(l, load, l.loadTitle(load.Source, titles), files, now))
		}
	}
	return list
}

func newRunningRow(l *locale, load analytics.Load, title string, files fileNamer, now time.Time) runningRow {
	row := runningRow{Title: title, Number: l.count(int64(load.ID)), Started: l.instant(load.StartedAt), Waiting: load.Progress.Rows == 0,
		Rows: l.text("data.rows_read", "Count", load.Progress.Rows), File: files.public(load.Progress.File)}
	if seconds := now.Sub(load.StartedAt).Seconds(); seconds >= 1 && load.Progress.Rows > 0 {
		row.Rate = l.text("data.rate", "Count", int64(float64(load.Progress.Rows)/seconds))
	}
	if load.Silent(now) {
		row.Silent = l.instant(load.UpdatedAt)
	}
	if load.Progress.BytesTotal > 0 {
		share := min(1, float64(load.Progress.BytesDone)/float64(load.Progress.BytesTotal))
		row.Percent, row.PercentText = int(100*share), l.share(share)
	}
	return row
}

// running serves the list of running loads alone.
func (s *Server) running(c echo.Context) error {
	l := s.localeOf(c, c.QueryParam("lang"))
	holdings, err := s.service.Holdings(c.Request().Context(), shownHoldings)
	if err != nil && !errors.Is(err, analytics.ErrNoRelease) {
		return err
	}
	list := newRunningList(l, holdings.Loads, s.sourceTitles(l, holdings.Sources), fileNamer{l, s.config.PrivateName},
		"/data?lang="+l.code, s.config.Now())
	var out bytes.Buffer
	if err := s.pages[l.code]["data.html"].ExecuteTemplate(&out, "running", list); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.HTMLBlob(http.StatusOK, out.Bytes())
}

// sourceTitles are the titles of all sources, by code: those of the release and
// those that may be loaded.
func (s *Server) sourceTitles(l *locale, sources []analytics.Source) map[string]string {
	titles := map[string]string{}
	for code, title := range s.config.Titles {
		titles[code] = l.source(analytics.Source{Code: code, Title: title})
	}
	for _, source := range sources {
		titles[source.Code] = l.source(source)
	}
	return titles
}
