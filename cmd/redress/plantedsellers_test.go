package main_test

import (
	"testing"

	"redress/analytics"
	"redress/ingest/complaint"
	"redress/ingest/demo"
)

// sellersFound: bad sellers stand low, a platform's own better or worse handling is
// found at the sellers it shares with others, and the ledger has the planted days.
func sellersFound(t *testing.T, p planted) {
	ranking, err := p.service.Ranking(t.Context(), analytics.Seller, analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	badSellersStandLow(t, p, ranking)
	handlingFound(t, p)
	actions, err := p.service.Actions(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	actionsFound(t, p, actions)
	afterwardsFound(t, actions)
}

func badSellersStandLow(t *testing.T, p planted, ranking analytics.Ranking) {
	bad := map[string]bool{}
	for _, s := range p.truth.Sellers {
		if s.Bad && s.Shop != "" {
			bad[s.Shop] = true
		}
	}
	low, ranked := 0, 0
	for _, row := range ranking.Rows {
		if !bad[row.Name] || row.Position == nil {
			continue
		}
		if ranked++; 2*row.Rank > ranking.Ranked {
			low++
		}
	}
	if ranked < 10 || low < ranked*8/10 {
		t.Errorf("%d of %d bad sellers stand in the lower half", low, ranked)
	}
}

func handlingFound(t *testing.T, p planted) {
	d, err := p.service.Decomposition(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	gaps := map[string]*analytics.Gap{}
	for _, row := range d.Platforms {
		gaps[row.Name] = row.Gap
	}
	var apart, right, wrong, equal, called int
	for _, platform := range p.truth.Platforms {
		g := gaps[platform.Name]
		if g == nil {
			continue
		}
		switch planted := platform.Before; platform.Role {
		case demo.Better, demo.Worse:
			apart++
			if g.Handling.Value > 0 == (planted > 0) {
				right++
			} else if g.Handling.Detectable() {
				wrong++
			}
		case demo.Equal:
			if platform.Mix != "ordinary" {
				continue
			}
			if equal++; g.Handling.Detectable() {
				called++
			}
		}
	}
	if apart < 6 || right < apart-1 || wrong > 0 {
		t.Errorf("of %d better or worse platforms the handling of shared sellers says so of %d, the contrary of %d", apart, right, wrong)
	}
	// Sellers are planted to do a little better or worse on each platform.
	if equal < 4 || called > 1+equal/5 {
		t.Errorf("of %d equal platforms with ordinary issues %d are said to handle otherwise", equal, called)
	}
}

// actionsFound: what the ledger has of bans and delistings is planted, on that day.
func actionsFound(t *testing.T, p planted, actions analytics.Actions) {
	last := actions.Source.LastOpened
	type act struct {
		platform, shop string
		action         complaint.ActionName
	}
	days := map[act]map[string]bool{}
	for _, s := range p.truth.Sellers {
		for _, e := range s.Episodes {
			for _, a := range e.Actions {
				at := act{s.Platform, s.Shop, a.Action}
				if days[at] == nil {
					days[at] = map[string]bool{}
				}
				days[at][last.Add(-a.DaysBefore).String()] = true
			}
		}
	}
	found := 0
	for _, row := range actions.Rows {
		if row.Action == complaint.Warning { // there are others beside the planted ones
			continue
		}
		if found++; !days[act{row.PlatformNamed.Name, row.Seller.Name, row.Action}][row.First.String()] {
			t.Errorf("the ledger has %s of %s on %s, which is not planted", row.Action, row.Seller.Name, row.First)
		}
	}
	if found < 20 {
		t.Errorf("the ledger has %d actions beyond warnings, want many", found)
	}
}

// afterwardsFound: complaints fall after sellers are banned or delisted, which are
// planted to draw few from then on; that warnings change nothing is not contradicted,
// and nothing moves to other platforms.
func afterwardsFound(t *testing.T, actions analytics.Actions) {
	for _, k := range actions.Kinds {
		switch k.Action {
		case complaint.Ban, complaint.Delisting:
			if k.Whole < 5 || 3*k.After90 > k.Before90 {
				t.Errorf("%s: %d complaints after %d before, of %d", k.Action, k.After90, k.Before90, k.Whole)
			}
		case complaint.Warning:
			if k.Against == nil || k.Against.Detectable() {
				t.Errorf("warning: %+v against no action, of %d compared", k.Against, k.Compared)
			}
			if k.ElsewhereChange == nil || k.ElsewhereChange.Detectable() {
				t.Errorf("warning: elsewhere %+v", k.ElsewhereChange)
			}
		}
	}
}
