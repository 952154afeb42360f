package analytics

import (
	"context"
	"fmt"
	"strings"

	"redress/ingest/complaint"
)

// DefaultCachedRows bounds what a cached store keeps: some 150 MB of tallies.
const DefaultCachedRows = 400_000

// A cachedStore remembers what a Store counted. A release never changes, so an
// answer about one is right for ever: there is nothing to expire or to
// invalidate. Which release is served, and what loads did, is asked every time.
type cachedStore struct {
	Store
	memory
}

// Cached makes a Store that remembers answers, rows of them at most (long
// questions count as rows too), the ones least used going first. Readers who
// ask the same at the same time share one count, which lives as long as the
// context of the reader who came first: one who leaves stops the query, and the
// next of those who wait asks again. The answers are shared: callers must not
// change them.
func Cached(store Store, rows uint64) Store {
	return &cachedStore{Store: store, memory: newMemory(rows)}
}

func (c *cachedStore) Sources(ctx context.Context, r Release) ([]Source, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("sources %d", r.Number), length[Source],
		func(ctx context.Context) ([]Source, error) { return c.Store.Sources(ctx, r) })
}

func (c *cachedStore) Total(ctx context.Context, r Release, s Selection) (Tally, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("total %d %s", r.Number, s), one[Tally],
		func(ctx context.Context) (Tally, error) { return c.Store.Total(ctx, r, s) })
}

func (c *cachedStore) Tallies(ctx context.Context, r Release, e Entity, s Selection) ([]EntityTally, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("tallies %d %s %s", r.Number, e, s), length[EntityTally],
		func(ctx context.Context) ([]EntityTally, error) { return c.Store.Tallies(ctx, r, e, s) })
}

func (c *cachedStore) Strata(ctx context.Context, r Release, e Entity, s Selection, by []StratumPart, least int64) ([]StratumTally, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("strata %d %s %v %d %s", r.Number, e, by, least, s), length[StratumTally],
		func(ctx context.Context) ([]StratumTally, error) { return c.Store.Strata(ctx, r, e, s, by, least) })
}

func (c *cachedStore) Periods(ctx context.Context, r Release, g Grain, s Selection) ([]PeriodTally, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("periods %d %s %s", r.Number, g, s), length[PeriodTally],
		func(ctx context.Context) ([]PeriodTally, error) { return c.Store.Periods(ctx, r, g, s) })
}

func (c *cachedStore) Cut(ctx context.Context, r Release, source string) (complaint.Day, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("cut %d %q", r.Number, source), one[complaint.Day],
		func(ctx context.Context) (complaint.Day, error) { return c.Store.Cut(ctx, r, source) })
}

func (c *cachedStore) Endings(ctx context.Context, r Release, source string) (Endings, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("endings %d %q", r.Number, source), one[Endings],
		func(ctx context.Context) (Endings, error) { return c.Store.Endings(ctx, r, source) })
}

func (c *cachedStore) Ages(ctx context.Context, r Release, g Grain, s Selection, age int, cut complaint.Day) ([]AgeTally, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("ages %d %s %d %s %s", r.Number, g, age, cut, s), length[AgeTally],
		func(ctx context.Context) ([]AgeTally, error) { return c.Store.Ages(ctx, r, g, s, age, cut) })
}

func (c *cachedStore) Series(ctx context.Context, r Release, e Entity, g Grain, s Selection, o SeriesOptions) ([]SeriesTally, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("series %d %s %s %v %d %d %s %s", r.Number, e, g, o.ByIssue, o.Least, o.Age, o.Cut, s), length[SeriesTally],
		func(ctx context.Context) ([]SeriesTally, error) { return c.Store.Series(ctx, r, e, g, s, o) })
}

func (c *cachedStore) Durations(ctx context.Context, r Release, e Entity, s Selection, o DurationOptions) ([]DurationTally, error) {
	question := fmt.Sprintf("durations %d %s %s %s %d %d %q %s", r.Number, e, o.Clock, o.Cut, o.Least, o.Most, o.Apart, s)
	return remembered(ctx, c.memory, question, length[DurationTally],
		func(ctx context.Context) ([]DurationTally, error) { return c.Store.Durations(ctx, r, e, s, o) })
}

func (c *cachedStore) Stages(ctx context.Context, r Release, d Dimension, s Selection, o StageOptions) ([]StageTally, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("stages %d %s %s %d %s", r.Number, d, o.Cut, o.Longest, s), length[StageTally],
		func(ctx context.Context) ([]StageTally, error) { return c.Store.Stages(ctx, r, d, s, o) })
}

func (c *cachedStore) StageAmounts(ctx context.Context, r Release, s Selection) ([]StageAmount, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("stage amounts %d %s", r.Number, s), length[StageAmount],
		func(ctx context.Context) ([]StageAmount, error) { return c.Store.StageAmounts(ctx, r, s) })
}

func (c *cachedStore) EvidenceSets(ctx context.Context, r Release, s Selection) ([]EvidenceSetCount, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("evidence sets %d %s", r.Number, s), length[EvidenceSetCount],
		func(ctx context.Context) ([]EvidenceSetCount, error) { return c.Store.EvidenceSets(ctx, r, s) })
}

func (c *cachedStore) EvidenceStrata(ctx context.Context, r Release, s Selection, sets []EvidenceSet, least int64) ([]EvidenceStratum, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("evidence strata %d %d %d %s", r.Number, sets, least, s), length[EvidenceStratum],
		func(ctx context.Context) ([]EvidenceStratum, error) {
			return c.Store.EvidenceStrata(ctx, r, s, sets, least)
		})
}

func (c *cachedStore) EvidenceDays(ctx context.Context, r Release, s Selection, sets []EvidenceSet, cut complaint.Day) ([]EvidenceDay, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("evidence days %d %d %s %s", r.Number, sets, cut, s), length[EvidenceDay],
		func(ctx context.Context) ([]EvidenceDay, error) { return c.Store.EvidenceDays(ctx, r, s, sets, cut) })
}

func (c *cachedStore) Exposures(ctx context.Context, r Release, source string) ([]Exposure, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("exposures %d %q", r.Number, source), length[Exposure],
		func(ctx context.Context) ([]Exposure, error) { return c.Store.Exposures(ctx, r, source) })
}

func (c *cachedStore) Exposed(ctx context.Context, r Release, s Selection, days []PlatformDays) (map[string]int64, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("exposed %d %v %s", r.Number, days, s), func(m map[string]int64) int { return len(m) },
		func(ctx context.Context) (map[string]int64, error) { return c.Store.Exposed(ctx, r, s, days) })
}

func (c *cachedStore) Policies(ctx context.Context, r Release) ([]Event, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("policies %d", r.Number), length[Event],
		func(ctx context.Context) ([]Event, error) { return c.Store.Policies(ctx, r) })
}

func (c *cachedStore) Coverage(ctx context.Context, r Release, source string) ([]Event, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("coverage %d %q", r.Number, source), length[Event],
		func(ctx context.Context) ([]Event, error) { return c.Store.Coverage(ctx, r, source) })
}

func (c *cachedStore) Campaigns(ctx context.Context, r Release) ([]Event, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("campaigns %d", r.Number), length[Event],
		func(ctx context.Context) ([]Event, error) { return c.Store.Campaigns(ctx, r) })
}

func (c *cachedStore) Copies(ctx context.Context, r Release, s Selection, least int) ([]CopyTally, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("copies %d %d %s", r.Number, least, s), length[CopyTally],
		func(ctx context.Context) ([]CopyTally, error) { return c.Store.Copies(ctx, r, s, least) })
}

func (c *cachedStore) Facet(ctx context.Context, r Release, d Dimension, s Selection, limit int) ([]FacetCount, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("facet %d %s %d %s", r.Number, d, limit, s), length[FacetCount],
		func(ctx context.Context) ([]FacetCount, error) { return c.Store.Facet(ctx, r, d, s, limit) })
}

func (c *cachedStore) Lookup(ctx context.Context, r Release, e Entity, source, slug string) (Named, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("lookup %d %s %q %q", r.Number, e, source, slug), one[Named],
		func(ctx context.Context) (Named, error) { return c.Store.Lookup(ctx, r, e, source, slug) })
}

func (c *cachedStore) Aliases(ctx context.Context, r Release, e Entity, source, key string, limit int) ([]Alias, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("aliases %d %s %d %q %q", r.Number, e, limit, source, key), length[Alias],
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
