package analytics

import "redress/ingest/complaint"

// A StageEnd is what became of a complaint in one stage of the escalation ladder.
// Each stay has exactly one.
type StageEnd string

// The ends of a stay.
const (
	EndResolved  StageEnd = "resolved"  // resolved there, and no later stage is recorded
	EndMovedOn   StageEnd = "moved_on"  // a later stage is recorded
	EndAbandoned StageEnd = "abandoned" // ended there unresolved or withdrawn
	EndUnrated   StageEnd = "unrated"   // ended there, and nobody judged it
	EndSetAside  StageEnd = "set_aside" // ended there as invalid, or referred to somewhere outside the ladder
	EndWaiting   StageEnd = "waiting"   // still there at the data cut
	EndUnknown   StageEnd = "unknown"   // left or closed, and nobody says how
)

// StageEnds lists the ends, in the order of tables.
var StageEnds = []StageEnd{EndResolved, EndMovedOn, EndAbandoned, EndUnrated, EndSetAside, EndWaiting, EndUnknown}

// StageOptions say how Store.Stages counts.
type StageOptions struct {
	Cut     complaint.Day // up to which the source knows what happened: the last day of who still waits
	Longest int           // stays longer than so many days are counted together, as Longest + 1 days
}

// A StageTally counts stays in one stage that ended alike after the same time. A
// complaint has one stay for each entry of its ladder.
type StageTally struct {
	Key   string // of the dimension; "" where the stays are not told apart, or have no such value
	Stage complaint.StageName
	End   StageEnd
	Next  complaint.StageName // where EndMovedOn
	// Days from entering the stage to entering the next one, to leaving it, or to the
	// data cut where the complaint still waits. nil: a day is unknown or impossible.
	Days *int
	N    int64
}

// A StageAmount is what was recovered in one currency by the complaints resolved in
// one stage. The amount is a complaint's, not a stage's.
type StageAmount struct {
	Stage    complaint.StageName // "": of complaints that did not end as resolved in a stage
	Currency string              // ISO 4217; "" where the publisher does not say, and then there is no sum
	N        int64               // complaints with a known amount recovered, nothing (0) included
	Total    *float64            // recovered by them
	Median   *float64            // exact, type 7
	// ClaimedN of them also say what was claimed, more than nothing: Claimed in all,
	// of which they recovered RecoveredOfClaimed.
	ClaimedN                    int64
	Claimed, RecoveredOfClaimed *float64
}

// Share is what was recovered of what was claimed, over complaints that say both; it
// is above 1 where compensation exceeded the claims. nil without any.
func (a StageAmount) Share() *float64 {
	if a.Claimed == nil || a.RecoveredOfClaimed == nil || *a.Claimed <= 0 {
		return nil
	}
	share := *a.RecoveredOfClaimed / *a.Claimed
	return &share
}
