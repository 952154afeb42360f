package schedule

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// shortestEvery is the finest @every; fields cannot say less than a minute
// either.
const shortestEvery = time.Minute

// A Spec is a parsed timetable of one source, without its zone.
type Spec struct {
	schedule cron.Schedule
	interval bool // @every: counted from the last start, not read off a clock
}

// one element of a field: *, 5, mon, 1-5, */10, 5-30/5. The parser also takes
// "*-5", "+5" and ",," and means something else by them than the writer did.
var element = regexp.MustCompile(`^([*?]|[0-9A-Za-z]+(-[0-9A-Za-z]+)?)(/[0-9]+)?$`)

// Parse reads a timetable: five fields (minute, hour, day of the month, month,
// weekday), @hourly, @daily, @weekly, @monthly, @yearly or @every with a
// duration of at least a minute. As in every cron, where both days are
// restricted either of them is enough. A spec that never comes, that names a
// zone (it has a setting of its own) or that could be misread is an error.
func Parse(spec string) (Spec, error) {
	spec = strings.TrimSpace(spec)
	if spec == "" {
		return Spec{}, fmt.Errorf(`the timetable is empty; write five fields such as "30 4 * * 1", or @daily`)
	}
	if strings.Contains(strings.ToUpper(spec), "TZ=") {
		return Spec{}, fmt.Errorf("timetable %q: the zone has a setting of its own and cannot stand in the timetable", spec)
	}
	if !strings.HasPrefix(spec, "@") {
		if err := checkFields(spec); err != nil {
			return Spec{}, err
		}
	}
	schedule, err := cron.ParseStandard(spec)
	if err != nil {
		return Spec{}, fmt.Errorf("timetable %q: %w", spec, err)
	}
	if every, ok := schedule.(cron.ConstantDelaySchedule); ok {
		if every.Delay < shortestEvery { // the parser makes a second of a negative one
			return Spec{}, fmt.Errorf("timetable %q: @every must be at least %v", spec, shortestEvery)
		}
		return Spec{schedule: every, interval: true}, nil
	}
	// The parser does not mind 31 February. It looks five years ahead, and from
	// the start of a leap year that meets every date there is.
	if schedule.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Spec{}, fmt.Errorf("timetable %q: no such day ever comes", spec)
	}
	return Spec{schedule: schedule}, nil
}

func checkFields(spec string) error {
	fields := strings.Fields(spec)
	if len(fields) != 5 {
		return fmt.Errorf("timetable %q: has %d fields, not 5 (minute, hour, day of the month, month, weekday)",
			spec, len(fields))
	}
	for _, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			if !element.MatchString(part) {
				return fmt.Errorf("timetable %q: %q is not *, a value, a range or a step", spec, field)
			}
		}
	}
	return nil
}
