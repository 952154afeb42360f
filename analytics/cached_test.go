package analytics

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
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
	cache := Cached(store, 100)
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
	cache := Cached(store, 100)
	store.broken.Store(true)
	if _, err := cache.Tallies(t.Context(), Release{}, Platform, Selection{}); err == nil {
		t.Error("a broken store answered")
	}
	store.broken.Store(false)
	if got, err := cache.Tallies(t.Context(), Release{}, Platform, Selection{}); err != nil || len(got) != 1 {
		t.Errorf("Tallies after an error = %v, %v, want an answer", got, err)
	}
}

// A patient Store answers Total only when it is let go, and says what became of
// each query.
type patient struct {
	table
	begun chan context.Context // one per query
	letGo chan struct{}
}

func (p *patient) Total(ctx context.Context, _ Release, _ Selection) (Tally, error) {
	p.begun <- ctx
	select {
	case <-p.letGo:
		return Tally{Complaints: 7}, nil
	case <-ctx.Done():
		return Tally{}, errors.New("code 394: query was cancelled") // as a driver may put it
	}
}

func waiting(t *testing.T) (*patient, Store) {
	t.Helper()
	store := &patient{begun: make(chan context.Context, 10), letGo: make(chan struct{})}
	cache := Cached(store, 100)
	return store, cache
}

// A reader who leaves stops the query, and starts no other.
func TestCachedStopsWithItsReader(t *testing.T) {
	store, cache := waiting(t)
	ctx, leave := context.WithCancel(t.Context())
	answered := make(chan error, 1)
	go func() {
		_, err := cache.Total(ctx, Release{}, Selection{})
		answered <- err
	}()
	query := <-store.begun
	leave()
	select {
	case <-query.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("the query runs on although its only reader has left")
	}
	if err := <-answered; err == nil {
		t.Error("a query that was stopped answered")
	}
	if _, err := cache.Total(ctx, Release{}, Selection{Source: "another"}); !errors.Is(err, context.Canceled) {
		t.Errorf("the next question of a reader who left = %v, want context.Canceled", err)
	}
	if len(store.begun) != 0 {
		t.Error("a reader who left started another query")
	}
}

// A reader who leaves must not take the answer from those who wait with them.
func TestCachedSurvivesTheFirstReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, cache := waiting(t)
		first, leave := context.WithCancel(t.Context())
		go func() { _, _ = cache.Total(first, Release{}, Selection{}) }()
		<-store.begun
		for range 5 {
			go func() {
				if got, err := cache.Total(t.Context(), Release{}, Selection{}); err != nil || got.Complaints != 7 {
					t.Errorf("a reader who stayed got %d, %v, want 7", got.Complaints, err)
				}
			}()
		}
		synctest.Wait() // all five wait for the first reader's count
		if len(store.begun) != 0 {
			t.Error("the same question is counted twice at the same time")
		}
		leave()
		<-store.begun // one of those who stayed asks again
		close(store.letGo)
		synctest.Wait()
		if len(store.begun) != 0 {
			t.Error("more than one of those who stayed asked again")
		}
	})
}

// Questions nobody asks twice must not fill memory with their own text.
func TestCachedWeighsQuestions(t *testing.T) {
	cache := Cached(table{}, 100)
	for i := range 50 {
		long := strings.Repeat("x", 50*keyBytesPerRow) + strconv.Itoa(i)
		if _, err := cache.Total(t.Context(), Release{}, Selection{Source: long}); err != nil {
			t.Fatal(err)
		}
	}
	answers := cache.(*cachedStore).answers
	answers.CleanUp()
	if got := answers.EstimatedSize(); got > 1 {
		t.Errorf("%d answers to questions that weigh 50 rows each are kept, want 1 within 100", got)
	}
}

// A panic in a count is an error for everybody who waits, without the value.
func TestCachedContainsPanics(t *testing.T) {
	cache := Cached(panicking{}, 100)
	_, err := cache.Total(t.Context(), Release{}, Selection{})
	if err == nil || strings.Contains(err.Error(), "a complaint") || !strings.Contains(err.Error(), "panicking") {
		t.Errorf("Total that panics = %v, want an error that names the call and not the value", err)
	}
}

type panicking struct{ table }

func (panicking) Total(context.Context, Release, Selection) (Tally, error) {
	panic("the text of a complaint")
}
