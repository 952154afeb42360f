package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"redress/ingest"
	"redress/ingest/fetch"
	"redress/ingest/register"
	"redress/ingest/sink"
)

// isRegister reports whether a source is a side register and not a publisher of
// complaints.
func isRegister(code string) bool { return slices.Contains(register.Codes(), code) }

// registerSource is the source of the command for a side register: its places are
// those of the command line, else those of the configuration.
func (c ingestCommand) registerSource(settings config) (*sourceConfig, error) {
	source := settings.source(sink.RegisterSource(c.Source, register.DefaultOrigin))
	if source == nil {
		source = newSource()
		source.Publisher, source.register = c.Source, c.Source
	}
	if len(c.Paths) > 0 {
		source.Places = c.Paths
	}
	source.Reach.AllowPrivate = source.Reach.AllowPrivate || c.AllowPrivate
	switch {
	case len(source.Places) == 0:
		return nil, fmt.Errorf("name at least one path to load, or a --config that names places for %s", c.Source)
	case c.Declaration != "" || len(c.Set) > 0 || c.FileDate != "" || c.Replay != 0:
		return nil, fmt.Errorf("%s is a side register: --declaration, --set, --file-date and --replay are for complaints", c.Source)
	}
	return source, nil
}

// settleRegister checks an entry of the configuration that is a side register.
func (s *sourceConfig) settleRegister() error {
	switch {
	case len(s.Places) == 0:
		return errors.New("name at least one of places, a file or an address")
	case len(s.Parameters) > 0:
		return errors.New("a side register has no parameters")
	case s.Limits.Future != nil || s.Limits.Vanished != nil || len(s.Limits.Unmapped) > 0:
		return errors.New("a side register has the limits rejects and shrink only")
	}
	s.register = s.Publisher
	return nil
}

// runRegister carries a side register from its files to a release. Its files are
// read each time, also those that have not changed at their address: whether
// they say anything new is found out by what they say.
func (l loading) runRegister(ctx context.Context, o order, names nameGuard) (report *ingest.Report, err error) {
	fetching, _, err := l.fetching(ctx, o, names)
	if err != nil {
		return nil, err
	}
	fetching.Whole = true
	load, err := sink.Begin(ctx, l.sink(o.slot), ingest.Publisher{Code: o.code})
	if err != nil {
		return nil, l.plain(ctx, err)
	}
	defer func() { err = errors.Join(err, load.Close()) }()
	ctx, stop := within(ctx, o)
	defer stop()
	// Read once it is the load's turn: what was read before could be older than
	// what another load has brought since.
	report, err = load.Register(ctx, func(ctx context.Context) (*register.Register, error) {
		used, err := l.used(ctx, o)
		if err == nil && used {
			err = ingest.ErrNotModified
		}
		if err != nil {
			return nil, err
		}
		read, err := register.Read(ctx, o.register, register.DefaultOrigin, fetch.Open(ctx, o.places, fetching))
		var waiting fetch.NothingYetError
		if errors.As(err, &waiting) {
			return nil, fmt.Errorf("%w: %w", ingest.ErrNotModified, err)
		}
		return read, names.guarded(l.plain(ctx, err), o.places...)
	}, o.limits.instead(register.Limits()))
	return report, l.plain(ctx, err)
}
