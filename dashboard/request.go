package dashboard

import (
	"maps"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"redress/analytics"
)

// A request is what an address asks for.
type request struct {
	view   view
	format format
	slug   string // of views that have one
	parameters
	locale *locale
}

// requestFrom reads a view's address.
func (s *Server) requestFrom(c echo.Context, v view) (request, error) {
	r := request{view: v, format: formatOf(c.Request().URL.Path)}
	if v.hasSlug() {
		var err error
		if r.slug, err = slugOf(c, r.format); err != nil {
			return request{}, echo.ErrNotFound
		}
	}
	var err error
	r.parameters, err = parse(c.Request().URL.RawQuery, v, r.format)
	r.locale = s.localeOf(c, r.lang)
	return r, err
}

func formatOf(path string) format {
	for _, f := range []format{asCSV, asJSON} {
		if strings.HasSuffix(path, "."+string(f)) {
			return f
		}
	}
	return asPage
}

// slugOf is the last segment without the twin's suffix. echo hands out the
// segment still escaped when the path holds an unusual escape.
func slugOf(c echo.Context, f format) (string, error) {
	slug := c.Param("slug")
	if c.Request().URL.RawPath != "" {
		var err error
		if slug, err = url.PathUnescape(slug); err != nil {
			return "", err
		}
	}
	if f != asPage {
		slug = strings.TrimSuffix(slug, "."+string(f))
	}
	return slug, nil
}

func escapeSegment(slug string) string { return url.PathEscape(slug) }

// address is where this view is found with other parameters.
func (r request) address(f format, p parameters) string {
	return withQuery(r.view.address(f, r.slug), p.values(r.view.accepts).Encode())
}

// settled is the request with the source that answered, where no other page
// would choose that source by itself: the links of a profile lead to complaints
// of the same source.
func (r request) settled(v analytics.View) request {
	if v.SourceBySubject {
		r.query.Source = v.Source.Code
	}
	return r
}

// elsewhere is the address of another view with the same complaints in it:
// filters and language travel, order and periods do not, and a page's own
// subject cannot also be its filter.
func (r request) elsewhere(v view, slug string) string {
	p := r.parameters
	p.query.Sort, p.query.Limit = noSort, 0
	if d := v.subject(); d != "" {
		p.query.Filters = maps.Clone(p.query.Filters)
		delete(p.query.Filters, d)
	}
	return withQuery(v.address(asPage, slug), p.values(v.accepts).Encode())
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}
