package dashboard

import (
	"crypto/rand"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"redress/deploy/fault"
)

// contentPolicy lets a page use nothing but this server's own files. Nothing
// inline runs: data blocks are application/json, which no browser executes.
// frame-ancestors and form-action keep the page from being framed or posted
// elsewhere; the filter form is a GET to this server.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// secured sets the headers every answer has.
func secured(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		header := c.Response().Header()
		header.Set("Content-Security-Policy", contentPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("X-XSS-Protection", "0")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		return next(c)
	}
}

// identified gives every request an id that ties an error page to its log
// line. A client's own X-Request-ID is not taken over: it would end up in logs.
func identified(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderXRequestID, rand.Text())
		return next(c)
	}
}

// clientAddress believes X-Forwarded-For from trusted proxies only. echo's
// default believes everybody.
func clientAddress(trusted []netip.Prefix) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range trusted {
		prefix = prefix.Masked()
		options = append(options, echo.TrustIPRange(&net.IPNet{IP: prefix.Addr().AsSlice(),
			Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// logged writes one line per request: what was asked for and how long it took,
// never who asked or which filters were set.
func (s *Server) logged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := s.config.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		s.config.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
			slog.String("route", c.Path()), slog.Int("status", c.Response().Status),
			slog.Duration("duration", s.config.Now().Sub(start).Round(time.Microsecond)),
			slog.String("request_id", c.Response().Header().Get(echo.HeaderXRequestID)))
		return nil
	}
}

// recovered turns a panic into our own error. http.ErrAbortHandler passes: it
// is how a half-sent answer is broken off.
func (s *Server) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		return fault.Contain(func() error { return next(c) })
	}
}
