package sink_test

import (
	"context"
	"testing"

	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/sink"
)

// asking is a load that asks, before it is held, which held one is the same.
type asking struct {
	*sink.Load
	said uint32
}

func (a *asking) Hold(ctx context.Context, r *ingest.Report, breaches []ingest.Breach) (err error) {
	if a.said, err = a.HeldAlready(ctx, r); err != nil {
		return err
	}
	return a.Load.Hold(ctx, r, breaches)
}

// What is held already is known by its files, rows and declaration.
func TestHeldAlready(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, shrinking(t, 300))
	hold := func(source ingest.Source) (said, id uint32) {
		t.Helper()
		begun, err := sink.Begin(t.Context(), config(db, lock), source.Publisher())
		if err != nil {
			t.Fatal(err)
		}
		a := &asking{Load: begun}
		report, err := ingest.Run(t.Context(), source, a)
		if closing := begun.Close(); closing != nil {
			t.Fatal(closing)
		}
		if !report.Held {
			t.Fatalf("load = %+v, %v, want it held", report, err)
		}
		return a.said, report.LoadID
	}
	first := shrinking(t, 200)
	said, one := hold(first)
	if said != 0 {
		t.Errorf("the first is held already as %d, want it not to be", said)
	}
	if said, _ := hold(shrinking(t, 200)); said != one {
		t.Errorf("the same again is held already as %d, want %d", said, one)
	}
	if said, _ := hold(shrinking(t, 199)); said != 0 {
		t.Errorf("other rows are held already as %d, want them not to be", said)
	}
	other := shrinking(t, 200)
	other.limits = &ingest.Limits{Rejects: -1, Shrink: 0.2, Future: -1, Vanished: -1}
	said, three := hold(other)
	if said != 0 {
		t.Errorf("another declaration is held already as %d, want it not to be", said)
	}
	if err := sink.Discard(t.Context(), config(db, lock), three); err != nil {
		t.Fatal(err)
	}
	if said, _ := hold(other); said == three {
		t.Error("what was discarded is held already, want it not to be")
	}
}
