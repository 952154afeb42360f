package warehouse_test

import (
	"slices"
	"testing"
	"time"

	"redress/analytics"
	"redress/ingest/complaint"
)

// Endings are what a loop in Go finds.
func TestEndings(t *testing.T) {
	s, release := filled(t)
	for _, source := range []string{"s", "t", "nobody"} {
		var want analytics.Endings
		var days []time.Time
		var lasted []int
		for _, r := range ofSource(source) {
			switch {
			case r.Status == "open":
				want.Open++
			case r.ClosedOn != nil:
				days, lasted = append(days, *r.ClosedOn), append(lasted, int(r.ClosedOn.Sub(r.OpenedOn)/(24*time.Hour)))
			}
		}
		if len(days) > 0 {
			slices.SortFunc(days, time.Time.Compare)
			slices.Sort(lasted)
			want.From, _ = complaint.DayOf(days[len(days)/100])
			want.Within = lasted[len(lasted)*99/100]
		}
		got, err := s.Endings(t.Context(), release, source)
		if err != nil || got != want {
			t.Errorf("Endings of %s = %+v, %v, want %+v", source, got, err, want)
		}
	}
}
