package analytics

import "redress/ingest/complaint"

// SeriesOptions say how Store.Series counts.
type SeriesOptions struct {
	ByIssue bool          // by issue too
	Least   int64         // complaints an entity has in the selection, else it is left out
	Age     int           // in days, of ResolvedWithin
	Cut     complaint.Day // up to which the source knows what happened
}

// A SeriesTally counts the complaints of one entity, of one issue or of all,
// opened in one period.
type SeriesTally struct {
	Key   string // "" where the complaints are not told apart, or have no such entity
	Issue string // "" where issues are not told apart
	Start complaint.Day

	Complaints int64
	Open       int64 // not closed yet
	Resolved   int64 // closed as resolved, at whatever age
	Rated      int64 // resolved + unresolved
	// AtRisk, ResolvedWithin and Undated are as in AgeTally.
	AtRisk         int64
	ResolvedWithin int64
	Undated        int64
}
