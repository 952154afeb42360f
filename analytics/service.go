package analytics

import (
	"context"

	"redress/ingest/complaint"
)

// A Store counts complaints in a release. It never divides, ranks or hides.
// warehouse implements it on ClickHouse.
type Store interface {
	// Current is the newest published release; ErrNoRelease when there is none.
	Current(ctx context.Context) (Release, error)
	// Sources lists the release's sources, most complaints first.
	Sources(ctx context.Context, r Release) ([]Source, error)
	// Total counts the selection.
	Total(ctx context.Context, r Release, s Selection) (Tally, error)
	// Tallies counts the selection by entity: one row per key with at least one
	// complaint, most complaints first. Key "" holds the complaints without one;
	// sellers and sub-issues have no such row.
	Tallies(ctx context.Context, r Release, e Entity, s Selection) ([]EntityTally, error)
	// Strata counts the judged complaints of the selection by entity and kind. Kinds
	// are told apart by the given parts and merged until each has at least least
	// judged complaints, those of all entities together.
	Strata(ctx context.Context, r Release, e Entity, s Selection, by []StratumPart, least int64) ([]StratumTally, error)
	// Periods counts the selection by period of opening; empty periods are absent.
	Periods(ctx context.Context, r Release, g Grain, s Selection) ([]PeriodTally, error)
	// Cut is the last day on which anything is recorded of a complaint of the source;
	// unknown without complaints.
	Cut(ctx context.Context, r Release, source string) (complaint.Day, error)
	// Endings says how the source's complaints end and since when that is recorded;
	// filters do not move it.
	Endings(ctx context.Context, r Release, source string) (Endings, error)
	// Ages counts the selection by period of opening: the complaints that had age days
	// before the cut, and those of them resolved within them.
	Ages(ctx context.Context, r Release, g Grain, s Selection, age int, cut complaint.Day) ([]AgeTally, error)
	// Series counts the selection by entity, issue (where byIssue) and period of
	// opening, ordered by them; periods without a complaint are absent, and so are
	// entities with fewer than least complaints. Entity "" is all of them together.
	// The cut is as of Ages.
	Series(ctx context.Context, r Release, e Entity, g Grain, s Selection, o SeriesOptions) ([]SeriesTally, error)
	// Durations counts the selection by entity, issue, ending and whole days since
	// opening, ordered by them: every complaint once. Entity "" is all of them together.
	Durations(ctx context.Context, r Release, e Entity, s Selection, o DurationOptions) ([]DurationTally, error)
	// Stages counts the stays of the selection's complaints in the stages of their
	// ladders, by a dimension (platform, issue, association; "" for all together).
	// Complaints without a stage are absent.
	Stages(ctx context.Context, r Release, d Dimension, s Selection, o StageOptions) ([]StageTally, error)
	// StageAmounts sums what the selection's complaints with a ladder recovered, by the
	// stage in which they were resolved and currency; complaints of which nobody says
	// what they recovered are absent.
	StageAmounts(ctx context.Context, r Release, s Selection) ([]StageAmount, error)
	// EvidenceSets counts the selection by the exact set of evidence, most complaints
	// first; sets without a complaint are absent.
	EvidenceSets(ctx context.Context, r Release, s Selection) ([]EvidenceSetCount, error)
	// EvidenceStrata counts the judged complaints of the selection by issue, platform and
	// band of the amount claimed, with and without each of the sets; platforms with
	// fewer than least judged complaints are taken together.
	EvidenceStrata(ctx context.Context, r Release, s Selection, sets []EvidenceSet, least int64) ([]EvidenceStratum, error)
	// EvidenceDays counts the selection by days from opening to closing, or to the cut,
	// with and without each of the sets; complaints opened after the cut are absent.
	EvidenceDays(ctx context.Context, r Release, s Selection, sets []EvidenceSet, cut complaint.Day) ([]EvidenceDay, error)
	// Exposures lists what the register says of the size of the source's platforms.
	Exposures(ctx context.Context, r Release, source string) ([]Exposure, error)
	// Exposed counts the complaints of the selection opened on the days given for their
	// platform, by platform; the days of one platform must not overlap, and platforms
	// without a complaint are absent.
	Exposed(ctx context.Context, r Release, s Selection, days []PlatformDays) (map[string]int64, error)
	// Policies, Coverage and Campaigns list the entries of a register, the newest
	// MaxEvents of them: all policies, the reports about platforms the source has
	// complaints about, all campaigns. Nothing is counted.
	Policies(ctx context.Context, r Release) ([]Event, error)
	Coverage(ctx context.Context, r Release, source string) ([]Event, error)
	Campaigns(ctx context.Context, r Release) ([]Event, error)
	// SellerCounts counts the sellers that have just so many complaints on a platform,
	// and everywhere; no seller is told apart. Platforms without a complaint are absent.
	SellerCounts(ctx context.Context, r Release, s Selection) ([]SellerCount, error)
	// Actions lists what platforms did to sellers, once per platform, seller and action,
	// with the complaints of the selection around the first time; most complaints before
	// it first. Sellers that nothing was done to are absent.
	Actions(ctx context.Context, r Release, s Selection) ([]ActionTally, error)
	// ActionWindows sums the windows in which platforms did nothing, by the size of the
	// peak before; sizes without a window are absent.
	ActionWindows(ctx context.Context, r Release, s Selection, o ActionOptions) ([]ActionWindows, error)
	// ActionDelays counts the sellers of platforms by the days from the first complaint
	// to the first action, or to the cut: every seller of a platform once.
	ActionDelays(ctx context.Context, r Release, s Selection, cut complaint.Day) ([]ActionDelay, error)
	// Copies counts, by platform, the complaints that repeat the text of an earlier one,
	// texts of fewer than least letters aside; platforms without such a text are absent.
	Copies(ctx context.Context, r Release, s Selection, least int) ([]CopyTally, error)
	// Facet counts the selection by the values of a dimension, most complaints
	// first, at most limit of them. Platforms and sellers come as keys with
	// name and slug.
	Facet(ctx context.Context, r Release, d Dimension, s Selection, limit int) ([]FacetCount, error)
	// Lookup finds a platform or seller by the slug it has or had; ErrNotFound when
	// the release has none. The slug in the answer is the one it has.
	Lookup(ctx context.Context, r Release, e Entity, source, slug string) (Named, error)
	// Aliases lists the wordings under which a platform or seller appears, most
	// complaints first, at most limit of them.
	Aliases(ctx context.Context, r Release, e Entity, source, key string, limit int) ([]Alias, error)
	// Loads lists the loads, newest first, at most limit of them (0: all).
	Loads(ctx context.Context, limit int) ([]Load, error)
	// Releases lists the published releases, newest first, at most limit of them
	// (0: all).
	Releases(ctx context.Context, limit int) ([]Release, error)
}

// A Named is a business with its key, display name and slug.
type Named struct {
	Key, Name, Slug string
}

// An EntityTally is a Tally of one entity.
type EntityTally struct {
	Named
	Tally
}

// A PeriodTally is a Tally of the complaints opened in one period.
type PeriodTally struct {
	Start complaint.Day
	Tally
}

// A FacetCount counts the complaints with one value of a dimension.
type FacetCount struct {
	Named
	Complaints int64
}

// A Config is what a Service is told once.
type Config struct {
	Floors        Floors
	DefaultSource string // shown when no source is asked for; empty: the one with most complaints
}

// A Service answers questions. It is safe for concurrent use.
type Service struct {
	store   Store
	config  Config
	leagues memory
}

// leagueRows bounds the league tables a Service remembers: computing the ranks of
// one can take longer than counting it.
const leagueRows = 100_000

// New makes a Service on a Store.
func New(store Store, config Config) *Service {
	return &Service{store: store, config: config, leagues: newMemory(leagueRows)}
}

// Floors are the counts below which nothing is ranked or no rate is given.
func (s *Service) Floors() Floors { return s.config.Floors }

// DefaultSource is the configured code of the source that is shown when nobody
// asks for one; empty means the one with most complaints.
func (s *Service) DefaultSource() string { return s.config.DefaultSource }
