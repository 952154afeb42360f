package analytics

// Floors are the counts below which a rank or a rate would mislead. They are
// configuration, and every page and file states them.
type Floors struct {
	RankClosed int64 // closed complaints needed for a rank
	RankRated  int64 // rated complaints needed for a rank
	Rate       int64 // rated complaints needed for any rate
}

// DefaultFloors are 30 closed and 30 rated to be ranked and 10 rated to have a
// rate, the practice of the UK Financial Ombudsman for publishing a firm.
var DefaultFloors = Floors{RankClosed: 30, RankRated: 30, Rate: 10}
