package demo

import (
	"math"
	"strconv"
	"testing"
	"time"

	"redress/ingest/complaint"
)

// The sizes of a platform add up to its expected complaints over the planted rate, on
// the days that are planted to be known.
func TestSizesArePlanted(t *testing.T) {
	until, _ := complaint.NewDay(2026, time.March, 30)
	o := Options{Complaints: 40_000, Seed: 2, Until: until}
	c, _ := newCalendar(until)
	w := newWorld(o.Seed)
	expected := map[string]float64{}
	days := map[string]int{}
	for _, row := range exposure(w, c, o) {
		first, err := time.Parse(time.DateOnly, row[1])
		if err != nil {
			t.Fatal(err)
		}
		last, err := time.Parse(time.DateOnly, row[2])
		if err != nil || last.Before(first) {
			t.Fatalf("period %s to %s, %v", row[1], row[2], err)
		}
		value, err := strconv.ParseFloat(row[4], 64)
		if err != nil || (row[3] == "revenue") != (row[5] == "CNY") {
			t.Fatalf("row %v, %v", row, err)
		}
		days[row[0]] += daysBetween(first, last) + 1
		expected[row[0]] += value
	}
	known := 0
	for _, p := range Truth(o.Seed).Platforms {
		if p.Size.Measure == "" {
			if days[p.Name] > 0 {
				t.Errorf("%s is planted to be of unknown size and has %d days", p.Name, days[p.Name])
			}
			continue
		}
		known++
		if share := float64(days[p.Name]) / float64(len(c.days)); math.Abs(share-p.Size.Known) > .02 {
			t.Errorf("%s is known on %.3f of the days, planted %.3f", p.Name, share, p.Size.Known)
		}
		per := sizing{measure: p.Size.Measure}.per()
		if p.Size.Known < 1 { // its share of the days says little of its share of the complaints
			continue
		}
		// Growth moves complaints about a platform within the window, and hardly its sum.
		if got := expected[p.Name] * p.Size.PerSize / per; math.Abs(got/(p.Share*float64(o.Complaints))-1) > .05 {
			t.Errorf("%s has the size for %.0f complaints, expected are %.0f", p.Name, got, p.Share*float64(o.Complaints))
		}
	}
	if known < 30 {
		t.Errorf("the sizes of %d platforms are known, want most", known)
	}
}
