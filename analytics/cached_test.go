package analytics

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// A counted Store counts how often it is asked.
type counted struct {
	table
	asked  atomic.Int64
	broken atomic.Bool
}

func (c *counted) Tallies(ctx context.Context, r Release, e Entity, s Selection) ([]EntityTally, error) {
	c.asked.Add(1)
	if c.broken.Load() {
		return nil, errors.New("broken")
	}
	return c.table.Tallies(ctx, r, e, s)
}

func TestCachedAsksOncePerReleaseAndSelection(t *testing.T) {
	store := &counted{table: table{entities: []EntityTally{tallied("a", 1, 1, 1)}}}
	cache, err := Cached(store, 100)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(release uint32, s Selection) {
		t.Helper()
		if _, err := cache.Tallies(t.Context(), Release{Number: release}, Platform, s); err != nil {
			t.Fatal(err)
		}
	}
	north := Selection{Source: "s", Filters: map[Dimension]Filter{DimRegion: {Values: []string{"N"}}}}
	south := Selection{Source: "s", Filters: map[Dimension]Filter{DimRegion: {Values: []string{"N"}, Not: true}}}
	for range 5 {
		ask(1, Selection{Source: "s"})
		ask(1, north)
		ask(1, south)
		ask(2, north)
	}
	if got := store.asked.Load(); got != 4 {
		t.Errorf("asked %d times, want 4: two selections or releases never share an answer, one never counts twice", got)
	}
}

func TestCachedForgetsErrors(t *testing.T) {
	store := &counted{table: table{entities: []EntityTally{tallied("a", 1, 1, 1)}}}
	cache, err := Cached(store, 100)
	if err != nil {
		t.Fatal(err)
	}
	store.broken.Store(true)
	if _, err := cache.Tallies(t.Context(), Release{}, Platform, Selection{}); err == nil {
		t.Error("a broken store answered")
	}
	store.broken.Store(false)
	if got, err := cache.Tallies(t.Context(), Release{}, Platform, Selection{}); err != nil || len(got) != 1 {
		t.Errorf("Tallies after an error = %v, %v, want an answer", got, err)
	}
}

// A reader who leaves must not take the answer from those who wait with them.
func TestCachedSurvivesTheFirstReader(t *testing.T) {
	store := &counted{table: table{entities: []EntityTally{tallied("a", 1, 1, 1)}}}
	cache, err := Cached(store, 100)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			ctx, leave := context.WithCancel(t.Context())
			if i%2 == 0 {
				leave()
			}
			defer leave()
			if _, err := cache.Tallies(ctx, Release{}, Platform, Selection{}); err != nil && i%2 == 1 {
				t.Errorf("a reader who stayed got %v", err)
			}
		})
	}
	wait.Wait()
}
