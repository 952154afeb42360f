package analytics

import (
	"context"
	"fmt"
	"strings"

	"github.com/maypok86/otter/v2"

	"redress/deploy/fault"
)

// DefaultCachedRows bounds what a cached store keeps: some 150 MB of tallies.
const DefaultCachedRows = 400_000

// keyBytesPerRow is how much of a question's text weighs as much as one row.
// Questions come from addresses, which anybody can make up: without their
// weight, millions of different ones that all count nothing would fill memory.
const keyBytesPerRow = 64

// A cachedStore remembers what a Store counted. A release never changes, so an
// answer about one is right for ever: there is nothing to expire or to
// invalidate. Which release is served, and what loads did, is asked every time.
type cachedStore struct {
	Store
	answers *otter.Cache[string, answer]
}

// An answer is one remembered result and how many rows it holds.
type answer struct {
	value any
	rows  int
}

// Cached makes a Store that remembers answers, rows of them at most (long
// questions count as rows too), the ones least used going first. Readers who
// ask the same at the same time share one count, which lives as long as the
// context of the reader who came first: one who leaves stops the query, and the
// next of those who wait asks again. The answers are shared: callers must not
// change them.
func Cached(store Store, rows uint64) (Store, error) {
	answers, err := otter.New(&otter.Options[string, answer]{
		MaximumWeight: rows,
		Weigher:       weight,
	})
	if err != nil {
		return nil, fmt.Errorf("make the cache of answers: %w", err)
	}
	return &cachedStore{Store: store, answers: answers}, nil
}

func weight(question string, a answer) uint32 {
	return uint32(a.rows + 1 + len(question)/keyBytesPerRow)
}

// remembered gives the answer to a question about a release, counting it when
// nobody has asked before. Errors are not remembered. A reader waits no longer
// than their own ctx; when the reader whose count they share leaves, the cache
// makes one of those who wait ask again, so a live reader never gets somebody
// else's cancellation, and each repetition needs another reader who left.
func remembered[T any](ctx context.Context, c *cachedStore, question string, size func(T) int, count func(context.Context) (T, error)) (T, error) {
	loader := otter.LoaderFunc[string, answer](func(ctx context.Context, _ string) (answer, error) {
		var value T
		// The cache would hand a panic's value to every reader who waits.
		err := fault.Contain(func() (err error) {
			value, err = count(ctx)
			return err
		})
		return answer{value: value, rows: size(value)}, err
	})
	found, err := c.answers.Get(ctx, question, loader)
	if err != nil {
		var none T
		return none, err
	}
	return found.value.(T), nil
}

func one[T any](T) int        { return 1 }
func length[T any](s []T) int { return len(s) }

func (c *cachedStore) Sources(ctx context.Context, r Release) ([]Source, error) {
	return remembered(ctx, c, fmt.Sprintf("sources %d", r.Number), length[Source],
		func(ctx context.Context) ([]Source, error) { return c.Store.Sources(ctx, r) })
}

func (c *cachedStore) Total(ctx context.Context, r Release, s Selection) (Tally, error) {
	return remembered(ctx, c, fmt.Sprintf("total %d %s", r.Number, s), one[Tally],
		func(ctx context.Context) (Tally, error) { return c.Store.Total(ctx, r, s) })
}

func (c *cachedStore) Tallies(ctx context.Context, r Release, e Entity, s Selection) ([]EntityTally, error) {
	return remembered(ctx, c, fmt.Sprintf("tallies %d %s %s", r.Number, e, s), length[EntityTally],
		func(ctx context.Context) ([]EntityTally, error) { return c.Store.Tallies(ctx, r, e, s) })
}

func (c *cachedStore) Strata(ctx context.Context, r Release, e Entity, s Selection, by []StratumPart, least int64) ([]StratumTally, error) {
	return remembered(ctx, c, fmt.Sprintf("strata %d %s %v %d %s", r.Number, e, by, least, s), length[StratumTally],
		func(ctx context.Context) ([]StratumTally, error) { return c.Store.Strata(ctx, r, e, s, by, least) })
}

func (c *cachedStore) Periods(ctx context.Context, r Release, g Grain, s Selection) ([]PeriodTally, error) {
	return remembered(ctx, c, fmt.Sprintf("periods %d %s %s", r.Number, g, s), length[PeriodTally],
		func(ctx context.Context) ([]PeriodTally, error) { return c.Store.Periods(ctx, r, g, s) })
}

func (c *cachedStore) Facet(ctx context.Context, r Release, d Dimension, s Selection, limit int) ([]FacetCount, error) {
	return remembered(ctx, c, fmt.Sprintf("facet %d %s %d %s", r.Number, d, limit, s), length[FacetCount],
		func(ctx context.Context) ([]FacetCount, error) { return c.Store.Facet(ctx, r, d, s, limit) })
}

func (c *cachedStore) Lookup(ctx context.Context, r Release, e Entity, source, slug string) (Named, error) {
	return remembered(ctx, c, fmt.Sprintf("lookup %d %s %q %q", r.Number, e, source, slug), one[Named],
		func(ctx context.Context) (Named, error) { return c.Store.Lookup(ctx, r, e, source, slug) })
}

func (c *cachedStore) Aliases(ctx context.Context, r Release, e Entity, source, key string, limit int) ([]Alias, error) {
	return remembered(ctx, c, fmt.Sprintf("aliases %d %s %d %q %q", r.Number, e, limit, source, key), length[Alias],
		func(ctx context.Context) ([]Alias, error) { return c.Store.Aliases(ctx, r, e, source, key, limit) })
}

// String writes a selection so that two selections have one text exactly when
// they keep the same complaints in the same words.
func (s Selection) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%q [%s, %s)", s.Source, s.From, s.To)
	for _, d := range Dimensions {
		if f, ok := s.Filters[d]; ok {
			fmt.Fprintf(&text, " %s %v %q", d, f.Not, f.Values)
		}
	}
	return text.String()
}
