package dashboard

import (
	"context"

	"redress/analytics"
)

// pageRows is how many rows a page shows unless the address says otherwise.
// Files have no such limit.
const pageRows = 100

// A rankingPage is a league table with its unranked rows below it.
type rankingPage struct {
	How              string // how the ranks were found and what they are worth
	Ranked, Unranked standingsTable
	Shown            string // first N of M, where some are left out
	All              string // the address with all of them
	Caveats          []string
	Charts           []*chart
}

// platforms answers /platforms: the league table of the source's platforms.
func (s *Server) platforms(ctx context.Context, r request) (reply, error) {
	ranking, err := s.service.Ranking(ctx, analytics.Platform, r.query)
	if err != nil {
		return reply{}, err
	}
	return s.rankingReply(r, ranking, "platform"), nil
}

// issues answers /issues: the same table, of issue types.
func (s *Server) issues(ctx context.Context, r request) (reply, error) {
	ranking, err := s.service.Ranking(ctx, analytics.Issue, r.query)
	if err != nil {
		return reply{}, err
	}
	return s.rankingReply(r, ranking, "issue"), nil
}

func (s *Server) rankingReply(r request, ranking analytics.Ranking, profile string) reply {
	return reply{
		view:  ranking.View,
		table: standingTable(ranking.View, ranking.Entity, r.locale, ranking.Rows),
		page:  func() any { return s.newRankingPage(r, ranking, viewNamed(profile)) },
	}
}

func (s *Server) newRankingPage(r request, ranking analytics.Ranking, profile *view) rankingPage {
	l, rows := r.locale, ranking.Rows
	p := rankingPage{Caveats: caveats(l, ranking.View)}
	if r.query.Limit == 0 && len(rows) > pageRows {
		rows = rows[:pageRows]
	}
	if total := ranking.Ranked + ranking.Unranked; len(rows) < total {
		p.Shown = l.text("ranking.shown", "Shown", int64(len(rows)), "Count", int64(total))
		all := r.parameters
		all.query.Limit = total
		p.All = r.address(asPage, all)
	}
	ranked, unranked := split(rows)
	m := tableMaker{r: r, v: ranking.View, sortable: true, grouped: r.inRankOrder(ranking.View), cut: p.Shown != ""}
	e := ranking.Entity
	if e == analytics.Platform {
		m.size = &ranking.Size
		p.Caveats = append(p.Caveats, sizeCaveats(l, ranking.Size)...)
	}
	p.How = l.howRanked(ranking.Spread)
	p.Caveats = append(p.Caveats, l.trendsOf(ranking.Trends))
	caption := l.text("ranking.ranked."+string(e), "Count", int64(ranking.Ranked))
	if ranking.Spread.TooMany {
		caption = l.text("ranking.enough", "Count", int64(ranking.Ranked))
	}
	p.Ranked = m.make("ranked", caption, e, ranked, profile)
	p.Unranked = m.make("unranked", l.text("ranking.unranked", "Count", int64(ranking.Unranked)), e, unranked, profile)
	p.Charts = s.leagueCharts(r, ranking)
	return p
}

// split parts the rows that have a rank from those that have none, each in the
// order given.
func split(rows []analytics.Standing) (ranked, unranked []analytics.Standing) {
	for _, row := range rows {
		if row.Eligible {
			ranked = append(ranked, row)
		} else {
			unranked = append(unranked, row)
		}
	}
	return ranked, unranked
}

// caveats are the lines that stand under every ranking.
func caveats(l *locale, v analytics.View) []string {
	return []string{
		l.text("caveat.sample"),
		l.text("caveat.n"),
		l.text("caveat.provisional", "Percent", int64(analytics.ProvisionalPercent)),
		l.text("caveat.interval"),
		l.text("caveat.rank"),
		l.text("caveat.floors", "Closed", v.Floors.RankClosed, "Rated", v.Floors.RankRated, "Rate", v.Floors.Rate),
		l.text("caveat.size"),
	}
}

func viewNamed(name string) *view {
	for _, v := range views() {
		if v.name == name {
			return &v
		}
	}
	return nil
}
