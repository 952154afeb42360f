package analytics

// A StratumPart is one of the values that complaints of the same kind share.
type StratumPart string

// The parts of a stratum. Their order is that in which small strata keep them:
// the quarter is given up first, the issue last.
const (
	PartIssue    StratumPart = "issue"
	PartCategory StratumPart = "category"
	PartRegion   StratumPart = "region"
	PartChannel  StratumPart = "channel"
	PartQuarter  StratumPart = "quarter"
)

// StratumParts lists the parts, the last to be given up first.
var StratumParts = []StratumPart{PartIssue, PartCategory, PartRegion, PartChannel, PartQuarter}

// A Stratum is a kind of complaint: those with the same values. An empty value is
// unknown, or not looked at; Level says how many of the parts are.
type Stratum struct {
	Level                                     int
	Issue, Category, Region, Channel, Quarter string
}

// A StratumTally counts an entity's judged complaints of one stratum.
type StratumTally struct {
	Key string // of the entity
	Stratum
	Resolved, Rated int64 // rated = resolved + unresolved
}
