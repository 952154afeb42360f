package analytics

import "redress/ingest/complaint"

// Endings say how the complaints of a source end, as far as it publishes them.
type Endings struct {
	Open int64 // complaints that nobody has closed
	// From is the day of closing from which on ends are recorded, but for one in a
	// hundred; unknown where no day of closing is.
	From   complaint.Day
	Within int // days from opening in which 99 of 100 of the closed ones ended
}

// onlyEnded reports whether the source publishes only complaints that have ended.
// What it has of a period is then what ended while it published: of old periods only
// what took long, of recent ones only what was quick.
func (e Endings) onlyEnded() bool { return e.Open == 0 }
