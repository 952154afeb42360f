package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"redress/ingest"
	"redress/ingest/mapping"
	"redress/ingest/publisher"
	"redress/ingest/register"
	"redress/ingest/schedule"
	"redress/ingest/sink"
)

// A sourceConfig is one source with the places it is loaded from.
type sourceConfig struct {
	Publisher   string `yaml:"publisher"`   // a code that redress sources lists, a side register, or …
	Declaration string `yaml:"declaration"` // … the file of a declaration, relative to the config file
	// Places are files, globs, folders, archives (relative to the config file)
	// and addresses. {slot:2006-01} is the slot a load is for, {previous:2006-01}
	// the one before it, as Go writes dates, in the source's zone.
	Places     []string          `yaml:"places"`     // default: where the declaration fetches from
	Parameters map[string]string `yaml:"parameters"` // what the declaration asks for: company

	Schedule string           `yaml:"schedule"` // cron: minute hour day month weekday; empty: by hand only
	Zone     string           `yaml:"zone"`     // IANA zone of the schedule; default UTC
	Jitter   length           `yaml:"jitter"`   // the most a load begins after its slot
	CatchUp  schedule.CatchUp `yaml:"catch_up"` // once (default) or each, for slots that were missed
	Timeout  length           `yaml:"timeout"`  // after which a load is abandoned; 0: never

	Limits limitsConfig `yaml:"limits"` // instead of the declaration's
	Reach  reach        `yaml:",inline"`

	spec       schedule.Spec
	zone       *time.Location
	declared   *mapping.Declaration // read once, when the configuration is
	declaredIn string               // its file; empty for a built-in one
	register   string               // the code of a side register, which has no declaration
}

// newSource is a source that nobody has configured.
func newSource() *sourceConfig { return &sourceConfig{zone: time.UTC} }

// A limitsConfig replaces single limits of a declaration; what it does not name
// stays.
type limitsConfig struct {
	Rejects    *float64           `yaml:"rejects"`
	Shrink     *float64           `yaml:"shrink"`
	Future     *float64           `yaml:"future"`
	Vanished   *float64           `yaml:"vanished"`
	Moved      *float64           `yaml:"moved"`
	Duplicates *float64           `yaml:"duplicates"`
	Columns    *float64           `yaml:"columns"`
	Unmapped   map[string]float64 `yaml:"unmapped"`
}

// settle checks a source and makes its places relative to the file. The keys
// of its mistakes begin with a dot, or are empty for the source as a whole.
func (s *sourceConfig) settle(folder string, known catalogue) []mistake {
	var wrong []mistake
	fail := func(key string, err error) {
		if err != nil {
			wrong = append(wrong, mistake{key, err})
		}
	}
	var err error
	if s.zone, err = time.LoadLocation(s.Zone); err != nil { // empty is UTC
		fail(".zone", fmt.Errorf("no time zone is called %q: write one such as Asia/Shanghai", s.Zone))
	}
	if s.Schedule != "" {
		s.Schedule = inHours(s.Schedule)
		s.spec, err = schedule.Parse(s.Schedule)
		fail(".schedule", err)
	}
	fail(".jitter", s.Jitter.err)
	fail(".timeout", s.Timeout.err)
	wrong = append(wrong, s.Reach.check()...)
	if !s.CatchUp.Valid() {
		fail(".catch_up", fmt.Errorf("is once or each, not %q", s.CatchUp))
	}
	for name, share := range s.Limits.shares() {
		if share < 0 || share > 1 {
			fail(".limits."+name, errors.New("a limit is a share from 0 to 1"))
		}
	}
	for i, place := range s.Places {
		fail(fmt.Sprintf(".places[%d]", i), s.checkPlace(place))
		s.Places[i] = inFolder(folder, place)
	}
	if isRegister(s.Publisher) && s.Declaration == "" {
		fail("", s.settleRegister())
		return wrong
	}
	declared, err := s.declaration(folder, known)
	fail(cmp.Or(map[bool]string{s.Publisher != "": ".publisher", s.Declaration != "": ".declaration"}[true], ""), err)
	if err != nil {
		return wrong
	}
	fail("", s.use(declared))
	if s.declared, err = declared.With(s.Parameters); err != nil {
		fail(".parameters", err)
		s.declared = declared // it has a code at least
	}
	return wrong
}

// declaration reads what the source is declared by.
func (s *sourceConfig) declaration(folder string, known catalogue) (*mapping.Declaration, error) {
	switch {
	case (s.Publisher == "") == (s.Declaration == ""):
		return nil, errors.New("name either a publisher or a declaration")
	case s.Publisher != "":
		s.declaredIn = known.from[s.Publisher]
		return known.load(s.Publisher)
	}
	s.Declaration = inFolder(folder, s.Declaration)
	s.declaredIn = s.Declaration
	declared, err := publisher.LoadFile(s.Declaration)
	if err == nil && known.has(declared.Code()) {
		return nil, fmt.Errorf("declares %s, which there is already: write publisher: %s, or give it another code", declared.Code(), declared.Code())
	}
	return declared, err
}

// use takes the places of a declaration where the source names none.
func (s *sourceConfig) use(declared *mapping.Declaration) error {
	s.declared = declared
	if len(s.Places) == 0 && declared.Fetch() != nil {
		s.Places = declared.Fetch().URLs
	}
	if len(s.Places) == 0 {
		return fmt.Errorf("name at least one of places, a file or an address: the declaration of %s names none", declared.Code())
	}
	return nil
}

// inFolder is a path seen from a folder; absolute paths and addresses stay.
func inFolder(folder, place string) string {
	if filepath.IsAbs(place) || isAddress(place) {
		return place
	}
	return filepath.Join(folder, place)
}

// isAddress reports whether a place is an address and not a path.
func isAddress(place string) bool {
	scheme, _, ok := strings.Cut(place, "://")
	return ok && slices.Contains([]string{"http", "https", "s3"}, strings.ToLower(scheme))
}

// code is the publisher code of the source; empty where its declaration could
// not be read.
func (s *sourceConfig) code() string {
	switch {
	case s.register != "":
		return sink.RegisterSource(s.register, register.DefaultOrigin)
	case s.declared == nil:
		return ""
	}
	return s.declared.Code()
}

// scheduled reports whether the source loads by itself.
func (s *sourceConfig) scheduled() bool { return s.Schedule != "" }

// A slotted part of a place: {slot:2006-01} or {previous:2006-01-02}.
var slotted = regexp.MustCompile(`\{(slot|previous):([^{}]*)\}`)

// checkPlace refuses a part that looks slotted and is not, or that no slot can
// fill.
func (s *sourceConfig) checkPlace(place string) error {
	for _, part := range slotted.FindAllStringSubmatch(place, -1) {
		// Two days that differ in every number: a layout without any is a mistake.
		early, late := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC), time.Date(2012, 11, 14, 15, 16, 17, 0, time.UTC)
		if early.Format(part[2]) == late.Format(part[2]) {
			return fmt.Errorf("%s writes no date: the part after the colon is a date as Go writes it, such as 2006-01-02", part[0])
		}
		if !s.scheduled() {
			return fmt.Errorf("%s needs a schedule: it says which slots there are", part[0])
		}
	}
	if rest := slotted.ReplaceAllString(place, ""); strings.Contains(rest, "{slot") || strings.Contains(rest, "{previous") {
		return errors.New("write a slot as {slot:2006-01}, with a date as Go writes it")
	}
	return nil
}

// bySlot reports whether the places differ from slot to slot.
func (s *sourceConfig) bySlot() bool { return slices.ContainsFunc(s.Places, slotted.MatchString) }

// placesOf are the places of the load of a slot.
func (s *sourceConfig) placesOf(slot time.Time) []string {
	places := make([]string, 0, len(s.Places))
	for _, place := range s.Places {
		places = append(places, slotted.ReplaceAllStringFunc(place, func(part string) string {
			which := slotted.FindStringSubmatch(part)
			at := slot
			if which[1] == "previous" {
				at = s.spec.Newest(slot.Add(-time.Second), s.zone)
			}
			return at.In(s.zone).Format(which[2])
		}))
	}
	return places
}

// shares are the limits by key.
func (l limitsConfig) shares() map[string]float64 {
	shares := map[string]float64{}
	for name, share := range map[string]*float64{"rejects": l.Rejects, "shrink": l.Shrink, "future": l.Future, "vanished": l.Vanished,
		"moved": l.Moved, "duplicates": l.Duplicates, "columns": l.Columns} {
		if share != nil {
			shares[name] = *share
		}
	}
	for field, share := range l.Unmapped {
		shares["unmapped."+field] = share
	}
	return shares
}

// instead gives the limits of a declaration with those of the configuration in
// their place.
func (l limitsConfig) instead(of ingest.Limits) ingest.Limits {
	for _, one := range []struct {
		into *float64
		from *float64
	}{{&of.Rejects, l.Rejects}, {&of.Shrink, l.Shrink}, {&of.Future, l.Future}, {&of.Vanished, l.Vanished},
		{&of.Moved, l.Moved}, {&of.Duplicates, l.Duplicates}, {&of.Columns, l.Columns}} {
		if one.from != nil {
			*one.into = *one.from
		}
	}
	if len(l.Unmapped) > 0 {
		of.Unmapped = maps.Clone(of.Unmapped)
		if of.Unmapped == nil {
			of.Unmapped = map[string]float64{}
		}
		maps.Copy(of.Unmapped, l.Unmapped)
	}
	return of
}
