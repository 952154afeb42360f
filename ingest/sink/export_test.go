package sink

import (
	"context"

	"redress/ingest/complaint"
)

// Digest is what tells two states of a complaint apart, for tests.
func Digest(c *complaint.Complaint) uint64 { return new(digester).sum(c) }

// RekeyBy is Rekey with another number of ids carried at a time.
func RekeyBy(ctx context.Context, config Config, from func(string) (Carry, error), rows uint64) (uint32, error) {
	return rekey(ctx, config, from, rows)
}
