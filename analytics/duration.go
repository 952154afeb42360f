package analytics

import "redress/ingest/complaint"

// A Clock is what is timed from the day a complaint was opened.
type Clock string

// The clocks.
const (
	ToClose    Clock = "close"    // until nobody handles it any more, however it ended
	ToResponse Clock = "response" // until the business answered
)

// An Ending is how the time of a complaint ended.
type Ending string

// The endings. Time to close ends as resolved, unresolved, withdrawn or otherwise;
// time to response as responded.
const (
	EndedResolved   Ending = "resolved"
	EndedUnresolved Ending = "unresolved"
	EndedWithdrawn  Ending = "withdrawn"
	EndedOtherwise  Ending = "otherwise" // unrated, invalid, referred, or nobody says
	EndedResponded  Ending = "responded"
	// NotEnded: it had not ended when the complaint was last looked at, after so many
	// days. A complaint that was closed without a response goes on waiting for one.
	NotEnded Ending = "open"
	// EndedLater: it ended after more than LongestDuration days.
	EndedLater Ending = "later"
	// EndedUndated: closed on a day nobody says.
	EndedUndated Ending = "undated"
)

// LongestDuration is how many days complaints are followed; what lasts longer counts as
// open up to its last day. Beyond DailyUntil days durations are counted by week, each
// as the last day of its week. Both bound how many rows the durations of an entity
// can have.
const (
	LongestDuration = 5 * 365
	DailyUntil      = 365
)

// DurationOptions say how Store.Durations counts.
type DurationOptions struct {
	Clock Clock
	Cut   complaint.Day // up to which the source knows what happened
	// Least is how many complaints an entity needs to be told apart, Most how many
	// entities are at most, the largest.
	Least, Most int64
	// Apart are keys of entities that are told apart in any case.
	Apart []string
}

// A DurationTally counts the complaints of one entity and issue that ended in one way
// after so many whole days; the day of opening is day 0.
type DurationTally struct {
	Key        string // "" holds the entities that are not told apart, and complaints without one
	Issue      string
	Ended      Ending
	Days       int // 0 for EndedUndated
	Complaints int64
}

// Clocks lists the clocks.
var Clocks = []Clock{ToClose, ToResponse}

// Endings lists how the time of a clock can end, what consumers wait for first.
func (c Clock) Endings() []Ending {
	if c == ToResponse {
		return []Ending{EndedResponded}
	}
	return []Ending{EndedResolved, EndedUnresolved, EndedWithdrawn, EndedOtherwise}
}

// field is the day that the clock needs.
func (c Clock) field() string {
	if c == ToResponse {
		return "responded_on"
	}
	return "closed_on"
}
