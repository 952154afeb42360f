package schedule

import "time"

// pauses are how long after a failed load of a slot the next one begins: there
// is a load more than there are pauses.
var pauses = [...]time.Duration{5 * time.Minute, 20 * time.Minute, 80 * time.Minute}

// first is the first turn of an entry after its past, as far as the ledger
// knows it.
func (t *Timetable) first(e *entry, past Past, now time.Time) turn {
	// A start in the future is a clock that was wrong; believed, it would keep
	// the source from loading until then.
	done := earlier(past.Slot, now)
	if e.job.CatchUp != CatchUpEach || done.IsZero() {
		done = later(done, earlier(past.Started, now))
	}
	if e.spec.interval {
		done = earlier(past.Started, now)
	}
	tried := past.Tried
	if !tried.After(done) || tried.After(now) || past.Attempts == 0 {
		tried = time.Time{}
	}
	next := t.following(e, done, tried, now)
	if tried.IsZero() || !next.slot.Equal(tried) {
		return next
	}
	retry, ok := e.again(turn{slot: tried, attempts: past.Attempts - 1}, past.Ended)
	if !ok {
		return t.following(e, tried, time.Time{}, now)
	}
	if past.Interrupted && past.Attempts == 1 {
		retry.at = now
	}
	return retry
}

// following is the turn after the slots up to done were used. tried is a slot
// that was begun and not used; zero when there is none.
func (t *Timetable) following(e *entry, done, tried, now time.Time) turn {
	slot := now.Truncate(time.Second)
	switch {
	case !tried.IsZero() && (e.job.CatchUp == CatchUpEach || done.IsZero() && e.spec.interval):
		slot = tried // those before it were used or given up
	case !done.IsZero():
		slot = e.spec.After(done, e.job.Zone)
	case !e.spec.interval:
		slot = e.spec.Newest(now, e.job.Zone)
	}
	owed := !slot.IsZero() && !slot.After(now)
	if owed && e.job.CatchUp != CatchUpEach {
		slot = e.newest(slot, now)
	}
	next := turn{slot: slot, at: slot}
	if done.IsZero() { // never loaded: at once
		next.at = now
		return next
	}
	next.at = t.begin(e, slot)
	return next
}

// newest is the newest slot that has passed, given one that has.
func (e *entry) newest(passed, now time.Time) time.Time {
	if e.spec.interval {
		every := e.spec.After(passed, e.job.Zone).Sub(passed)
		return passed.Add(now.Sub(passed) / every * every)
	}
	return later(passed, e.spec.Newest(now, e.job.Zone))
}

// begin is when the run of a slot begins: the slot and its jitter.
func (t *Timetable) begin(e *entry, slot time.Time) time.Time {
	if slot.IsZero() {
		return slot
	}
	most := e.job.Jitter
	if next := e.spec.After(slot, e.job.Zone); !next.IsZero() {
		most = min(most, next.Sub(slot))
	}
	return slot.Add(Jittered(t.seed, e.job.Source, slot, most))
}

// again is the turn after a load of slot failed at ended. ok is false when the
// slot is given up: after the last pause, or where the next slot comes first
// and takes its place.
func (e *entry) again(t turn, ended time.Time) (turn, bool) {
	if t.attempts >= len(pauses) {
		return turn{}, false
	}
	at := ended.Add(pauses[t.attempts])
	if next := e.spec.After(t.slot, e.job.Zone); e.job.CatchUp != CatchUpEach && !next.IsZero() && !at.Before(next) {
		return turn{}, false
	}
	return turn{slot: t.slot, at: at, attempts: t.attempts + 1}, true
}

// used reports whether past has used slot already: another program on the same
// database was faster, or somebody loaded by hand since. What lies in the
// future was written by a wrong clock and uses nothing.
func (e *entry) used(past Past, slot, now time.Time) bool {
	uses := func(at time.Time) bool { return !at.Before(slot) && !at.After(now) }
	return uses(past.Slot) || e.job.CatchUp != CatchUpEach && uses(past.Started)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
