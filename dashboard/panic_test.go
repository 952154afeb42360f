package dashboard

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"redress/analytics"
)

// A throwing Store quotes a complaint when it panics.
type throwing struct {
	*fixture
	facets bool // panic there, in a goroutine of the page, and nowhere else
}

func (s throwing) Total(ctx context.Context, r analytics.Release, sel analytics.Selection) (analytics.Tally, error) {
	if !s.facets {
		panic("row 7: my neighbour's telephone is 555 0100")
	}
	return s.fixture.Total(ctx, r, sel)
}

func (s throwing) Facet(context.Context, analytics.Release, analytics.Dimension, analytics.Selection, int) ([]analytics.FacetCount, error) {
	panic("row 7: my neighbour's telephone is 555 0100")
}

// A panic is answered with 500 and logged with its type and calls: what was
// thrown may quote a row.
func TestPanicsAreLoggedWithoutTheirValue(t *testing.T) {
	for _, facets := range []bool{false, true} {
		s := newTestServer(t, throwing{newFixture(), facets}, "")
		var logs bytes.Buffer
		s.config.Log = slog.New(slog.NewTextHandler(&logs, nil))
		if w := get(t, s, "/platforms"); w.Code != 500 {
			t.Errorf("GET /platforms that panics = %d, want 500", w.Code)
		}
		if strings.Contains(logs.String(), "555") || strings.Contains(logs.String(), "neighbour") {
			t.Errorf("the log quotes the panic: %s", logs.String())
		}
		for _, want := range []string{"panic of type string", "throwing"} {
			if !strings.Contains(logs.String(), want) {
				t.Errorf("the log does not say %q: %s", want, logs.String())
			}
		}
		if strings.Contains(logs.String(), ".go:") {
			t.Errorf("the log names files of the machine that built the program: %s", logs.String())
		}
	}
}
