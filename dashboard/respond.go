package dashboard

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"redress/analytics"
)

// patience is how long an answer may take before the reader is told that it
// failed.
const patience = 30 * time.Second

// WarningsHeader names the header that holds the codes of an answer's warnings.
const WarningsHeader = "X-Redress-Warnings"

// serve is the way of every view: address to query, ask, render. An address
// that is not the canonical one of its page is redirected; a reader who has
// this release's answer already gets 304 without asking.
func (s *Server) serve(v view) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, err := s.requestFrom(c, v)
		if err != nil {
			return err
		}
		if r.format == asPage && r.values(v.accepts).Encode() != c.Request().URL.RawQuery {
			return c.Redirect(http.StatusFound, r.address(asPage, r.parameters))
		}
		if s.unchanged(c, r) {
			return c.NoContent(http.StatusNotModified)
		}
		ctx, cancel := context.WithTimeout(c.Request().Context(), patience)
		defer cancel()
		answer, err := v.ask(s, ctx, r)
		if errors.Is(err, analytics.ErrNoRelease) && r.format == asPage {
			return s.nothingYet(c, r)
		}
		if err != nil {
			return err
		}
		if answer.moved != "" {
			r.slug = answer.moved
			return c.Redirect(http.StatusMovedPermanently, r.address(r.format, r.parameters))
		}
		return s.respond(ctx, c, r, answer)
	}
}

// respond writes an answer in the format asked for.
func (s *Server) respond(ctx context.Context, c echo.Context, r request, a reply) error {
	var body []byte
	var err error
	contentType := "text/html; charset=utf-8"
	switch r.format {
	case asCSV:
		contentType = "text/csv; charset=utf-8; header=present"
		t := a.table
		if r.cols != colsAll {
			t = t.contracted()
		}
		body = csvOf(t, r.excel)
	case asJSON:
		contentType = "application/json"
		body, err = jsonOf(r, a)
	case asPage:
		body, err = s.page(ctx, r, a)
	}
	if err != nil {
		return err
	}
	header := c.Response().Header()
	if a.view.Release.Number > 0 { // /data has loads before there is a release
		header.Set("X-Redress-Release", strconv.FormatUint(uint64(a.view.Release.Number), 10))
		header.Set("X-Redress-Published-At", a.view.Release.PublishedAt.UTC().Format(time.RFC3339))
	}
	header.Set("X-Redress-Method-Version", a.view.MethodVersion)
	if len(a.view.Warnings) > 0 { // a CSV has no other place for them
		header.Set(WarningsHeader, strings.Join(a.view.Warnings, ", "))
	}
	if r.format == asCSV {
		header.Set(echo.HeaderContentDisposition, disposition(r, a.view))
	}
	if s.cacheable(c, r, a.view.Release, body) {
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, contentType, body)
}

// cacheable sets the caching headers and reports whether the reader has the
// answer already. Views that change without a release are told apart by their
// content.
func (s *Server) cacheable(c echo.Context, r request, release analytics.Release, body []byte) bool {
	tag := s.tag(r, release)
	policy := "public, max-age=60, stale-while-revalidate=600"
	if r.view.live {
		tag, policy = weakTag(string(body)), "no-cache"
	}
	header := c.Response().Header()
	if r.lang != "" {
		rememberLanguage(c, r.lang)
		policy = "private, max-age=60"
	}
	header.Set("Cache-Control", policy)
	header.Set("ETag", tag)
	header.Add(echo.HeaderVary, "Accept-Language, Cookie")
	return matches(c.Request().Header.Get("If-None-Match"), tag)
}

// unchanged reports, before anything is asked, whether the reader holds this
// release's answer.
func (s *Server) unchanged(c echo.Context, r request) bool {
	if c.Request().Header.Get("If-None-Match") == "" || r.view.live {
		return false
	}
	release, err := s.service.Release(c.Request().Context())
	return err == nil && s.cacheable(c, r, release, nil)
}

// tag names everything a view's bytes depend on: the release, the address, the
// program, and what the operator configured. A browser that outlives a restart
// must not keep ranks that a raised floor has withdrawn.
func (s *Server) tag(r request, release analytics.Release) string {
	fresh := ""
	if s.config.Updates != nil {
		fresh = fmt.Sprint(s.config.Updates())
	}
	return weakTag(strconv.FormatUint(uint64(release.Number), 10), release.PublishedAt.UTC().Format(time.RFC3339Nano),
		r.address(r.format, r.parameters), r.locale.code, s.config.Version, analytics.MethodVersion, s.assets.fingerprint,
		fmt.Sprint(s.service.Floors()), s.service.DefaultSource(), fresh)
}

func weakTag(parts ...string) string { return `W/"` + digest(parts...)[:20] + `"` }

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// matches implements If-None-Match with weak comparison.
func matches(header, tag string) bool {
	for _, candidate := range strings.Split(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
