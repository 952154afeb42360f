package main

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"redress/analytics"
)

// errLength is what is said of a text that is no length.
var errLength = errors.New("write a length of time such as 90m, 12h, 30d or 2w")

// A length is a length of time, such as 90m or 30d. What is wrong with it is
// kept for settle, which knows the key.
type length struct {
	time.Duration
	err error
}

// UnmarshalYAML reads a length.
func (l *length) UnmarshalYAML(unmarshal func(any) error) error {
	var text string
	if err := unmarshal(&text); isOtherKind(err) {
		l.err = errLength
		return nil
	} else if err != nil {
		return err
	}
	l.Duration, l.err = parseLength(text)
	return nil
}

// isOtherKind reports whether a list or keys stand where a single value belongs.
func isOtherKind(err error) bool {
	var kind *yaml.TypeError
	var shape *yaml.UnexpectedNodeTypeError
	return errors.As(err, &kind) || errors.As(err, &shape)
}

// days are the parts of a length that Go's own durations do not know: a day has
// 24 hours, whatever clocks do.
var days = regexp.MustCompile(`([0-9]*\.?[0-9]+)(d|w)`)

// parseLength reads a length that is not negative: 90m, 12h, 30d, 2w, 1d12h.
func parseLength(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	var long time.Duration
	rest := text
	for _, part := range days.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseFloat(part[1], 64)
		unit := map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour}[part[2]]
		if err != nil || n*float64(unit) > float64(math.MaxInt64/4) || long > math.MaxInt64/4 {
			return 0, errLength
		}
		long += time.Duration(n * float64(unit))
		rest = strings.Replace(rest, part[0], "", 1)
	}
	if rest == "" && text != "" {
		return long, nil
	}
	short, err := time.ParseDuration(rest)
	if err != nil || short < 0 || short > math.MaxInt64/4 {
		return 0, errLength
	}
	return long + short, nil
}

// inHours writes the days of an @every timetable as hours, which timetables
// know; what is no such timetable stays.
func inHours(timetable string) string {
	name, text, ok := strings.Cut(strings.TrimSpace(timetable), " ")
	every, err := parseLength(text)
	if !ok || name != "@every" || err != nil || !days.MatchString(text) {
		return timetable
	}
	return "@every " + every.String()
}

// A floor is a number of complaints. What is wrong with it is kept for settle,
// which knows the key.
type floor struct {
	complaints int64
	err        error
}

// UnmarshalYAML reads a floor.
func (f *floor) UnmarshalYAML(unmarshal func(any) error) error {
	*f = floor{err: errors.New("write a number of complaints such as 30")}
	var value any
	if err := unmarshal(&value); err != nil {
		return err
	}
	if n, err := strconv.ParseInt(fmt.Sprint(value), 10, 64); err == nil && n >= 0 {
		*f = floor{complaints: n}
	}
	return nil
}

type floors struct {
	RankClosed floor `yaml:"rank_closed"` // closed complaints needed for a rank
	RankRated  floor `yaml:"rank_rated"`  // rated complaints needed for a rank
	Rate       floor `yaml:"rate"`        // rated complaints needed for a rate
}

func defaultFloors() floors {
	d := analytics.DefaultFloors
	return floors{floor{complaints: d.RankClosed}, floor{complaints: d.RankRated}, floor{complaints: d.Rate}}
}

// analytics are the floors as questions are answered by them.
func (f floors) analytics() analytics.Floors {
	return analytics.Floors{RankClosed: f.RankClosed.complaints, RankRated: f.RankRated.complaints, Rate: f.Rate.complaints}
}

// check lists what is wrong.
func (f floors) check() []mistake {
	var wrong []mistake
	for _, one := range []struct {
		key string
		floor
	}{{"rank_closed", f.RankClosed}, {"rank_rated", f.RankRated}, {"rate", f.Rate}} {
		if one.err != nil {
			wrong = append(wrong, mistake{"floors." + one.key, one.err})
		}
	}
	if len(wrong) > 0 || f.RankRated.complaints >= f.Rate.complaints {
		return wrong
	}
	if f.RankRated == defaultFloors().RankRated {
		return []mistake{{"floors.rate", fmt.Errorf("is above rank_rated, which is %d: write %d or fewer, or raise rank_rated",
			f.RankRated.complaints, f.RankRated.complaints)}}
	}
	return []mistake{{"floors.rank_rated", fmt.Errorf("is below rate, which is %d: write %d or more, or lower rate",
		f.Rate.complaints, f.Rate.complaints)}}
}
