package sink

import (
	"context"

	"redress/ingest"
)

// Progress notes how far the load has come.
func (*Load) Progress(context.Context, ingest.Progress) {}

// Hold keeps the load back.
func (l *Load) Hold(ctx context.Context, r *ingest.Report, _ []ingest.Breach) error {
	return l.drop(ctx, stateRefused, r)
}
