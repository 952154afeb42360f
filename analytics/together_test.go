package analytics

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
)

func TestTogetherRunsTwoAtATime(t *testing.T) {
	met := make(chan struct{})
	var running, done atomic.Int32
	part := func(meet func()) func(context.Context) error {
		return func(context.Context) error {
			if n := running.Add(1); n > 2 {
				t.Errorf("%d parts run at the same time, want 2 at most", n)
			}
			meet()
			running.Add(-1)
			done.Add(1)
			return nil
		}
	}
	// The first two can only end if they run at the same time.
	err := together(t.Context(), part(func() { met <- struct{}{} }), part(func() { <-met }), part(func() {}), part(func() {}))
	if err != nil || done.Load() != 4 {
		t.Errorf("together = %v with %d parts done, want 4 and no error", err, done.Load())
	}
}

func TestTogetherEndsTheOthersWhenOneFails(t *testing.T) {
	wrong := errors.New("wrong")
	never := false
	err := together(t.Context(),
		func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		func(context.Context) error { return wrong },
		func(ctx context.Context) error { never = ctx.Err() == nil; return nil })
	if !errors.Is(err, wrong) || never {
		t.Errorf("together = %v (third began: %v), want the first failure and no third", err, never)
	}
}

func TestTogetherContainsAPanic(t *testing.T) {
	err := together(t.Context(), func(context.Context) error { panic("Maria da Silva") })
	if err == nil || strings.Contains(err.Error(), "Maria") || !strings.Contains(err.Error(), "panic of type string") {
		t.Errorf("together = %v, want the type of the panic only", err)
	}
}

func TestTogetherOfALeaverIsAnError(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if err := together(ctx, func(context.Context) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("together = %v, want %v", err, context.Canceled)
	}
}
