package main

import (
	"context"
	"fmt"

	"redress/ingest"
	"redress/ingest/sink"
)

// A heldOnce is a load that is not held where another one is held with the same:
// a source over its limits would otherwise bring the same to be looked at, under
// another number, for every slot.
type heldOnce struct {
	*sink.Load
	as uint32 // the load that is held already; 0: none
}

// Hold holds the load, or ends it where as says why.
func (s *heldOnce) Hold(ctx context.Context, r *ingest.Report, breaches []ingest.Breach) error {
	as, err := s.HeldAlready(ctx, r)
	if err != nil {
		return err
	}
	if as == 0 {
		return s.Load.Hold(ctx, r, breaches)
	}
	s.as = as
	r.Held, r.Breaches, r.Problem = false, nil, fmt.Sprintf("held already as load %d, which read the same files", as)
	return s.Abandon(ctx, r, &ingest.RefusedError{Problem: r.Problem})
}
