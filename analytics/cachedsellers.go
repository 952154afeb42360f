package analytics

import (
	"context"
	"fmt"

	"redress/ingest/complaint"
)

func (c *cachedStore) SellerCounts(ctx context.Context, r Release, s Selection) ([]SellerCount, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("seller counts %d %s", r.Number, s), length[SellerCount],
		func(ctx context.Context) ([]SellerCount, error) { return c.Store.SellerCounts(ctx, r, s) })
}

func (c *cachedStore) Actions(ctx context.Context, r Release, s Selection) ([]ActionTally, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("actions %d %s", r.Number, s), length[ActionTally],
		func(ctx context.Context) ([]ActionTally, error) { return c.Store.Actions(ctx, r, s) })
}

func (c *cachedStore) ActionWindows(ctx context.Context, r Release, s Selection, o ActionOptions) ([]ActionWindows, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("action windows %d %s %s %d %s", r.Number, o.Start, o.End, o.Least, s), length[ActionWindows],
		func(ctx context.Context) ([]ActionWindows, error) { return c.Store.ActionWindows(ctx, r, s, o) })
}

func (c *cachedStore) ActionDelays(ctx context.Context, r Release, s Selection, cut complaint.Day) ([]ActionDelay, error) {
	return remembered(ctx, c.memory, fmt.Sprintf("action delays %d %s %s", r.Number, cut, s), length[ActionDelay],
		func(ctx context.Context) ([]ActionDelay, error) { return c.Store.ActionDelays(ctx, r, s, cut) })
}
