package mapping

import (
	"context"
	"errors"
	"io"
	"slices"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
)

// maxSampleRejects bounds how many rejects a Sample lists; it counts all.
const maxSampleRejects = 100

// A Sample is what a declaration makes of a file: what redress sources try
// shows.
type Sample struct {
	Read       int                   // rows, without the header
	Complaints []complaint.Complaint // the first ones
	Rejected   map[ingest.Reason]int
	Rejects    []ingest.RowError         // the first 100
	Unmapped   map[string]map[string]int // of the whole file
	// Absent are the declared columns the file lacks; what they fill is
	// unknown in all of it.
	Absent []string
	// Undeclared are the positions, from 1, of the file's columns the
	// declaration does not use.
	Undeclared []int
}

// Try maps a whole file with a key that nobody has and returns the first n
// complaints, the rejects (those of ingest.Validate included) and every
// unmapped value. The ids and pseudonyms in it mean nothing. file.Date is
// also the day no complaint can be younger than.
func Try(ctx context.Context, d *Declaration, r io.Reader, file File, n int) (Sample, error) {
	m := NewMapper(d, anonymise.Key{}, file)
	s := Sample{Rejected: map[ingest.Reason]int{}}
	for c, err := range m.Complaints(ctx, r) {
		var reject *ingest.RowError
		switch {
		case errors.As(err, &reject):
		case err != nil:
			return s, err
		default:
			reject = ingest.Validate(c, file.Path, file.Date)
		}
		s.Read++
		if reject != nil {
			s.Rejected[reject.Reason]++
			if len(s.Rejects) < maxSampleRejects {
				s.Rejects = append(s.Rejects, *reject)
			}
			continue
		}
		if len(s.Complaints) < n {
			s.Complaints = append(s.Complaints, Clone(c))
		}
	}
	s.Unmapped = m.Unmapped()
	for i, at := range m.binding.at {
		if at < 0 {
			s.Absent = append(s.Absent, d.columns[i].header())
		}
	}
	s.Undeclared = m.binding.undeclared()
	return s, nil
}

// Clone returns a copy of a complaint that shares no list with it.
func Clone(c *complaint.Complaint) complaint.Complaint {
	out := *c
	out.Remedies, out.Evidence = slices.Clone(c.Remedies), slices.Clone(c.Evidence)
	out.Associations = slices.Clone(c.Associations)
	out.Stages, out.Actions = slices.Clone(c.Stages), slices.Clone(c.Actions)
	return out
}
