package demo_test

import (
	"strings"
	"testing"
	"time"

	"redress/ingest/complaint"
	"redress/ingest/demo"
)

// perDay is the mean number of complaints opened a day between two dates.
func perDay(complaints []complaint.Complaint, year int, fromMonth time.Month, fromDay int, days int) float64 {
	from := time.Date(year, fromMonth, fromDay, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, 0, days)
	n := 0
	for i := range complaints {
		if t := complaints[i].OpenedOn.Time(); !t.Before(from) && t.Before(to) {
			n++
		}
	}
	return float64(n) / float64(days)
}

func seasonsShow(t *testing.T, all []complaint.Complaint) {
	f := func(what string, high, low, times float64) {
		t.Helper()
		if high < times*low {
			t.Errorf("%s: %.1f a day against %.1f, want %.2f times as many", what, high, low, times)
		}
	}
	for _, year := range []int{2024, 2025} {
		f("after 11 November", perDay(all, year, 11, 12, 14), perDay(all, year, 10, 8, 21), 1.6)
		f("after 18 June", perDay(all, year, 6, 19, 14), perDay(all, year, 5, 15, 21), 1.2)
	}
	f("before the Spring Festival of 2025", perDay(all, 2025, 1, 6, 14), perDay(all, 2025, 1, 28, 8), 1.7)
	f("before the Spring Festival of 2026", perDay(all, 2026, 1, 26, 14), perDay(all, 2026, 2, 16, 8), 1.7)
	f("growth", perDay(all, 2026, 8, 1, 60), perDay(all, 2024, 8, 1, 60), 1.2)
	weekday, hour := map[time.Weekday]int{}, [24]int{}
	for i := range all {
		weekday[all[i].OpenedOn.Time().Weekday()]++
		hour[all[i].OpenedAt.Hour()]++
	}
	f("Mondays", float64(weekday[time.Monday]), float64(weekday[time.Sunday]), 1.2)
	f("evenings", float64(hour[20]+hour[21]), float64(hour[14]+hour[15]), 1.5)
	f("days", float64(hour[10]), float64(hour[4]), 8)
}

// recentComplaintsAreOpen: what is open is young, and what is old is not.
func recentComplaintsAreOpen(t *testing.T, all []complaint.Complaint) {
	var young, old, openYoung, openOld float64
	for i := range all {
		switch days, _ := until(t).Sub(all[i].OpenedOn); {
		case days < 14:
			young++
			if all[i].Status == complaint.Open {
				openYoung++
			}
		case days > 365:
			old++
			if all[i].Status == complaint.Open {
				openOld++
			}
		}
	}
	if openYoung/young < 0.5 || openOld/old > 0.005 {
		t.Errorf("%.3f of the last two weeks' complaints and %.4f of those over a year old are open", openYoung/young, openOld/old)
	}
}

// windowIs36Months: the last day is included.
func windowIs36Months(t *testing.T, all []complaint.Complaint) {
	first, last := all[0].OpenedOn, all[0].OpenedOn
	for i := range all {
		if all[i].OpenedOn.Before(first) {
			first = all[i].OpenedOn
		}
		if last.Before(all[i].OpenedOn) {
			last = all[i].OpenedOn
		}
	}
	if first.String() != "2023-11-01" || last != until(t) {
		t.Errorf("opened from %s to %s, want 2023-11-01 to %s", first, last, until(t))
	}
}

// episodesShow: in a planted spell a seller draws many more complaints, and
// actions against it fall into the spell.
func episodesShow(t *testing.T, all []complaint.Complaint, truth demo.Planted) {
	type place struct{ platform, shop string }
	days := map[place][]int{} // before the end
	acted := map[place]map[int]bool{}
	for i := range all {
		c := &all[i]
		at := place{c.PlatformName.Text, c.SellerName.Text}
		n, _ := until(t).Sub(c.OpenedOn)
		days[at] = append(days[at], n)
		for _, a := range c.Actions {
			if acted[at] == nil {
				acted[at] = map[int]bool{}
			}
			n, _ := until(t).Sub(a.On)
			acted[at][n] = true
		}
	}
	within, before, checked, planned, found := 0, 0.0, 0, 0, 0
	for _, s := range truth.Sellers {
		at := place{s.Platform, s.Shop}
		if s.Shop == "" || len(s.Episodes) == 0 || len(days[at]) < 60 {
			continue
		}
		e := s.Episodes[0]
		checked++
		for _, n := range days[at] {
			if e.ToDaysBefore <= n && n <= e.FromDaysBefore {
				within++
			}
		}
		span := float64(e.FromDaysBefore - e.ToDaysBefore + 1)
		for _, n := range days[at] {
			if n > e.FromDaysBefore {
				before += span / (1095 - float64(e.FromDaysBefore))
			}
		}
		for _, a := range e.Actions {
			planned++
			if acted[at][a.DaysBefore] {
				found++
			}
		}
	}
	if checked < 5 || float64(within) < 2.5*before {
		t.Errorf("%d sellers with a spell: %d complaints within, %.0f expected from before", checked, within, before)
	}
	if planned == 0 || found*10 < planned*7 {
		t.Errorf("%d of %d planted actions against large sellers are in the file", found, planned)
	}
}

// TestWindowOfAnyDay: the window is 36 months whatever day it ends on.
func TestWindowOfAnyDay(t *testing.T) {
	f := func(year int, month time.Month, day int, wantFirst string) {
		t.Helper()
		last, _ := complaint.NewDay(year, month, day)
		rows := string(write(t, demo.Options{Complaints: 20_000, Seed: 1, Until: last}))
		first, final := "9999", ""
		for _, line := range strings.Split(rows, "\r\nD")[1:] {
			day := line[:len("20060102")]
			first, final = min(first, day), max(final, day)
		}
		if wantLast := strings.ReplaceAll(last.String(), "-", ""); first != wantFirst || final != wantLast {
			t.Errorf("opened from %s to %s, want %s to %s", first, final, wantFirst, wantLast)
		}
	}
	f(2024, time.February, 29, "20210301")
	f(2025, time.February, 28, "20220301")
	f(2025, time.December, 31, "20230101")
	f(2025, time.August, 30, "20220831")
	f(2041, time.March, 15, "20380316") // beyond the table of lunar years
}
