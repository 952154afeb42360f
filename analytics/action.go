package analytics

import "redress/ingest/complaint"

// An ActionTally counts what a platform did to a seller in one way, and the complaints
// around the first time.
type ActionTally struct {
	Platform string // key
	Seller   Named
	Action   complaint.ActionName
	First    complaint.Day // on which it is recorded; unknown where no record has a day
	Days     int64         // different days on which it is recorded
	Undated  int64         // complaints that record it without a day

	FirstComplaint complaint.Day // about the seller on the platform, in the selection
	// Complaints about the seller there: all, those before First, and those of the days
	// 180 to 91 and 90 to 1 before First and 1 to 90 after it. Elsewhere: on other
	// platforms.
	Complaints, Before                             int64
	Prior90, Before90, After90                     int64
	Elsewhere, ElsewhereBefore90, ElsewhereAfter90 int64
	Peak                                           PeakSize
}

// A PeakSize is the class of how many complaints there were in the 30 days before a
// day and in the 60 before them: 0, else 1 + ⌊2 log₂ n⌋.
type PeakSize struct{ Recent, Earlier int }

// An ActionWindows sums windows in which platforms did nothing: a seller on a platform
// and a day, 90 days before and after it.
type ActionWindows struct {
	Peak                                 PeakSize
	Windows, Sellers                     int64
	Before90, After90                    int64
	BeforeSquared, AfterSquared, Product int64 // Σ of before², after², before × after
}

// A DelayState says what is known of how long a platform took to act on a seller.
type DelayState string

// The states.
const (
	DelayActed   DelayState = "acted"
	DelayWaiting DelayState = "waiting" // no action up to the cut
	DelayEarly   DelayState = "early"   // acted on before the first complaint of the selection
	DelayUndated DelayState = "undated" // actions of unknown day only
)

// An ActionDelay counts sellers on a platform by the days from the first complaint about
// them there to the first action, or to the cut.
type ActionDelay struct {
	Platform string
	State    DelayState
	Days     int
	Sellers  int64
}

// ActionOptions say which windows Store.ActionWindows looks at.
type ActionOptions struct {
	Start, End complaint.Day // the days that are observed whole, both included
	Least      int64         // complaints of a window in the 90 days before its day
}
