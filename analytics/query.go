// Package analytics asks the questions of Redress and computes its answers:
// who resolves complaints, how many, and how sure that is. It knows no SQL and
// no HTML; a Store counts, this package divides.
//
// Its one rule: a figure that cannot be given is absent and says why. There is
// no zero for "nobody was asked", no rate of too few, and no NaN.
package analytics

import (
	"errors"

	"redress/ingest/complaint"
)

// ErrInvalid marks a question that cannot be asked: the caller's fault, with a
// message that is safe to show.
var ErrInvalid = errors.New("invalid query")

// ErrNotFound marks an entity that the release does not know.
var ErrNotFound = errors.New("not found")

// ErrNoRelease marks a database in which nothing has been published yet.
var ErrNoRelease = errors.New("no release published yet")

// An Entity is what a league table ranks.
type Entity string

// The entities.
const (
	Platform Entity = "platform"
	Seller   Entity = "seller"
	Issue    Entity = "issue"
	Region   Entity = "region"
	Subissue Entity = "subissue"
)

// A Definition says which resolution rate a page plots and sorts by. Files
// carry all three.
type Definition string

// The definitions.
const (
	Rated   Definition = "rated"   // resolved ÷ (resolved + unresolved)
	Lenient Definition = "lenient" // (resolved + unrated) ÷ (resolved + unresolved + unrated)
	Strict  Definition = "strict"  // resolved ÷ complaints
)

// Definitions lists the definitions, the default first.
var Definitions = []Definition{Rated, Lenient, Strict}

// A Grain is the length of a trend's periods.
type Grain string

// The grains.
const (
	ByDay     Grain = "day"
	ByWeek    Grain = "week" // ISO weeks, from Monday
	ByMonth   Grain = "month"
	ByQuarter Grain = "quarter"
	ByYear    Grain = "year"
)

// Grains lists the grains, the default first.
var Grains = []Grain{ByMonth, ByQuarter, ByYear, ByWeek, ByDay}

// A Dimension is a field complaints can be filtered by.
type Dimension string

// The dimensions. Their names are the URL parameters.
const (
	DimPlatform    Dimension = "platform"
	DimSeller      Dimension = "seller"
	DimIssue       Dimension = "issue"
	DimSubissue    Dimension = "subissue"
	DimCategory    Dimension = "category"
	DimRegion      Dimension = "region"
	DimChannel     Dimension = "channel"
	DimAssociation Dimension = "association"
	DimRemedy      Dimension = "remedy"
	DimEvidence    Dimension = "evidence"
	DimStage       Dimension = "stage"
	DimOutcome     Dimension = "outcome"
)

// Dimensions lists the dimensions in the order pages show them.
var Dimensions = []Dimension{DimPlatform, DimSeller, DimIssue, DimSubissue, DimCategory, DimRegion, DimChannel,
	DimAssociation, DimRemedy, DimEvidence, DimStage, DimOutcome}

// A Filter keeps the complaints that have one of the values, or with Not those
// that have none of them. Platforms and sellers are named by slug.
type Filter struct {
	Values []string
	Not    bool
}

// A Query is one view: which complaints count, and how they are shown. The
// zero Query is every complaint of the default source.
type Query struct {
	Source string // publisher code; empty asks for the default source
	// From and To bound opened_on, half-open: [From, To). Unknown means open-ended.
	From, To complaint.Day
	Filters  map[Dimension]Filter
	By       Grain      // of trends; empty means ByMonth
	Age      int        // of trends, one of Ages; 0 means DefaultAge
	Compare  Compare    // of trends: with which period each is compared; empty: with none
	Def      Definition // empty means Rated
	Sort     Sort
	Limit    int // rows to show; 0 means all
}

// A Selection is the complaints a Store counts: a Query with its source
// settled and its slugs turned into keys.
type Selection struct {
	Source   string
	From, To complaint.Day // half-open, unknown means open-ended
	Filters  map[Dimension]Filter
}

// A Sort is the order of a table: a column and a direction. The zero Sort is
// rank order, which has one direction only.
type Sort struct {
	Column     SortColumn
	Descending bool
}

// A SortColumn is a column a league table can be sorted by.
type SortColumn string

// The sort columns; SortRank is the order of the league table.
const (
	SortRank       SortColumn = ""
	SortName       SortColumn = "name"
	SortComplaints SortColumn = "complaints"
	SortRated      SortColumn = "rated"
	SortResolved   SortColumn = "resolved"
	SortRate       SortColumn = "rate" // of the query's definition
	SortUnrated    SortColumn = "unrated"
	SortDays       SortColumn = "days" // median days to close
)

// SortColumns lists the columns that can be named.
var SortColumns = []SortColumn{SortName, SortComplaints, SortRated, SortResolved, SortRate, SortUnrated, SortDays}
