package dashboard

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"redress/analytics"
)

// asAtom is the feed of the alerts.
const asAtom format = "atom"

const (
	feedPath = "/alerts.atom"
	// feedEntries is how many alerts the feed holds, the newest.
	feedEntries = 50
)

// A feed is an Atom document (RFC 4287).
type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

// A feedEntry is one alert. Its id never changes; its words may, when later months
// say whether it held.
type feedEntry struct {
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Links   []feedLink `xml:"link"`
	Summary string     `xml:"summary"`
}

// alertFeed answers /alerts.atom: the newest alerts of the page with the same
// parameters.
func (s *Server) alertFeed(c echo.Context) error {
	r, err := s.requestFrom(c, *viewNamed("alerts"))
	if err != nil {
		return err
	}
	r.format = asAtom
	if s.unchanged(c, r) {
		return c.NoContent(http.StatusNotModified)
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), patience)
	defer cancel()
	alerts, err := s.service.Alerts(ctx, r.query)
	if errors.Is(err, analytics.ErrNoRelease) {
		return echo.ErrNotFound
	}
	if err != nil {
		return err
	}
	body, err := xml.MarshalIndent(newFeed(c.Scheme()+"://"+c.Request().Host, r, alerts), "", " ")
	if err != nil {
		return fmt.Errorf("write the feed: %w", err)
	}
	if s.cacheable(c, r, alerts.Release, nil) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...))
}

// newFeed writes alerts as a feed; site is the scheme and host it was asked at.
func newFeed(site string, r request, alerts analytics.Alerts) feed {
	l, updated := r.locale, alerts.Release.PublishedAt.UTC().Format(time.RFC3339)
	page := r.address(asPage, r.parameters)
	f := feed{Lang: l.html, ID: "urn:redress:alerts:" + digest(r.address(asAtom, r.parameters))[:16], Updated: updated, Author: "Redress",
		Title: sentences(l.text("page.alerts")+" · "+l.source(alerts.Source), ""),
		Links: []feedLink{{Rel: "self", Type: "application/atom+xml", Href: site + r.address(asAtom, r.parameters)}, {Rel: "alternate", Type: "text/html", Href: site + page}}}
	for _, a := range alerts.Log[:min(len(alerts.Log), feedEntries)] {
		row := r.alertRow(a)
		href := page
		if row.Href != "" {
			href = row.Href
		}
		f.Entries = append(f.Entries, feedEntry{ID: "urn:redress:alert:" + a.ID(alerts.Source.Code), Updated: updated,
			Title: l.text("alerts.entry", "Name", row.Name, "Says", l.text("alerts."+string(a.Direction)+"."+string(a.Indicator), "Age", int64(analytics.AlertAge)), "Month", alertMonth(a.First)),
			Links: []feedLink{{Rel: "alternate", Type: "text/html", Href: site + href}},
			Summary: sentences(l.alertAlso(a), l.text("alerts.summary", "Usual", l.alertFigure(a.Indicator, a.Usual), "Now", l.alertFigure(a.Indicator, a.Now), "Window", row.Cells[1].Of,
				"Change", row.Cells[2].Text, "Interval", row.Cells[2].Interval), l.text("alerts.summary."+string(a.Verdict)), l.text("alerts.caveat.harm"))})
	}
	return f
}
