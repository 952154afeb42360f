package dashboard

import (
	"context"

	"redress/analytics"
)

// A profilePage is one platform or one issue type.
type profilePage struct {
	Rank     string // its place, or why it has none
	Keys     []keyFigure
	Sure     sureness
	Outcomes []outcomeRow
	Trend    trendPart
	Times    []clockPart // of a platform
	Peers    []peerRow   // issues against everybody else's
	PeerNote string
	Changes  alertPart
	Parts    standingsTable // sellers or sub-issues
	PartNote string
	Ranking  standingsTable // an issue's platforms
	Unranked standingsTable
	Aliases  []aliasRow
	// MoreAliases says that rarer wordings are not listed; empty when all are.
	MoreAliases string
	Ladder      *ladderPart  // nil where there is none
	Split       *sellerPart  // platform or sellers? nil where the publisher names none
	Acts        *actionsPart // nil where the publisher records no actions
	Caveats     []string
	Empty       bool // no complaint in the view
}

// An outcomeRow says how many complaints ended one way.
type outcomeRow struct {
	Name, About string
	Count       string
	Share       figure
	Width       int // of the bar, out of barWidth
}

// A peerRow sets one issue at the platform beside the same issue elsewhere.
type peerRow struct {
	Name, Href  string
	Complaints  string
	Share       figure
	Own, Others rateCell
}

// An aliasRow is one wording under which a business appears.
type aliasRow struct{ Name, Kind, Complaints string }

// shownParts is how many sellers or sub-issues a profile lists.
const shownParts = 50

// profile asks for what the rendering needs: files hold a part only.
func (s *Server) profile(ctx context.Context, e analytics.Entity, r request) (analytics.Profile, error) {
	if r.format == asPage {
		return s.service.Profile(ctx, e, r.slug, r.query)
	}
	return s.service.ProfileTable(ctx, e, r.slug, r.query)
}

// platform answers /platforms/{slug}. Its files hold one row per issue.
func (s *Server) platform(ctx context.Context, r request) (reply, error) {
	return s.business(ctx, analytics.Platform, r, func(r request, p analytics.Profile) any { return s.newProfilePage(r, p) })
}

// business answers for a platform or a seller, whose files hold one row per issue.
func (s *Server) business(ctx context.Context, e analytics.Entity, r request, page func(request, analytics.Profile) any) (reply, error) {
	p, err := s.profile(ctx, e, r)
	if err != nil {
		return reply{}, err
	}
	if p.Subject.Slug != r.slug {
		return reply{moved: p.Subject.Slug}, nil
	}
	r = r.settled(p.View)
	rows := make([]analytics.Standing, 0, len(p.Issues))
	for _, issue := range p.Issues {
		rows = append(rows, issue.Standing)
	}
	return reply{
		view:  p.View,
		title: r.locale.business(p.Subject.Key, p.Subject.Name),
		table: standingTable(p.View, analytics.Issue, r.locale, rows),
		page:  func() any { return page(r, p) },
	}, nil
}

// issue answers /issues/{code}. Its files rank the platforms within the issue.
func (s *Server) issue(ctx context.Context, r request) (reply, error) {
	p, err := s.profile(ctx, analytics.Issue, r)
	if err != nil {
		return reply{}, err
	}
	return reply{
		view:  p.View,
		title: r.locale.issue(p.Subject.Key),
		table: standingTable(p.View, analytics.Platform, r.locale, p.Ranking),
		page:  func() any { return s.newProfilePage(r, p) },
	}, nil
}

func (s *Server) newProfilePage(r request, p analytics.Profile) profilePage {
	l, m := r.locale, tableMaker{r: r, v: p.View}
	page := profilePage{
		Rank: l.place(p), Sure: l.sureness(p.View, p.Subject), Keys: keyFigures(l, p.View), Outcomes: outcomes(l, p.Subject.Measures),
		Trend: s.trendPart(r, p.View, p.Trend, p.Course), Peers: peers(r, p), Caveats: caveats(l, p.View),
		Empty: p.Subject.Complaints == 0,
	}
	parts := p.Parts
	if len(parts) > shownParts {
		parts = parts[:shownParts]
		page.PartNote = l.text("ranking.shown", "Shown", int64(shownParts), "Count", int64(len(p.Parts)))
	}
	if p.Entity == analytics.Issue {
		page.Parts = m.make("parts", l.text("profile.subissues"), analytics.Subissue, parts, nil)
		ranked, unranked := split(p.Ranking)
		to := viewNamed("platform")
		m.grouped = p.Query.Def == analytics.Rated
		page.Ranking = m.make("ranked", l.text("profile.ranking"), analytics.Platform, ranked, to)
		page.Unranked = m.make("unranked", l.text("ranking.unranked", "Count", int64(len(unranked))), analytics.Platform, unranked, to)
		return page
	}
	page.Times = s.timeSection(r, p.Times)
	page.Ladder = s.profileLadder(r, p)
	if p.Entity == analytics.Platform {
		page.Split, page.Acts = r.sellerPart(p), r.profileActions(p)
	}
	if p.Changes != nil {
		page.Changes = r.changes("changes", p.Changes, p.Changes.Log, p.Subject.Slug)
	}
	m.grouped, m.cut = p.Query.Def == analytics.Rated, len(parts) < len(p.Parts)
	page.Parts = m.make("parts", l.text("profile.sellers"), analytics.Seller, parts, viewNamed("seller"))
	for _, alias := range p.Aliases {
		page.Aliases = append(page.Aliases, aliasRow{Name: l.business(p.Subject.Key, alias.Name),
			Kind: l.text("alias." + string(alias.Kind)), Complaints: l.count(alias.Complaints)})
	}
	if p.MoreAliases {
		page.MoreAliases = l.text("profile.more_aliases", "Count", int64(len(p.Aliases)))
	}
	return page
}

// place says where the subject stands, or why it has no rank.
func (l *locale) place(p analytics.Profile) string {
	if at := p.Subject.Position; at != nil {
		return l.text("profile.rank."+string(p.Entity), "Low", int64(at.Low), "High", int64(at.High))
	}
	if p.Subject.Eligible { // in a table of too many rows for ranks
		return ""
	}
	for _, note := range p.Subject.Notes {
		return l.text("profile.unranked", "Why", l.text("note."+string(note)))
	}
	return ""
}

// outcomes are the eight states a complaint can be in; they sum to all.
func outcomes(l *locale, m analytics.Measures) []outcomeRow {
	counts := []struct {
		code string
		n    int64
	}{{"resolved", m.Resolved}, {"unresolved", m.Unresolved}, {"unrated", m.Unrated}, {"withdrawn", m.Withdrawn},
		{"invalid", m.Invalid}, {"referred", m.Referred}, {"unknown", m.Unknown}, {"open", m.Open}}
	var rows []outcomeRow
	for _, c := range counts {
		row := outcomeRow{Name: l.text("outcome." + c.code), About: l.text("column." + c.code + ".about"), Count: l.count(c.n)}
		if m.Complaints > 0 {
			p := float64(c.n) / float64(m.Complaints)
			row.Share, row.Width = figure{Text: l.share(p)}, position(p)
		}
		rows = append(rows, row)
	}
	return rows
}

func peers(r request, p analytics.Profile) []peerRow {
	l, def := r.locale, p.Query.Def
	to := viewNamed("issue")
	var rows []peerRow
	for _, c := range p.Issues {
		row := peerRow{Name: l.issue(c.Key), Complaints: l.count(c.Complaints), Own: l.rate(c.Rate(def)), Others: l.rate(c.Peers.Rate(def)),
			Share: l.shown(numberOf(c.ShareOfAll), unitFraction, l.text("absent.nothing_counted"))}
		if c.Key != "" {
			row.Href = r.elsewhere(*to, c.Key)
		}
		rows = append(rows, row)
	}
	return rows
}
