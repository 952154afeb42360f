package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"redress/analytics"
)

// A problem is an error as the reader sees it, on pages and as
// application/problem+json (RFC 9457).
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Parameter string `json:"parameter,omitempty"`
	Reason    string `json:"reason,omitempty"`
	RequestID string `json:"request_id,omitempty"`
}

// An errorPage is a problem on a page, with a way on.
type errorPage struct {
	Detail    string
	RequestID string
	Remedy    *link // the same address without what was wrong
	Home      link
}

// fail is the only door for errors: it decides status, words and log level.
// Only our own errors are logged as errors, and their text is never shown.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed || errors.Is(c.Request().Context().Err(), context.Canceled) {
		return
	}
	l := s.localeOf(c, c.QueryParam("lang"))
	p := s.problemOf(err, l)
	if p.Status >= http.StatusInternalServerError {
		p.RequestID = c.Response().Header().Get(echo.HeaderXRequestID)
		s.config.Log.LogAttrs(c.Request().Context(), slog.LevelError, "request failed", slog.String("route", c.Path()),
			slog.String("request_id", p.RequestID), slog.Any("error", err))
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "no-store")
	header.Add(echo.HeaderVary, "Accept-Language, Cookie")
	if writeErr := s.writeProblem(c, l, p); writeErr != nil {
		s.config.Log.LogAttrs(c.Request().Context(), slog.LevelError, "error page failed", slog.Any("error", writeErr))
	}
}

func (s *Server) problemOf(err error, l *locale) problem {
	p := problem{Type: "about:blank", Status: http.StatusInternalServerError}
	var invalid *analytics.InvalidError
	var refused *echo.HTTPError
	switch {
	case errors.As(err, &invalid):
		p.Status, p.Parameter, p.Reason = http.StatusBadRequest, invalid.Parameter, invalid.Reason
		if invalid == errTooLong {
			p.Status = http.StatusRequestURITooLong
		}
		p.Detail = l.text("invalid."+invalid.Reason, "Parameter", invalid.Parameter, "Value", invalid.Value)
	case errors.Is(err, analytics.ErrInvalid):
		p.Status, p.Detail = http.StatusBadRequest, err.Error()
	case errors.Is(err, analytics.ErrNotFound):
		p.Status, p.Detail = http.StatusNotFound, l.text("error.unknown_entity")
	case errors.Is(err, analytics.ErrNoRelease):
		p.Status, p.Detail = http.StatusNotFound, l.text("nothing.detail")
	case errors.As(err, &refused):
		p.Status = refused.Code
	}
	p.Title = l.text("status." + statusWord(p.Status))
	if p.Detail == "" {
		p.Detail = l.text("error." + statusWord(p.Status))
	}
	return p
}

func statusWord(status int) string {
	switch status {
	case http.StatusBadRequest, http.StatusRequestURITooLong:
		return "bad_request"
	case http.StatusNotFound:
		return "not_found"
	case http.StatusMethodNotAllowed:
		return "method"
	}
	return "internal"
}

func (s *Server) writeProblem(c echo.Context, l *locale, p problem) error {
	if f := formatOf(c.Request().URL.Path); f != asPage {
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		return c.Blob(p.Status, "application/problem+json", append(body, '\n'))
	}
	r := request{view: view{path: "/"}, locale: l}
	f := s.frame(r)
	f.Title, f.Heading, f.Files = p.Title, p.Title, nil
	f.Languages, f.Alternates = nil, nil
	body := errorPage{Detail: p.Detail, RequestID: p.RequestID, Home: link{Text: l.text("error.home"), Href: "/"}}
	if p.Status == http.StatusBadRequest && p.Parameter != "" {
		body.Remedy = remedy(l, c.Request().URL, p.Parameter)
	}
	f.Body = body
	page, err := s.execute(l, "error.html", f)
	if err != nil {
		return errors.Join(err, c.String(p.Status, p.Detail))
	}
	return c.HTMLBlob(p.Status, page)
}

// remedy leads to the same page without the parameter at fault, or without any
// where the whole address is.
func remedy(l *locale, u *url.URL, parameter string) *link {
	if parameter == wholeAddress {
		return &link{Text: l.text("error.plain"), Href: u.EscapedPath()}
	}
	return &link{Text: l.text("error.remove", "Parameter", parameter), Href: addressWithout(u, parameter)}
}

// addressWithout is the address less one parameter and its negation.
func addressWithout(u *url.URL, parameter string) string {
	values := u.Query()
	values.Del(parameter)
	values.Del(negation + parameter)
	return withQuery(u.EscapedPath(), values.Encode())
}

// nothingYet is the page of a fresh installation: it says how to begin. /
// and /data exist without a release; the other pages do not yet.
func (s *Server) nothingYet(c echo.Context, r request) error {
	status := http.StatusNotFound
	if r.view.name == "index" || r.view.name == "data" {
		status = http.StatusOK
	}
	f := s.frame(r)
	f.Title, f.Heading = r.locale.text("nothing.title"), r.locale.text("nothing.title")
	page, err := s.execute(r.locale, "nothing.html", f)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	c.Response().Header().Add(echo.HeaderVary, "Accept-Language, Cookie")
	return c.HTMLBlob(status, page)
}
