package analytics

import (
	"context"
	"fmt"
	"time"

	"redress/ingest/complaint"
)

// Trend is the query's complaints by period of opening. Periods without a
// complaint are present and count nothing; they have no rate.
func (s *Service) Trend(ctx context.Context, q Query) (Trend, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return Trend{}, err
	}
	points, cut, err := s.points(ctx, v, selection)
	if v.pickedByStage("") {
		v.Warnings = append(v.Warnings, WarnStageLate)
	}
	if cut.Known() && v.noneOpen() {
		v.Warnings = append(v.Warnings, WarnNoneOpen)
	}
	if err != nil {
		return Trend{}, err
	}
	course, err := s.course(ctx, v, points, cut)
	if err != nil {
		return Trend{}, err
	}
	events, _, err := s.events(ctx, v, selection)
	entered(points, events)
	return Trend{View: v, Points: points, Cut: cut, Course: course}, err
}

// entered notes at each period the entries of the registers that began in it, by their
// first possible day, of those whose day is known to the month.
func entered(points []Point, events []Event) {
	for i := range points {
		for _, e := range events {
			if !e.First.Add(coarsest).Before(e.Last) && !e.First.Before(points[i].Start) && !points[i].End.Before(e.First) {
				points[i].Entries = append(points[i].Entries, e)
			}
		}
	}
}

// points counts a selection by period, with every period between the first
// and the last, and gives the data cut up to which they are known.
func (s *Service) points(ctx context.Context, v View, selection Selection) ([]Point, complaint.Day, error) {
	tallies, err := s.store.Periods(ctx, v.Release, v.Query.By, selection)
	if err != nil || len(tallies) == 0 {
		return nil, complaint.Day{}, err
	}
	byStart := make(map[complaint.Day]Tally, len(tallies))
	for _, t := range tallies {
		byStart[t.Start] = t.Tally
	}
	last := tallies[len(tallies)-1].Start
	var points []Point
	for start := tallies[0].Start; start.Known() && !last.Before(start); start = next(v.Query.By, start) {
		points = append(points, point(v, start, byStart[start]))
	}
	cut, err := s.ages(ctx, v, selection, points)
	return points, cut, err
}

func point(v View, start complaint.Day, t Tally) Point {
	end := next(v.Query.By, start).Add(-1)
	return Point{
		Period: periodName(v.Query.By, start), Start: start, End: end,
		Partial: partial(v, start, end), Provisional: t.Provisional(),
		Measures: v.measure(t, v.Total.Complaints),
	}
}

// partial reports whether the view's dates or the source's data leave part of
// the period out: such a period must not be compared with a whole one.
func partial(v View, start, end complaint.Day) bool {
	return start.Before(v.Query.From) || (v.Query.To.Known() && v.Query.To.Add(-1).Before(end)) ||
		start.Before(v.Source.FirstOpened) || v.Source.LastOpened.Before(end)
}

// next is the first day of the period after the one that starts on start.
func next(g Grain, start complaint.Day) complaint.Day {
	switch g {
	case ByDay:
		return start.Add(1)
	case ByWeek:
		return start.Add(7)
	case ByQuarter:
		return addMonths(start, 3)
	case ByYear:
		return addMonths(start, 12)
	default:
		return addMonths(start, 1)
	}
}

func addMonths(d complaint.Day, months int) complaint.Day {
	t := d.Time()
	later, _ := complaint.DayOf(time.Date(t.Year(), t.Month()+time.Month(months), t.Day(), 0, 0, 0, 0, time.UTC))
	return later
}

func weekName(year, week int) string { return fmt.Sprintf("%d-W%02d", year, week) }

func periodName(g Grain, start complaint.Day) string {
	t := start.Time()
	switch g {
	case ByYear:
		return t.Format("2006")
	case ByQuarter:
		return fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3)
	case ByWeek:
		year, week := t.ISOWeek()
		return weekName(year, week)
	case ByDay:
		return start.String()
	default:
		return t.Format("2006-01")
	}
}
