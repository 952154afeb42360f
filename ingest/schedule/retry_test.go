package schedule

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func (o *office) wantSlots(want ...string) {
	o.t.Helper()
	if diff := cmp.Diff(want, o.slots); diff != "" {
		o.t.Errorf("slots (-want +got):\n%s\nlog:\n%s", diff, o.log.String())
	}
}

// work runs jobs for a while.
func (o *office) work(d time.Duration, jobs ...Job) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), d)
	defer cancel()
	if err := o.timetable(jobs...).Run(ctx); err != nil {
		o.t.Errorf("Run = %v, want nil", err)
	}
}

// failing fails the first n times.
func failing(n int) func() error {
	return func() error {
		if n--; n >= 0 {
			return errors.New("connection reset")
		}
		return nil
	}
}

func TestAFailedLoadIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 00:00")
		o.loaded("a", "2026-03-01 12:00")
		o.work(30*time.Hour, o.job("a", "@daily", time.Minute, failing(2)))
		o.wantSlots("a 02 00:00 for 02 00:00", "a 02 00:06 for 02 00:00", "a 02 00:27 for 02 00:00", "a 03 00:00 for 03 00:00")
	})
}

func TestAFailedSlotIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 00:00")
		o.loaded("a", "2026-03-01 12:00")
		o.work(24*time.Hour+time.Minute, o.job("a", "@daily", 0, failing(100)))
		o.wantSlots("a 02 00:00 for 02 00:00", "a 02 00:05 for 02 00:00", "a 02 00:25 for 02 00:00", "a 02 01:45 for 02 00:00",
			"a 03 00:00 for 03 00:00")
		if got := strings.Count(o.log.String(), "its slot is given up"); got != 1 {
			t.Errorf("%d slots given up, want 1; log:\n%s", got, o.log.String())
		}
	})
}

// The next slot takes the place of a retry that would come later.
func TestTheNextSlotIsAFreshStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 00:00")
		o.loaded("a", "2026-03-01 23:59")
		o.work(21*time.Minute, o.job("a", "*/10 * * * *", 0, failing(3)))
		o.wantSlots("a 02 00:00 for 02 00:00", "a 02 00:05 for 02 00:00", "a 02 00:10 for 02 00:10", "a 02 00:15 for 02 00:10",
			"a 02 00:20 for 02 00:20")
	})
}

// What was refused or held is not read again for the same slot, also after a
// restart.
func TestASettledLoadUsesItsSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 00:00")
		o.loaded("a", "2026-03-01 12:00")
		settled := func() error { return Settled{Err: errors.New("held back: 3 of 4 rows rejected")} }
		for range 3 {
			o.work(3*time.Hour, o.job("a", "@daily", 0, settled))
		}
		o.wantSlots("a 02 00:00 for 02 00:00")
		if text := o.log.String(); !strings.Contains(text, "was not published") || !strings.Contains(text, "3 of 4 rows") {
			t.Errorf("the log does not say why nothing was published:\n%s", text)
		}
	})
}

// A restart knows what was tried: it neither forgets a pause nor starts the
// count of attempts again.
func TestRestartKeepsTheCountOfAttempts(t *testing.T) {
	f := func(past Past, want ...string) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, "2026-03-02 00:10")
			past.Tried, past.Started = instant(t, "2026-03-02 00:00"), instant(t, "2026-03-01 00:00")
			past.Slot, past.Ended = past.Started, instant(t, "2026-03-02 00:08")
			o.past["a"] = past
			o.work(20*time.Hour, o.job("a", "@daily", 0, failing(1)))
			o.wantSlots(want...)
		})
	}
	f(Past{Attempts: 1}, "a 02 00:13 for 02 00:00", "a 02 00:33 for 02 00:00")
	f(Past{Attempts: 3}, "a 02 01:28 for 02 00:00")
	f(Past{Attempts: 4})
	// Stopped by a restart: at once, but not for ever.
	f(Past{Attempts: 1, Interrupted: true}, "a 02 00:10 for 02 00:00", "a 02 00:30 for 02 00:00")
	f(Past{Attempts: 2, Interrupted: true}, "a 02 00:28 for 02 00:00", "a 02 01:48 for 02 00:00")
	f(Past{Attempts: 4, Interrupted: true})
}

func TestAFirstLoadThatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 12:00")
		o.past["monthly"] = Past{Tried: instant(t, "2026-03-01 00:00"), Attempts: 1, Ended: instant(t, "2026-03-02 11:59")}
		o.past["every"] = Past{Tried: instant(t, "2026-03-02 11:50"), Attempts: 1, Ended: instant(t, "2026-03-02 11:59")}
		o.work(2*time.Hour, o.job("monthly", "@monthly", 0, nil), o.job("every", "@every 1h", 0, nil))
		o.wantSlots("monthly 02 12:04 for 01 00:00", "every 02 12:04 for 02 11:50", "every 02 13:04 for 02 13:04")
	})
}

func TestCatchUp(t *testing.T) {
	f := func(catchUp CatchUp, outcome func() error, want ...string) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, "2026-03-05 12:00")
			o.past["a"] = Past{Started: instant(t, "2026-03-02 07:00"), Slot: instant(t, "2026-03-02 04:30")}
			job := o.job("a", "30 4 * * *", 10*time.Minute, outcome)
			job.CatchUp = catchUp
			o.work(20*time.Hour, job)
			o.wantSlots(want...)
		})
	}
	f(CatchUpOnce, nil, "a 05 12:00 for 05 04:30", "a 06 04:30 for 06 04:30")
	f("", nil, "a 05 12:00 for 05 04:30", "a 06 04:30 for 06 04:30")
	f(CatchUpEach, nil, "a 05 12:00 for 03 04:30", "a 05 12:10 for 04 04:30", "a 05 12:20 for 05 04:30", "a 06 04:30 for 06 04:30")
	// A slot that cannot be had does not stand in the way of the later ones.
	f(CatchUpEach, failing(4), "a 05 12:00 for 03 04:30", "a 05 12:15 for 03 04:30", "a 05 12:45 for 03 04:30", "a 05 14:15 for 03 04:30",
		"a 05 14:25 for 04 04:30", "a 05 14:35 for 05 04:30", "a 06 04:30 for 06 04:30")
}

// Slots that are given up stay given up over a restart, and a load by hand
// does not hide the slots that wait.
func TestCatchUpEachAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-05 12:00")
		o.past["a"] = Past{Started: instant(t, "2026-03-05 08:00"), Slot: instant(t, "2026-03-02 04:30"),
			Tried: instant(t, "2026-03-04 04:30"), Attempts: 4, Ended: instant(t, "2026-03-05 11:00")}
		job := o.job("a", "30 4 * * *", 0, nil)
		job.CatchUp = CatchUpEach
		o.work(12*time.Hour, job)
		o.wantSlots("a 05 12:00 for 05 04:30")
	})
}

// Two programs on one database: who comes second finds the slot used.
func TestASlotThatSomebodyElseUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 00:00")
		o.loaded("a", "2026-03-01 12:00")
		time.AfterFunc(29*time.Minute, func() { o.record("a", instant(t, "2026-03-02 00:30"), o.now(), nil) })
		time.AfterFunc(70*time.Minute, func() { o.record("a", time.Time{}, o.now(), nil) }) // by hand
		o.past["a"] = Past{Started: instant(t, "2026-03-01 23:45")}
		o.work(151*time.Minute, o.job("a", "30 * * * *", 0, nil))
		o.wantSlots("a 02 01:30 for 02 01:30", "a 02 02:30 for 02 02:30")
	})
}

func TestJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 12:00")
		o.loaded("a", "2026-03-02 04:30")
		job := o.job("a", "30 4 * * *", 0, nil)
		job.Jitter = time.Hour
		table := o.timetable(job)
		ctx, cancel := context.WithTimeout(t.Context(), 48*time.Hour)
		defer cancel()
		if err := table.Run(ctx); err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, day := range []string{"2026-03-03 04:30", "2026-03-04 04:30"} {
			slot := instant(t, day)
			want = append(want, "a "+o.clock(slot.Add(Jittered(1, "a", slot, time.Hour)))+" for "+o.clock(slot))
		}
		o.wantSlots(want...)
		slot := instant(t, "2026-03-05 04:30")
		if at, ok := table.Next("a"); !ok || !at.Equal(slot.Add(Jittered(1, "a", slot, time.Hour))) {
			t.Errorf("Next = %v, %v, want the slot with its jitter", at, ok)
		}
	})
}

// However large the jitter, a run begins before the next slot, and no run is
// left out.
func TestJitterStaysBeforeTheNextSlot(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		seed, source := rapid.Uint64().Draw(r, "seed"), rapid.StringN(1, 9, 9).Draw(r, "source")
		text := rapid.SampledFrom([]string{"*/7 * * * *", "30 4 * * 1", "@monthly", "0 2,3 * * *", "@every 90m"}).Draw(r, "spec")
		spec, err := Parse(text)
		if err != nil {
			r.Fatal(err)
		}
		table, err := New([]Job{{Source: source, Spec: text, Zone: time.UTC, Jitter: time.Duration(rapid.Int64Range(0, 1<<50).Draw(r, "jitter")),
			Run: func(context.Context, time.Time) error { return nil }}}, nil, seed, nil, nil)
		if err != nil {
			r.Fatal(err)
		}
		e := table.entries[0]
		slot := spec.After(time.Unix(rapid.Int64Range(0, 4e9).Draw(r, "at"), 0), time.UTC)
		at := table.begin(e, slot)
		if next := spec.After(slot, time.UTC); at.Before(slot) || !at.Before(next) || at.Sub(slot) > e.job.Jitter {
			r.Fatalf("%q with jitter %v: the run of %v begins %v, the next slot is %v", text, e.job.Jitter, slot, at, next)
		}
		if again := table.begin(e, slot); !again.Equal(at) {
			r.Fatalf("the run of %v begins %v, then %v", slot, at, again)
		}
	})
}

// Sources of one slot, and slots of one source, are spread over the whole span.
func TestJitterSpreads(t *testing.T) {
	slot := time.Date(2026, 3, 2, 4, 30, 0, 0, time.UTC)
	var quarters, days [4]int
	for i := range 400 {
		quarters[Jittered(7, string(rune('a'+i)), slot, time.Hour)/(15*time.Minute)]++
		days[Jittered(7, "a", slot.AddDate(0, 0, i), time.Hour)/(15*time.Minute)]++
	}
	for i := range 4 {
		if quarters[i] < 60 || days[i] < 60 {
			t.Errorf("400 sources fall into the quarters %v, 400 days into %v, want some 100 each", quarters, days)
		}
	}
}

func TestNewest(t *testing.T) {
	zones := []string{"America/New_York", "America/Sao_Paulo", "Asia/Shanghai", "Europe/Lisbon", "Australia/Lord_Howe"}
	specs := []string{"30 4 * * *", "*/20 * * * *", "30 1,2 * * *", "0 0 1 * *", "0 0 29 2 *", "@yearly", "* 0 * * *", "0 6 * * mon-fri"}
	rapid.Check(t, func(r *rapid.T) {
		zone := load(t, rapid.SampledFrom(zones).Draw(r, "zone"))
		text := rapid.SampledFrom(specs).Draw(r, "spec")
		spec, err := Parse(text)
		if err != nil {
			r.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(9e8, 2.1e9).Draw(r, "at"), 0)
		got := spec.Newest(at, zone)
		next := spec.After(got, zone)
		if got.IsZero() || got.After(at) || !next.After(at) || !spec.After(got.Add(-time.Second), zone).Equal(got) {
			r.Fatalf("%q: Newest(%v) = %v with %v after it, want the last slot not later", text, at, got, next)
		}
	})
}
