package analytics

import (
	"time"

	"redress/ingest/complaint"
)

// A Release is one immutable, numbered state of every table.
type Release struct {
	Number      uint32
	PublishedAt time.Time
}

// A Source is one publisher whose complaints a release holds.
type Source struct {
	Code         string
	Title        map[string]string // by language: en, zh
	Country      string
	URL          string
	Licence      string
	Zone         string
	OutcomeBasis complaint.OutcomeBasis
	Fields       []string // fields the publisher fills; others were never asked
	Complaints   int64
	FirstOpened  complaint.Day
	LastOpened   complaint.Day
	LoadedAt     time.Time // when its newest load was published
}

// Asked reports whether the publisher fills the field at all.
func (s Source) Asked(field string) bool {
	for _, f := range s.Fields {
		if f == field {
			return true
		}
	}
	return false
}

// A Tally is what a Store counts about a set of complaints.
//
// Complaints = Open + Resolved + Unresolved + Unrated + Withdrawn + Invalid +
// Referred + Unknown.
type Tally struct {
	Complaints int64
	Open       int64
	Resolved   int64
	Unresolved int64
	Unrated    int64 // closed, and nobody judged it
	Withdrawn  int64
	Invalid    int64
	Referred   int64
	Unknown    int64 // closed, outcome not said

	Responded   int64 // with a day of response
	TimelyYes   int64
	TimelyNo    int64
	RatingN     int64
	RatingSum   int64
	DaysToClose Quantiles // over closed complaints with a day of closing
	DaysToReply Quantiles // over complaints with a day of response
}

// Quantiles are exact sample quantiles of whole days, linearly interpolated
// (Hyndman and Fan type 7). With N = 0 the others mean nothing.
type Quantiles struct {
	N           int64
	Median, P90 float64
}

// Closed counts the complaints nobody handles any more.
func (t Tally) Closed() int64 { return t.Complaints - t.Open }

// Rated counts the complaints somebody judged: resolved + unresolved.
func (t Tally) Rated() int64 { return t.Resolved + t.Unresolved }

// Provisional reports whether more than ProvisionalPercent of the complaints
// are open.
func (t Tally) Provisional() bool { return t.Open*100 > t.Complaints*ProvisionalPercent }

// A Rate is a share with its counts. Value, Low and High are absent when
// Withheld says why.
type Rate struct {
	Numerator   int64
	Denominator int64
	Value       *float64
	Low, High   *float64 // 95 % Wilson interval
	Withheld    Note
}

// A Note is the code of a reason or caveat about a row: it goes into the
// files' note column and, translated, onto pages.
type Note string

// The notes.
const (
	// TooFewToRank: a rate is shown, a rank is not.
	TooFewToRank Note = "too_few_to_rank"
	// TooFewForRate: not even a rate is shown.
	TooFewForRate Note = "too_few_for_rate"
	// NothingToRate: no complaint has been judged (or none exists).
	NothingToRate Note = "nothing_to_rate"
	// NoKey: the complaints whose publisher does not say the key (no region).
	NoKey Note = "key_unknown"
	// OutcomeFiltered: the view picks complaints by how they ended, so a rate of
	// them would only repeat the choice.
	OutcomeFiltered Note = "outcome_filtered"
	// Provisional: so many complaints are open that the rate will still move.
	Provisional Note = "provisional"
)

// WarnOutcomeFiltered warns that a view picks complaints by how they ended.
const WarnOutcomeFiltered = "outcome_filtered"

// ProvisionalPercent is the share of open complaints, in percent of all, above
// which figures are provisional. Open complaints are no part of the resolution
// rate: while many are open, it describes only those that ended quickly.
const ProvisionalPercent = 10

// A Measures is a Tally with everything that can be divided out of it.
type Measures struct {
	Tally
	ResolutionRate Rate // definition rated
	LenientRate    Rate
	StrictRate     Rate

	// The following are absent where the publisher never asks or nothing was
	// counted.
	Responded         *int64   // complaints with a response
	ResponseRate      *float64 // responded ÷ complaints
	TimelyRate        *float64 // timely yes ÷ (yes + no)
	MedianDaysToReply *float64
	MedianDaysToClose *float64
	P90DaysToClose    *float64
	MeanRating        *float64 // 1 to 5
	UnratedShare      *float64 // unrated ÷ (rated + unrated)
	ShareOfAll        *float64 // complaints ÷ complaints of the view
}

// Rate gives the rate of a definition.
func (m Measures) Rate(d Definition) Rate {
	switch d {
	case Lenient:
		return m.LenientRate
	case Strict:
		return m.StrictRate
	default:
		return m.ResolutionRate
	}
}

// A Standing is one row of a league table.
type Standing struct {
	// Rank is the competition rank (1, 2, 2, 4) by expected rank, definition rated; 0
	// where not Eligible. It is never shown without the interval of Position.
	Rank int
	Key  string // scheme:value for platforms and sellers, the code for issues and regions; "" where unknown
	Name string // to show; equals Key where the entity has no name of its own
	Slug string // in addresses
	Measures
	Eligible bool
	Notes    []Note

	// The following are absent where the rate is withheld.
	Bounds     *Bounds  // of the rate, whatever the unrated came to
	ShrunkRate *float64 // the rate drawn towards the others', the more the fewer complaints it rests on
	CaseMix    *CaseMix // nil also without a key
	// SecondOpinion is nil where not Eligible, and where too little is known for it.
	SecondOpinion *SecondOpinion
	Position      *Position // nil where not Eligible
	Funnel        FunnelPosition
	Trend         *RowTrend // nil also where the row has too few months, and in tables that show none
	StandsOut     bool      // outside the funnel, allowing for how many rows there are: 5 % of such are false

	PerSize *PerSize // of platforms; nil where SizeContext says why, or the platform's size is not known
}

// A League is the rows of a league table, ranked first, with what is known of them
// together.
type League struct {
	Rows   []Standing
	Spread Spread
	Funnel Funnel
	Size   SizeContext // of tables of platforms
	Trends RowTrends   // of the table's rows, where it shows them
}

// A View is what every answer says about itself.
type View struct {
	Release         Release
	Source          Source
	SourceByDefault bool // nobody asked for this source
	SourceBySubject bool // nor is it the default one, which does not know the subject of the view
	Sources         []Source
	Query           Query // with defaults filled in
	Floors          Floors
	Total           Measures // of the complaints in the view
	All             int64    // complaints of the source without any filter
	MethodVersion   string
	Warnings        []string // codes of caveats about the whole view
	// OutcomeFiltered: a filter picks complaints by how they ended; there are no
	// rates then.
	OutcomeFiltered bool
}

// A Ranking is a league table of one entity.
type Ranking struct {
	View
	Entity Entity
	League
	Ranked   int // rows with a rank
	Unranked int
	Shown    int // rows after Limit; Ranked + Unranked say how many there are
}

// A Point is one period of a trend.
type Point struct {
	Period      string        // 2018-03, 2018-Q1, 2018, 2018-W09, 2018-03-01
	Start, End  complaint.Day // both included
	Partial     bool          // the view or the data do not cover it whole
	Provisional bool          // more than ProvisionalPercent of its complaints are open
	Measures
	AtAge  *AtAge       // nil where the publisher does not say when complaints were closed
	Course *PointCourse // what tests say of it
	// Entries of the registers began in it, as far as is known; none where nobody asked for them.
	Entries []Event
}

// A Trend is the complaints of a view by period of opening, every period
// between the first and the last present.
type Trend struct {
	View
	Points []Point
	Cut    complaint.Day // up to which the source knows what happened; unknown where no point has an AtAge
	Course Course
}

// An Alias is one wording under which a business appears.
type Alias struct {
	Name       string
	Kind       complaint.NameKind
	Complaints int64
}

// A Comparison sets a business beside all the others in the same view.
type Comparison struct {
	Standing
	Peers Measures // the same issue at everybody else
}

// A Profile is everything about one platform, seller or issue.
type Profile struct {
	View
	Entity  Entity
	Subject Standing
	Trend   []Point
	Course  Course       // of Trend
	Issues  []Comparison // for platforms and sellers
	Parts   []Standing   // a platform's sellers, an issue's sub-issues
	Ranking []Standing   // an issue's platforms
	Times   Times        // of a platform, against everybody else
	Aliases []Alias      // most complaints first, MaxAliases at most
	// MoreAliases: there are others that are not in Aliases.
	MoreAliases bool
	Changes     *Alerts // of platforms; nil where nothing was looked at
	Ladder      *Climb  // of platforms, where the publisher records stages and a complaint has one
	// Person: the subject is a natural person, of whom there is nothing but Subject.
	Person  bool
	Sellers *PlatformSellers // of platforms, where the publisher names sellers
	Actions *Actions         // of platforms and sellers, where the publisher records actions
}

// An Overview is the first page.
type Overview struct {
	View
	Trend     []Point
	Course    Course // of Trend
	Issues    []Standing
	Platforms []Standing // ranked ones, best first
	Changes   *Alerts    // nil where nothing was looked at
}

// A LoadState says how a load stands or ended.
type LoadState string

// The states of a load.
const (
	LoadRunning     LoadState = "running" // or killed: the next load finds out
	LoadPublished   LoadState = "published"
	LoadUnchanged   LoadState = "unchanged" // it said nothing new
	LoadHeld        LoadState = "held"      // over a limit; waits until somebody releases or discards it
	LoadRefused     LoadState = "refused"   // read whole, not published on purpose
	LoadFailed      LoadState = "failed"
	LoadInterrupted LoadState = "interrupted"
)

// A Load is one reading of a source, with its books. Read = Accepted +
// Duplicate + Σ Rejected and Accepted = New + Replaced + Unchanged.
type Load struct {
	ID         uint32
	Source     string
	State      LoadState
	Problem    string // why it was not published
	Release    uint32 // that holds the load; the one served at the time when it was not published
	StartedAt  time.Time
	FinishedAt time.Time // zero while it runs
	UpdatedAt  time.Time // when it was last heard of
	Slot       time.Time // of the timetable, that it was due at; zero where somebody asked for it
	Holder     string    // who runs it
	Progress   LoadProgress
	// Breaches are the limits it was over: of a held load why it waits, of a
	// published one what somebody has looked at and let pass.
	Breaches  []Breach
	Read      int64
	Accepted  int64
	Duplicate int64
	New       int64
	Replaced  int64
	Unchanged int64
	Outdated  int64 // complaints of which something newer was known already
	Removed   int64
	Rejected  map[string]int64            // by reason
	Unmapped  map[string]map[string]int64 // by field, after redaction
	Files     []LoadedFile
}

// Published reports whether a release holds what the load said.
func (l Load) Published() bool { return l.State == LoadPublished || l.State == LoadUnchanged }

// SilentAfter is how long a running load may be silent: it renews its row every
// ten seconds at least.
const SilentAfter = 30 * time.Second

// Silent reports whether the load says that it runs and has not been heard of
// for SilentAfter: it was probably killed, and the next load finds out.
func (l Load) Silent(now time.Time) bool {
	return l.State == LoadRunning && now.Sub(l.UpdatedAt) > SilentAfter
}

// A LoadProgress is how far a load has come, and, when it has ended, came.
type LoadProgress struct {
	Rows int64 // read, over all files
	// The file being read and how many of its bytes, as given, have been; of
	// BytesTotal 0 is unknown.
	File                  string
	BytesDone, BytesTotal int64
}

// A Breach is the evidence of one limit a load is over. A line with the name of a
// platform that vanished belongs to the line without subject before it, their
// sum and what the limit is for.
type Breach struct {
	Gate              string  // rejects, shrink, unmapped, future, vanished, moved, duplicates, columns
	Subject           string  // field, platform or empty
	Measured, Allowed float64 // shares, 0 to 1
	Rows              int64   // rows or complaints that Measured counts
}

// A LoadedFile is one file of a load, with its books.
type LoadedFile struct {
	Path, SHA256                                                           string
	Read, Accepted, Duplicate, New, Replaced, Unchanged, Outdated, Removed int64
	Rejected                                                               map[string]int64
	// LostCharacters were not in the file's encoding; nil: not known, as of files
	// from before they were counted.
	LostCharacters *int64
	// UnreadSheets are the visible sheets of a workbook that were not read.
	UnreadSheets []string
	// LeftOut are the members of the file's archive that were not read, because they
	// are no tables or nobody asks for them; empty also where nobody noted it, as
	// of files from before.
	LeftOut []string
}

// A Holdings is the /data page: where the complaints come from.
type Holdings struct {
	Release  Release
	Sources  []Source
	Loads    []Load    // newest first
	Releases []Release // newest first
	// There are older ones that a limit left out.
	MoreLoads, MoreReleases bool
}

// A FacetValue is one option of a filter.
type FacetValue struct {
	Value      string // as in the address: slug or code
	Name       string
	Complaints int64 // in the view without this dimension's own filter
}
