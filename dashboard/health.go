package dashboard

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// A health is the answer of /healthz and /readyz.
type health struct {
	Status  string `json:"status"`
	Version string `json:"version"`
	Release uint32 `json:"release,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

// healthz says that the process answers.
func (s *Server) healthz(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, health{Status: "ok", Version: s.config.Version})
}

// readyz says whether questions can be answered: the engine does, and a
// release exists.
func (s *Server) readyz(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	release, err := s.service.Release(c.Request().Context())
	if err != nil {
		detail := s.problemOf(err, s.locales[0]).Detail
		return c.JSON(http.StatusServiceUnavailable, health{Status: "unavailable", Version: s.config.Version, Detail: detail})
	}
	return c.JSON(http.StatusOK, health{Status: "ready", Version: s.config.Version, Release: release.Number})
}
