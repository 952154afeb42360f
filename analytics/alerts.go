package analytics

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// An AlertIndicator is what is watched.
type AlertIndicator string

// The indicators.
const (
	AlertComplaints AlertIndicator = "complaints"          // complaints opened in a month
	AlertResolved   AlertIndicator = "resolved_within_age" // of them, the share resolved within AlertAge days
)

// AlertIndicators lists the indicators.
var AlertIndicators = []AlertIndicator{AlertComplaints, AlertResolved}

// An AlertScope is whose figure changed.
type AlertScope string

// The scopes, the widest first.
const (
	AlertSource        AlertScope = "source"         // all complaints together
	AlertIssue         AlertScope = "issue"          // one issue type at everybody, beside the other issues
	AlertPlatform      AlertScope = "platform"       // one platform, beside the others
	AlertSeller        AlertScope = "seller"         // one seller wherever it sells, beside the others
	AlertPlatformIssue AlertScope = "platform_issue" // one issue at one platform, beside the same issue at the others
)

// AlertScopes lists the scopes.
var AlertScopes = []AlertScope{AlertSource, AlertIssue, AlertPlatform, AlertPlatformIssue, AlertSeller}

// An AlertWindow is what was set beside what.
type AlertWindow string

// The windows.
const (
	AlertMonth    AlertWindow = "month"     // the month beside the twelve before it
	AlertHalfYear AlertWindow = "half_year" // six months beside the same six a year before: lasting changes
	AlertYear     AlertWindow = "year"      // twelve months beside the twelve before them: slow changes
)

// AlertWindows lists the windows.
var AlertWindows = []AlertWindow{AlertMonth, AlertHalfYear, AlertYear}

// An AlertVerdict says what became of a change.
type AlertVerdict string

// The verdicts.
const (
	AlertHeld   AlertVerdict = "held"    // the three months after still differ by half as much at least
	AlertFaded  AlertVerdict = "faded"   // they do not, or it cannot be told
	AlertNotYet AlertVerdict = "not_yet" // they are not known yet
)

// AlertVerdicts lists the verdicts.
var AlertVerdicts = []AlertVerdict{AlertHeld, AlertFaded, AlertNotYet}

const (
	// AlertAge is the age in days at which the share of resolved complaints is watched:
	// young enough to be known a month later, old enough for most answers.
	AlertAge = DefaultAge
	// AlertFalsePercent is the budget: of the changes listed for a month so many in a
	// hundred are expected to be false, and a month without any change lists one in so
	// many of a hundred cases.
	AlertFalsePercent = 5
	// AlertPoints is the least change of a share, in percentage points: smaller ones do
	// not change what a consumer can expect.
	AlertPoints = 10
	// AlertTimes is the least change of a number of complaints, as a ratio either way:
	// smaller ones are what promotions and holidays do.
	AlertTimes = 1.5
	// AlertComplaintsMore is the least change of a number of complaints: fewer are the
	// work of a few people.
	AlertComplaintsMore = 10
)

// MaxAlertUnits bounds the platforms that are watched, and the sellers: the largest.
const MaxAlertUnits = 5000

// AlertOthersChanged says that all the others changed by as much as an alert takes,
// or the source as a whole has one: that can be a change of how complaints are
// recorded.
const AlertOthersChanged Note = "others_changed"

const (
	// WarnNoHistory warns that no month has a year of complaints before it.
	WarnNoHistory = "no_history"
	// WarnOnlyEnded warns that the publisher lists complaints only once they have ended,
	// and that too few months are known to be complete: any other month looks higher or
	// lower for that alone.
	WarnOnlyEnded = "only_ended"
	// WarnNotDated warns that the publisher does not say when complaints were closed:
	// only their number is watched.
	WarnNotDated = "not_dated"
	// WarnSourceChanged warns that the source as a whole changed in a listed month.
	WarnSourceChanged = "source_changed"
	// WarnLargestOnly warns that only the MaxAlertUnits largest are watched.
	WarnLargestOnly = "largest_only"
)

// An Alert is one episode of one unit: a run of months, with gaps of two at most,
// in which an indicator had changed in one direction.
type Alert struct {
	Indicator AlertIndicator
	Scope     AlertScope
	Platform  Named  // zero without one
	Seller    Named  // zero without one
	Issue     string // code; empty without one
	// Issues are those in which the platform's own alert shows too; they have no
	// alert of their own.
	Issues []string

	First, Last, Peak complaint.Day // first days of months: of opening
	Ongoing           bool          // Last is the latest month that is known
	Direction         stat.Verdict  // Rose or Fell
	Window            AlertWindow   // that gave the alarm in First

	// Usual and Now are the figure before and in First: complaints a month, or a share.
	// Change is Now ÷ Usual of complaints, Now − Usual of shares, with its 95 %
	// interval; Others is the same of everybody else, nil for the whole source.
	// PeakChange is the change in the month Peak.
	Usual, Now        float64
	Change, Low, High float64
	Others            *float64
	PeakChange        float64
	Adjusted          float64 // p-value of First, adjusted for how many were looked at
	Looked            int     // how many those were

	Verdict AlertVerdict
	Later   *float64 // the change of the three months after First; nil until known
	Notes   []Note
}

// ID names the episode of a source for ever: who, what, in which direction, and the
// month it began with.
func (a Alert) ID(source string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q %q %q %s", source, a.Indicator, a.Scope, a.Platform.Key, a.Seller.Key, a.Issue, a.Direction, a.First))
	return hex.EncodeToString(sum[:8])
}

// An AlertFamily is one month's look at an indicator: what shares a budget.
type AlertFamily struct {
	Start     complaint.Day
	Indicator AlertIndicator
	Looked    int // units with enough complaints
	TooFew    int // units without
	Changed   int // units that had changed, before they are gathered into alerts
}

// Alerts are the changes that survive the control of false alarms, and how those
// of the past fared.
type Alerts struct {
	View
	Current []Alert       // that hold in the latest month known of their indicator
	Log     []Alert       // all, newest first, Current among them
	Months  []AlertFamily // newest first, the complaints' before the shares'
	// Held counts the alerts that held among those whose later months are known.
	Held Rate
	Cut  complaint.Day // up to which the source knows what happened
}

// Alerts are the changes of a source's platforms, of issues, of issues at platforms
// and of sellers, month by month. Filters by platform, seller or issue and the dates
// choose what is listed, not what is looked at: the budget is that of all units
// together.
func (s *Service) Alerts(ctx context.Context, q Query) (Alerts, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return Alerts{}, err
	}
	return s.alerts(ctx, v, selection)
}

func (s *Service) alerts(ctx context.Context, v View, selection Selection) (Alerts, error) {
	whole := selection
	whole.Filters = map[Dimension]Filter{}
	for d, f := range selection.Filters {
		if !listing(d) {
			whole.Filters[d] = f
		}
	}
	whole.From, whole.To = complaint.Day{}, complaint.Day{}
	question := fmt.Sprintf("alerts %d %v %s", v.Release.Number, v.OutcomeFiltered, whole)
	all, err := remembered(ctx, s.leagues, question, func(a replay) int { return len(a.alerts) + len(a.months) },
		func(ctx context.Context) (replay, error) { return s.replay(ctx, v, whole) })
	if err != nil {
		return Alerts{}, err
	}
	return all.listed(v, selection), nil
}

// listing reports whether a filter only chooses what is listed.
func listing(d Dimension) bool { return d == DimPlatform || d == DimSeller || d == DimIssue }

// listed are the alerts of a replay that a selection asks for.
func (r replay) listed(v View, selection Selection) Alerts {
	a := Alerts{View: v, Cut: r.cut}
	a.Warnings = slices.Concat(v.Warnings, r.warnings)
	if v.noneOpen() {
		a.Warnings = append(a.Warnings, WarnNoneOpen)
	}
	within := func(first, last complaint.Day) bool {
		return (!selection.From.Known() || selection.From.Before(next(ByMonth, last))) && (!selection.To.Known() || first.Before(selection.To))
	}
	changed := false
	for _, alert := range r.alerts {
		if !within(alert.First, alert.Last) || !chosen(selection.Filters[DimPlatform], alert.Platform.Key) ||
			!chosen(selection.Filters[DimSeller], alert.Seller.Key) || !chosen(selection.Filters[DimIssue], alert.Issue, alert.Issues...) {
			continue
		}
		a.Log = append(a.Log, alert)
		changed = changed || alert.Scope == AlertSource || len(alert.Notes) > 0
		if alert.Ongoing {
			a.Current = append(a.Current, alert)
		}
		if alert.Verdict != AlertNotYet {
			a.Held.Denominator++
		}
		if alert.Verdict == AlertHeld {
			a.Held.Numerator++
		}
	}
	for _, month := range r.months {
		if within(month.Start, month.Start) {
			a.Months = append(a.Months, month)
		}
	}
	if changed {
		a.Warnings = append(a.Warnings, WarnSourceChanged)
	}
	a.Held = v.shareOf(a.Held.Numerator, a.Held.Denominator)
	return a
}

// changes are the alerts of a view on a page that is about something else. Where
// filters are set that leave complaints out there are none, nor where no month could
// be looked at: every filter would be a look of its own that nobody asked for.
func (s *Service) changes(ctx context.Context, v View, selection Selection) (found *Alerts, err error) {
	for d := range selection.Filters {
		if !listing(d) {
			return found, nil
		}
	}
	alerts, err := s.alerts(ctx, v, selection)
	if err == nil && len(alerts.Months) > 0 {
		found = &alerts
	}
	return found, err
}

// shareOf is a share of alerts, withheld of fewer than the floor for rates.
func (v View) shareOf(numerator, denominator int64) Rate {
	r := Rate{Numerator: numerator, Denominator: denominator}
	if denominator < max(1, v.Floors.Rate) {
		r.Withheld = TooFewForRate
		return r
	}
	r.Value = fraction(numerator, denominator)
	if low, high, ok := stat.Wilson(numerator, denominator, stat.Z95); ok {
		r.Low, r.High = &low, &high
	}
	return r
}

// chosen reports whether a filter lists something with the value or one of the
// others; without a filter everything is.
func chosen(f Filter, value string, others ...string) bool {
	if len(f.Values) == 0 {
		return true
	}
	in := slices.ContainsFunc(append(others, value), func(v string) bool { return v != "" && slices.Contains(f.Values, v) })
	return in != f.Not
}
