package dashboard

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"redress/analytics"
)

// A dataPage is /data: where the complaints come from.
type dataPage struct {
	Running      *runningList // nil when no load runs
	Held         []loadRow
	Sources      []sourceRow
	Planned      []plannedRow // configured sources that no release holds yet
	Loads        []loadRow
	MoreLoads    string // that older loads are not on the page; empty when all are
	Releases     []releaseRow
	MoreReleases string // the same of releases
}

// A sourceRow is one publisher, formatted.
type sourceRow struct {
	Title, Code, Country, URL, Licence, Basis string
	Complaints, Covers, Loaded                string
	Silent                                    string // measures it never allows
	Note                                      string // what its readers must know
	Next                                      string // when it is loaded next; empty: not planned
	Overdue                                   bool
}

// A plannedRow is a source that is still to be loaded.
type plannedRow struct{ Name, Next string }

type releaseRow struct{ Number, At string }

// shownHoldings is how many loads, and how many releases, the page lists. The
// files hold all loads.
const shownHoldings = 100

// data answers /data. Its files hold one row per load.
func (s *Server) data(ctx context.Context, r request) (reply, error) {
	limit := 0
	if r.format == asPage {
		limit = shownHoldings
	}
	holdings, err := s.service.Holdings(ctx, limit)
	if err != nil {
		return reply{}, err
	}
	var planned []Planned
	if s.config.Updates != nil {
		planned = s.config.Updates().Sources
	}
	files, titles := fileNamer{r.locale, s.config.PrivateName}, s.sourceTitles(r.locale, holdings.Sources)
	page := newDataPage(r.locale, holdings, planned, s.config.Notes, titles, files)
	a := reply{
		view:  analytics.View{Release: holdings.Release, MethodVersion: analytics.MethodVersion},
		table: tabulate(loadColumns(), holdings.Loads),
		page:  func() any { return page },
	}
	running := newRunningList(r.locale, holdings.Loads, titles, files, r.address(asPage, r.parameters), s.config.Now())
	if len(running.Loads) > 0 {
		page.Running, a.scripts = running, []string{"live.js"}
	}
	return a, nil
}

func loadColumns() []column[analytics.Load] {
	instant := func(t time.Time) cell {
		if t.IsZero() {
			return cell{}
		}
		return textOf(t.UTC().Format(time.RFC3339))
	}
	count := func(name string, read func(analytics.Load) int64) column[analytics.Load] {
		return column[analytics.Load]{name, unitRows, func(l analytics.Load) cell { return countOf(read(l)) }}
	}
	return []column[analytics.Load]{
		{"load", unitNone, func(l analytics.Load) cell { return countOf(int64(l.ID)) }},
		{"source", unitNone, func(l analytics.Load) cell { return textOf(l.Source) }},
		{"started_at", unitInstant, func(l analytics.Load) cell { return instant(l.StartedAt) }},
		{"finished_at", unitInstant, func(l analytics.Load) cell { return instant(l.FinishedAt) }},
		{"slot", unitInstant, func(l analytics.Load) cell { return instant(l.Slot) }},
		{"state", unitNone, func(l analytics.Load) cell { return textOf(string(l.State)) }},
		{"published", unitNone, func(l analytics.Load) cell { return flagOf(l.Published()) }},
		{"release", unitNone, func(l analytics.Load) cell {
			if !l.Published() {
				return cell{}
			}
			return countOf(int64(l.Release))
		}},
		{"problem", unitNone, func(l analytics.Load) cell { return textOf(publicProblem(l)) }},
		{"breaches", unitNone, func(l analytics.Load) cell { return textOf(joinBreaches(l.Breaches)) }},
		count("read", func(l analytics.Load) int64 { return max(l.Read, l.Progress.Rows) }),
		count("accepted", func(l analytics.Load) int64 { return l.Accepted }),
		count("duplicate", func(l analytics.Load) int64 { return l.Duplicate }),
		count("rejected", func(l analytics.Load) int64 { return sum(l.Rejected) }),
		count("new", func(l analytics.Load) int64 { return l.New }),
		count("replaced", func(l analytics.Load) int64 { return l.Replaced }),
		count("unchanged", func(l analytics.Load) int64 { return l.Unchanged }),
		count("outdated", func(l analytics.Load) int64 { return l.Outdated }),
		count("removed", func(l analytics.Load) int64 { return l.Removed }),
		{"reject_reasons", unitNone, func(l analytics.Load) cell { return textOf(joinCounts(l.Rejected)) }},
		{"files", unitNone, func(l analytics.Load) cell { return countOf(int64(len(l.Files))) }},
	}
}

func sum(counts map[string]int64) (total int64) {
	for _, n := range counts {
		total += n
	}
	return total
}

// joinCounts writes reason=count pairs in the reasons' order.
func joinCounts(counts map[string]int64) string {
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, reason+"="+strconv.FormatInt(counts[reason], 10))
	}
	return strings.Join(parts, ";")
}

// joinBreaches writes gate=measured pairs, with the field or platform where
// there is one.
func joinBreaches(breaches []analytics.Breach) string {
	var parts []string
	for _, b := range breaches {
		name := b.Gate
		if b.Subject != "" {
			name += " " + b.Subject
		}
		parts = append(parts, name+"="+strconv.FormatFloat(b.Measured, 'f', -1, 64))
	}
	return strings.Join(parts, ";")
}

func newDataPage(l *locale, h analytics.Holdings, planned []Planned, notes map[string]map[string]string,
	titles map[string]string, files fileNamer) *dataPage {
	p := &dataPage{}
	held := map[string]bool{}
	for _, source := range h.Sources {
		held[source.Code] = true
		row := newSourceRow(l, source)
		row.Note = cmp.Or(notes[source.Code][l.code], notes[source.Code]["en"])
		for _, plan := range planned {
			if plan.Source == source.Code && !plan.Next.IsZero() {
				row.Next, row.Overdue = l.instant(plan.Next), plan.Overdue
			}
		}
		p.Sources = append(p.Sources, row)
	}
	for _, plan := range planned {
		if !held[plan.Source] && !plan.Next.IsZero() {
			p.Planned = append(p.Planned, plannedRow{Name: l.loadTitle(plan.Source, titles), Next: l.instant(plan.Next)})
		}
	}
	for _, load := range h.Loads {
		row := newLoadRow(l, load, titles, files)
		switch load.State {
		case analytics.LoadRunning: // stands above, alone
		case analytics.LoadHeld:
			p.Held = append(p.Held, row)
		default:
			p.Loads = append(p.Loads, row)
		}
	}
	if h.MoreLoads {
		p.MoreLoads = l.text("data.more_loads", "Count", int64(len(h.Loads)))
	}
	if h.MoreReleases {
		p.MoreReleases = l.text("data.more_releases", "Count", int64(len(h.Releases)))
	}
	for _, release := range h.Releases {
		p.Releases = append(p.Releases, releaseRow{Number: l.count(int64(release.Number)), At: l.instant(release.PublishedAt)})
	}
	return p
}

func newSourceRow(l *locale, s analytics.Source) sourceRow {
	var silent []string
	for _, field := range []string{"responded_on", "closed_on", "timely", "rating", "seller", "region"} {
		if !s.Asked(field) {
			silent = append(silent, l.text("field."+field))
		}
	}
	return sourceRow{Title: l.source(s), Code: s.Code, Country: l.country(s.Country), URL: s.URL, Licence: s.Licence,
		Basis: l.text("basis." + string(s.OutcomeBasis)), Complaints: l.count(s.Complaints),
		Covers: l.text("scope.period", "From", l.day(s.FirstOpened), "To", l.day(s.LastOpened)),
		Loaded: l.instant(s.LoadedAt), Silent: strings.Join(silent, l.text("list.separator"))}
}
