package analytics

import (
	"context"
	"sync"

	"redress/deploy/fault"
)

// together answers the parts of a question, two at a time in their order: while the
// store counts one, another is computed. It waits for all that began; the first to
// fail ends the others, and its error is returned. Each part writes to what is its own.
func together(ctx context.Context, parts ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var (
		group  sync.WaitGroup
		once   sync.Once
		failed error
		slots  = make(chan struct{}, 2)
	)
	for _, part := range parts {
		slots <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		group.Go(func() {
			defer func() { <-slots }()
			// What panics beside a request would end the program.
			if err := fault.Contain(func() error { return part(ctx) }); err != nil {
				once.Do(func() { failed = err })
				stop()
			}
		})
	}
	group.Wait()
	if failed == nil {
		return context.Cause(ctx)
	}
	return failed
}
