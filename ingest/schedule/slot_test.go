package schedule

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func slots(t *testing.T, text string, zone *time.Location, from, to time.Time) []string {
	t.Helper()
	spec, err := Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	var got []string
	for at := spec.After(from, zone); at.Before(to); at = spec.After(at, zone) {
		got = append(got, at.In(zone).Format("01-02 15:04 MST"))
	}
	return got
}

func TestAfterWhereClocksChange(t *testing.T) {
	f := func(text, zoneName, from string, days int, want string) {
		t.Helper()
		zone := load(t, zoneName)
		start, err := time.ParseInLocation("2006-01-02 15:04", from, zone)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(slots(t, text, zone, start, start.AddDate(0, 0, days)), ", ")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q in %s from %s (-want +got):\n%s", text, zoneName, from, diff)
		}
	}
	// 8 March 2026: 02:00 EST is 03:00 EDT. The slot is not lost.
	f("30 2 * * *", "America/New_York", "2026-03-07 00:00", 3,
		"03-07 02:30 EST, 03-08 03:00 EDT, 03-09 02:30 EDT")
	// Three slots that the clock jumps over, or lands on, are one moment.
	f("0,30 2-3 * * *", "America/New_York", "2026-03-08 00:00", 1, "03-08 03:00 EDT, 03-08 03:30 EDT")
	// 1 November 2026: 01:00 to 02:00 is shown twice. The slot comes once.
	f("30 1 * * *", "America/New_York", "2026-10-31 00:00", 3,
		"10-31 01:30 EDT, 11-01 01:30 EDT, 11-02 01:30 EST")
	f("0 * * * *", "America/New_York", "2026-11-01 00:00", 1, strings.Join([]string{
		"11-01 01:00 EDT", "11-01 02:00 EST", "11-01 03:00 EST", "11-01 04:00 EST", "11-01 05:00 EST",
		"11-01 06:00 EST", "11-01 07:00 EST", "11-01 08:00 EST", "11-01 09:00 EST", "11-01 10:00 EST",
		"11-01 11:00 EST", "11-01 12:00 EST", "11-01 13:00 EST", "11-01 14:00 EST", "11-01 15:00 EST",
		"11-01 16:00 EST", "11-01 17:00 EST", "11-01 18:00 EST", "11-01 19:00 EST", "11-01 20:00 EST",
		"11-01 21:00 EST", "11-01 22:00 EST", "11-01 23:00 EST"}, ", "))
	f("30 2 * * *", "Europe/Paris", "2026-03-28 12:00", 2, "03-29 03:00 CEST, 03-30 02:30 CEST")
	f("30 2 * * *", "Europe/Paris", "2026-10-24 12:00", 2, "10-25 02:30 CEST, 10-26 02:30 CET")
	// São Paulo jumped over midnight, 4 November 2018, and showed the last hour
	// of 17 February 2018 twice.
	f("0 0 * * *", "America/Sao_Paulo", "2018-11-03 12:00", 2, "11-04 01:00 -02, 11-05 00:00 -02")
	f("30 23 * * *", "America/Sao_Paulo", "2018-02-17 12:00", 2, "02-17 23:30 -02, 02-18 23:30 -03")
	// Half an hour of difference.
	f("45 1 * * *", "Australia/Lord_Howe", "2026-04-04 12:00", 2, "04-05 01:45 +11, 04-06 01:45 +1030")
	f("10 2 * * *", "Australia/Lord_Howe", "2026-10-03 12:00", 2, "10-04 02:30 +11, 10-05 02:10 +11")
	// Samoa left out 30 December 2011 when it crossed the date line.
	f("0 6 * * *", "Pacific/Apia", "2011-12-29 00:00", 3, "12-29 06:00 -10, 12-31 00:00 +14, 12-31 06:00 +14")
	// Lisbon goes back from 02:00 to 01:00.
	f("30 1 * * *", "Europe/Lisbon", "2026-03-28 12:00", 2, "03-29 02:00 WEST, 03-30 01:30 WEST")
	f("30 1 * * *", "Europe/Lisbon", "2026-10-24 12:00", 2, "10-25 01:30 WEST, 10-26 01:30 WET")
	f("30 2 * * *", "Asia/Shanghai", "2026-03-28 12:00", 2, "03-29 02:30 CST, 03-30 02:30 CST")
}

// The oracle walks the days minute by minute as a person with a watch would:
// the load starts the first time the wall clock shows a minute of the spec, or
// when it is put forward past one.
func TestAfterAgreesWithAWatch(t *testing.T) {
	nights := []struct {
		zone string
		from time.Time
	}{
		{"America/New_York", time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)},
		{"America/New_York", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		{"Australia/Lord_Howe", time.Date(2026, 4, 4, 6, 0, 0, 0, time.UTC)},
		{"Australia/Lord_Howe", time.Date(2026, 10, 3, 6, 0, 0, 0, time.UTC)},
		{"America/Sao_Paulo", time.Date(2018, 11, 3, 15, 0, 0, 0, time.UTC)},
		{"America/Sao_Paulo", time.Date(2018, 2, 17, 15, 0, 0, 0, time.UTC)},
		{"Asia/Shanghai", time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)},
	}
	rapid.Check(t, func(r *rapid.T) {
		night := rapid.SampledFrom(nights).Draw(r, "night")
		minutes := rapid.SliceOfNDistinct(rapid.IntRange(0, 59), 1, 4, rapid.ID[int]).Draw(r, "minutes")
		hours := rapid.SliceOfNDistinct(rapid.IntRange(0, 23), 1, 5, rapid.ID[int]).Draw(r, "hours")
		zone := load(t, night.zone)
		text := fmt.Sprintf("%s %s * * *", list(minutes), list(hours))
		from := night.from.Add(time.Duration(rapid.IntRange(0, 600).Draw(r, "start")) * time.Minute)
		to := from.Add(30 * time.Hour)

		var want []string
		wanted := func(wall time.Time) bool {
			return strings.Contains(","+list(minutes)+",", fmt.Sprintf(",%d,", wall.Minute())) &&
				strings.Contains(","+list(hours)+",", fmt.Sprintf(",%d,", wall.Hour()))
		}
		shown := reading(from.Add(-3 * time.Hour).In(zone)) // the latest minute shown so far
		for at := from.Add(-3 * time.Hour).Add(time.Minute); at.Before(to); at = at.Add(time.Minute) {
			wall, hit := reading(at.In(zone)), false
			for shown.Before(wall) {
				shown = shown.Add(time.Minute)
				hit = hit || wanted(shown)
			}
			if hit && at.After(from) {
				want = append(want, at.In(zone).Format("01-02 15:04 MST"))
			}
		}
		if diff := cmp.Diff(want, slots(t, text, zone, from, to)); diff != "" {
			r.Fatalf("%q in %s after %v (-watch +After):\n%s", text, night.zone, from, diff)
		}
	})
}

func list(numbers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", ","), "[]")
}
