package dashboard

import (
	"context"

	"redress/analytics"
)

// A sellerPage is one seller. Of a natural person it has nothing but the row of the
// league table.
type sellerPage struct {
	profilePage
	Person   string // why there is nothing more; empty for others
	Acted    sheet  // what platforms did; no rows where nothing
	Silent   string // instead of Acted: why there is nothing
	ActsMore link
	Cautions []string // under Acted
}

// A sellersPage is the league table of sellers, where the publisher names any.
type sellersPage struct {
	rankingPage
	Silent string // instead of everything: the publisher names no sellers
	More   []link // to the pages that ask more of sellers
}

// sellers answers /sellers: the league table of the source's sellers.
func (s *Server) sellers(ctx context.Context, r request) (reply, error) {
	ranking, err := s.service.Ranking(ctx, analytics.Seller, r.query)
	if err != nil {
		return reply{}, err
	}
	answer := s.rankingReply(r, ranking, "seller")
	answer.page = func() any {
		l := r.locale
		if !ranking.Source.Asked("seller") {
			return sellersPage{Silent: l.text("sellers.silent", "Source", l.source(ranking.Source))}
		}
		p := sellersPage{rankingPage: s.newRankingPage(r, ranking, viewNamed("seller"))}
		p.Caveats = append(p.Caveats, l.text("caveat.pseudonym"), l.text("caveat.sellers"))
		for _, name := range []string{"decomposition", "actions"} {
			p.More = append(p.More, link{Text: l.text("page." + name), Href: r.elsewhere(*viewNamed(name), "")})
		}
		return p
	}
	return answer, nil
}

// seller answers /sellers/{slug}. Its files hold one row per issue; for a natural
// person they are empty, as the page is.
func (s *Server) seller(ctx context.Context, r request) (reply, error) {
	return s.business(ctx, analytics.Seller, r, func(r request, p analytics.Profile) any { return s.newSellerPage(r, p) })
}

func (s *Server) newSellerPage(r request, p analytics.Profile) sellerPage {
	l := r.locale
	if p.Person {
		return sellerPage{Person: l.text("seller.person"), profilePage: profilePage{Rank: l.place(p), Sure: l.sureness(p.View, p.Subject), Keys: keyFigures(l, p.View),
			Outcomes: outcomes(l, p.Subject.Measures), Caveats: append(caveats(l, p.View), l.text("caveat.pseudonym")), Empty: p.Subject.Complaints == 0}}
	}
	page := sellerPage{profilePage: s.newProfilePage(r, p)}
	page.Caveats = append(page.Caveats, l.text("caveat.sellers"))
	if p.Actions == nil {
		return page
	}
	if page.Acted = r.ledger("acted", l.text("seller.acted"), p.Actions.Rows, ofPlatform); len(page.Acted.Rows) == 0 {
		page.Silent = l.text("seller.not_acted")
		return page
	}
	page.Cautions = actionCaveats(l)
	page.ActsMore = link{Text: l.text("actions.more"), Href: r.elsewhere(*viewNamed("actions"), "")}
	return page
}
