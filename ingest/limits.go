package ingest

// Limits are what a load may do and still be published without anybody looking
// at it. Shares go from 0 to 1; a share above its limit holds the load back. A
// negative number is no limit, and 0 allows none at all.
type Limits struct {
	// Rejects: rejected rows ÷ rows read.
	Rejects float64
	// Shrink: complaints the source would lose ÷ complaints it has.
	Shrink float64
	// Future: rows rejected as future_date ÷ rows read.
	Future float64
	// Vanished: complaints of platforms that the load suddenly lacks ÷ complaints
	// of the source, both of the year before the load's newest opening day.
	Vanished float64
	// Moved: complaints that the load replaces by some of another opening day and
	// another platform ÷ complaints it replaces, five or more of them. Numbers
	// that begin again at one do that.
	Moved float64
	// Duplicates, of one file: accepted rows that a later row of the same identity
	// replaces ÷ accepted rows, five or more of them.
	Duplicates float64
	// Columns: complaints of which a field is known that the load has no column of
	// any more ÷ complaints of the newest load before and those the load speaks of.
	Columns float64
	// Unmapped, by field: rows whose value no table maps ÷ rows read. A field
	// not listed has no limit. Absent values do not count: a blank cell is
	// common and no news; who wants to limit them too names "field (absent)".
	Unmapped map[string]float64
}

// A ReplaceKind says what a load says by what it does not hold. The empty kind
// is Upsert.
type ReplaceKind string

// The kinds.
const (
	// Upsert: a complaint the load lacks stays as it is.
	Upsert ReplaceKind = "upsert"
	// Snapshot: the load is the whole source; what it lacks is gone.
	Snapshot ReplaceKind = "snapshot"
	// Slice: the load is all of every day, month or year it has rows of; what it
	// lacks of such a slice is gone.
	Slice ReplaceKind = "slice"
)

// A Replace says what the absence of a complaint from a load means. Slice and
// By are set for slices only.
type Replace struct {
	Kind  ReplaceKind
	Slice string // the day that tells slices apart: opened_on or closed_on
	By    string // day, month or year
}

// The gates a load passes before it is published.
const (
	GateRejects  = "rejects"
	GateShrink   = "shrink"
	GateUnmapped = "unmapped"
	GateFuture   = "future"
	GateVanished = "vanished"
	// GateMoved and GateDuplicates notice numbers that do not tell complaints
	// apart.
	GateMoved      = "moved"
	GateDuplicates = "duplicates"
	// GateColumns notices a column that is gone.
	GateColumns = "columns"
)

// A Breach is the evidence of one limit a load is over.
type Breach struct {
	Gate string `json:"gate"` // rejects, shrink, unmapped, future, vanished, moved, duplicates, columns
	// Subject is the field, the headers of columns, or the platform's name. A vanished platform has a
	// line of its own under the line without subject, which is their sum and
	// what the limit is for.
	Subject  string  `json:"subject,omitempty"`
	Measured float64 `json:"measured"` // a share, 0 to 1
	Allowed  float64 `json:"allowed"`
	Rows     int64   `json:"rows"` // rows or complaints that Measured counts
}

// A Progress says how far a running load has come.
type Progress struct {
	Rows int64 // read so far, over all files
	// The file being read, and how many of its bytes (as given) have been; of
	// BytesTotal 0 is unknown.
	File                  string
	BytesDone, BytesTotal int64
}
