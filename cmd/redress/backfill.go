package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"redress/ingest"
)

// A span is the days of a backfill, half-open in instants.
type span struct{ from, to time.Time }

func (s span) known() bool { return !s.from.IsZero() }

// span reads --from and --to; the zero span means no backfill.
func (c ingestCommand) span(source *sourceConfig) (span, error) {
	switch {
	case c.From == "" && c.To == "" && !c.Again:
		return span{}, nil
	case c.From == "":
		return span{}, errors.New("--to and --again belong to a backfill: say --from which day")
	case len(c.Paths) > 0:
		return span{}, errors.New("a backfill loads the places that --config names: name no path beside --from")
	case c.FileDate != "":
		return span{}, errors.New("--file-date is for one load, not for a backfill")
	case !source.scheduled():
		return span{}, fmt.Errorf("%s has no schedule in --config, so it has no slots to backfill", source.code())
	case !source.bySlot():
		return span{}, fmt.Errorf("no place of %s names a slot, such as {slot:2006-01}: every load would read the same", source.code())
	}
	now := time.Now()
	from, _, err := daysOf(c.From, source.zone)
	if err != nil {
		return span{}, fmt.Errorf("--from=%w", err)
	}
	to := now
	if c.To != "" {
		if _, to, err = daysOf(c.To, source.zone); err != nil {
			return span{}, fmt.Errorf("--to=%w", err)
		}
	}
	if !from.Before(to) {
		return span{}, fmt.Errorf("--from=%s is later than --to=%s", c.From, cmp.Or(c.To, "today"))
	}
	// A slot that has not come has no file.
	if limit := now.Add(time.Nanosecond); to.After(limit) {
		to = limit
	}
	return span{from, to}, nil
}

// daysOf reads a year, a month or a day as addresses write them: its first
// instant, and the first after it.
func daysOf(text string, zone *time.Location) (first, after time.Time, err error) {
	for layout, add := range map[string][3]int{"2006": {1, 0, 0}, "2006-01": {0, 1, 0}, "2006-01-02": {0, 0, 1}} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, at.AddDate(add[0], add[1], add[2]), nil
		}
	}
	return first, after, fmt.Errorf("%s is not a day: write 2018, 2018-06 or 2018-06-30", text)
}

// slots are the slots of a source within a span, oldest first.
func (s *sourceConfig) slots(within span) []time.Time {
	var all []time.Time
	for at := s.spec.After(within.from.Add(-time.Second), s.zone); !at.IsZero() && at.Before(within.to); at = s.spec.After(at, s.zone) {
		all = append(all, at)
	}
	return all
}

// backfill loads every slot of a span, oldest first, but those that are loaded,
// unless again. It ends at the first load that fails: what comes later may
// build on it.
func (l loading) backfill(ctx context.Context, source *sourceConfig, within span, again bool, tell func(*ingest.Report) error) error {
	all := source.slots(within)
	if len(all) == 0 {
		return fmt.Errorf("the timetable of %s has no slot in those days", source.code())
	}
	done, err := l.usedSlots(ctx, source.code())
	if err != nil {
		return err
	}
	for i, slot := range all {
		if !again && slices.ContainsFunc(done, slot.Equal) {
			continue
		}
		o := source.order(slot)
		if !again {
			o.unless = l.filled(o.code, slot)
		}
		if err := l.show(ctx, o, tell); err != nil {
			return fmt.Errorf("slot %s, %d of %d: %w", slot.In(source.zone).Format("2006-01-02 15:04 MST"), i+1, len(all), err)
		}
	}
	return nil
}
