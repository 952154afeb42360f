package schedule

import (
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	at := time.Date(2026, 11, 23, 15, 30, 20, 0, time.UTC) // a Monday
	f := func(spec, want string) {
		t.Helper()
		parsed, err := Parse(spec)
		if err != nil {
			t.Errorf("Parse(%q) = %v, want no error", spec, err)
			return
		}
		if got := parsed.After(at, time.UTC).Format("Mon 2006-01-02 15:04:05"); got != want {
			t.Errorf("Parse(%q).After(%v) = %s, want %s", spec, at, got, want)
		}
	}
	f("30 4 * * *", "Tue 2026-11-24 04:30:00")
	f("  0 6 * * mon-fri ", "Tue 2026-11-24 06:00:00")
	f("*/20 * * * *", "Mon 2026-11-23 15:40:00")
	f("5/20,7 * * * ?", "Mon 2026-11-23 15:45:00")
	f("0 0 29 2 *", "Tue 2028-02-29 00:00:00")
	f("0 0 31 * *", "Thu 2026-12-31 00:00:00")
	f("0 0 13 * 5", "Fri 2026-11-27 00:00:00") // either day is enough
	f("@hourly", "Mon 2026-11-23 16:00:00")
	f("@daily", "Tue 2026-11-24 00:00:00")
	f("@weekly", "Sun 2026-11-29 00:00:00")
	f("@monthly", "Tue 2026-12-01 00:00:00")
	f("@yearly", "Fri 2027-01-01 00:00:00")
	f("@every 1m", "Mon 2026-11-23 15:31:20")
	f("@every 36h", "Wed 2026-11-25 03:30:20")
}

func TestParseRefuses(t *testing.T) {
	f := func(spec, want string) {
		t.Helper()
		_, err := Parse(spec)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Parse(%q) = %v, want one sentence with %q", spec, err, want)
		}
	}
	f("", "is empty")
	f(" \t", "is empty")
	f("0 0 31 2 *", "no such day ever comes")
	f("0 0 30,31 2 *", "no such day ever comes")
	f("0 0 31 4,6,9,11 *", "no such day ever comes")
	f("TZ=Asia/Shanghai 0 4 * * *", "zone has a setting of its own")
	f("CRON_TZ=UTC @daily", "zone has a setting of its own")
	f("TZ=", "zone has a setting of its own") // the parser panics on it
	f("0 4 * * * TZ=UTC", "zone has a setting of its own")
	f("@every 59s", "must be at least 1m0s")
	f("@every 59.9999s", "must be at least 1m0s")
	f("@every -2h", "must be at least 1m0s")
	f("@every", "unrecognized descriptor")
	f("@every soon", "invalid duration")
	f("@reboot", "unrecognized descriptor")
	f("0 0 4 * * *", "has 6 fields, not 5")
	f("daily", "has 1 fields, not 5")
	f("60 * * * *", "above maximum (59)")
	f("0 24 * * *", "above maximum (23)")
	f("0 0 0 * *", "below minimum (1)")
	f("0 0 * * 7", "above maximum (6)")
	f("0 0 * foo *", "foo")
	f("*/0 * * * *", "positive")
	f("*-5 * * * *", `"*-5" is not *`)
	f("+5 * * * *", `"+5" is not *`)
	f(", * * * *", `"," is not *`)
	f("5,,6 * * * *", `"5,,6" is not *`)
	f("10-5 * * * *", "beyond end of range")
}

// A spec that is accepted must be usable: it comes, later than asked, on a
// full second, and never at the same moment twice.
func FuzzParse(f *testing.F) {
	for _, spec := range []string{"30 4 * * 1", "@daily", "@every 90m", "0 0 31 2 *", "TZ= @daily", "*-5 ? 1/2 jan 0",
		"0,30 2-3 * * *", "59 23 31 12 6", "@every 2540400h"} {
		f.Add(spec, int64(1_772_953_200))
	}
	zone := load(f, "America/New_York")
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		at := time.Unix(unix%4_000_000_000, 0)
		spec, err := Parse(text)
		if err != nil {
			return
		}
		first := spec.After(at, zone)
		if first.IsZero() { // only 29 February, around 2100
			if year := at.In(zone).Year(); year < 2090 || year > 2105 {
				t.Fatalf("Parse(%q).After(%v) = never", text, at)
			}
			return
		}
		if !first.After(at) || first.Nanosecond() != 0 {
			t.Fatalf("Parse(%q).After(%v) = %v, want later and a full second", text, at, first)
		}
		if second := spec.After(first, zone); !second.IsZero() && !second.After(first) {
			t.Fatalf("Parse(%q).After(%v) = %v, want later", text, first, second)
		}
	})
}

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatalf("LoadLocation(%q): %v", name, err)
	}
	return zone
}
