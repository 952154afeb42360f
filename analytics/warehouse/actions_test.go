package warehouse_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"redress/analytics"
	"redress/analytics/warehouse"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest/complaint"
)

// marketRows are two years of complaints about seven sellers on three platforms, with
// actions now and then: some without a day, some before anything was opened.
func marketRows() []row {
	start := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	var out []row
	for n := range 2600 {
		seller := pick(n*n+n/7, "", "name:a", "name:b", "name:b", "trader:c", "name:d", "name:e", "name:f", "name:b")
		opened := start.AddDate(0, 0, (n*37+n*n%91)%720)
		if seller != nil && *seller == "name:b" && n%3 > 0 { // a peak
			opened = start.AddDate(0, 0, 300+n%25)
		}
		r := row{Source: "s", ID: fmt.Sprintf("%016d", n), Version: 1, Platform: *pick(n/5, "name:p1", "name:p2", "name:p1", "name:p3"), PlatformName: "P", PlatformNameKind: "trade",
			Seller: seller, SellerName: pick(0, "S"), Issue: *pick(n, "quality", "price"), OpenedOn: opened, Zone: "UTC", Status: "closed", OutcomeBasis: "consumer",
			Outcome: *pick(n+n/9, "resolved", "unresolved", "resolved", "unrated")}
		if n%23 == 0 {
			r.Status, r.Outcome = "open", "unknown"
		}
		if seller != nil && *seller != "name:f" && n%29 == 3 {
			r.Action = []string{*pick(n, "warning", "ban", "delisting")}
			r.ActionOn = []*time.Time{new(opened.AddDate(0, 0, n%41-5))}
			if n%4 == 1 {
				r.Action, r.ActionOn = append(r.Action, "deposit_deduction"), append(r.ActionOn, nil)
			}
		}
		if seller == nil {
			r.SellerName = nil
			if n%50 == 0 { // an action against nobody says nothing
				r.Action, r.ActionOn = []string{"ban"}, []*time.Time{&opened}
			}
		}
		out = append(out, r)
	}
	// One that was acted on before anybody complained, and one of whom nobody says when.
	early, undated := out[1], out[2]
	early.ID, early.Seller, early.Action, early.ActionOn = "early", pick(0, "name:g"), []string{"ban"}, []*time.Time{new(early.OpenedOn.AddDate(0, 0, -9))}
	undated.ID, undated.Seller, undated.Action, undated.ActionOn = "undated", pick(0, "name:h"), []string{"ban"}, []*time.Time{nil}
	return append(out, early, undated)
}

// market opens a database with the rows of a market.
func market(t *testing.T) (*warehouse.Store, analytics.Release) {
	t.Helper()
	db := schematest.Open(t)
	release := schema.ReleaseDatabase(db.Database, 7)
	if err := schema.CreateRelease(t.Context(), db, db.Database, release); err != nil {
		t.Fatal(err)
	}
	insert(t, db, release, marketRows())
	if err := db.Exec(t.Context(), `INSERT INTO `+release+`.entities SELECT source, 'seller', assumeNotNull(seller), upper(assumeNotNull(seller)), 'slug-' || assumeNotNull(seller), count() FROM `+
		release+`.complaints WHERE seller IS NOT NULL GROUP BY source, seller`); err != nil {
		t.Fatal(err)
	}
	return store(db), analytics.Release{Number: 7}
}

// marketSelections are selections of a market, by name.
func marketSelections() map[string]analytics.Selection {
	return map[string]analytics.Selection{
		"everyone": {Source: "s"},
		"filtered": {Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimIssue: {Values: []string{"price"}, Not: true}}},
		"one":      {Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimPlatform: {Values: []string{"name:p1"}}}},
		"nobody":   {Source: "u"},
	}
}

func marketKept(s analytics.Selection) []row {
	return selected(where(marketRows(), func(r row) bool { return r.Source == s.Source }), s)
}

type listed struct{ platform, seller string }

func isRated(r row) bool {
	return r.Status == "closed" && (r.Outcome == "resolved" || r.Outcome == "unresolved")
}

// countedSellers counts sellers the slow way.
func countedSellers(kept []row) []analytics.SellerCount {
	here := map[listed]analytics.JudgedCount{}
	add := func(at listed, r row) {
		c := here[at]
		c.Complaints++
		if isRated(r) {
			c.Rated++
		}
		if r.Status == "closed" && r.Outcome == "resolved" {
			c.Resolved++
		}
		here[at] = c
	}
	for _, r := range kept {
		seller := ""
		if r.Seller != nil {
			seller = *r.Seller
			add(listed{"", seller}, r)
		}
		add(listed{r.Platform, seller}, r)
	}
	times := map[analytics.SellerCount]int64{}
	for at, c := range here {
		s := analytics.SellerCount{Platform: at.platform, Named: at.seller != "", Here: c}
		if s.Named {
			s.All = here[listed{"", at.seller}]
		}
		times[s]++
	}
	out := []analytics.SellerCount{}
	for s, n := range times {
		s.Sellers = n
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b analytics.SellerCount) int {
		named := func(c analytics.SellerCount) int {
			if c.Named {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.Platform, b.Platform), cmp.Compare(named(a), named(b)), cmp.Compare(b.All.Complaints, a.All.Complaints),
			cmp.Compare(a.All.Rated, b.All.Rated), cmp.Compare(a.All.Resolved, b.All.Resolved), cmp.Compare(a.Here.Complaints, b.Here.Complaints),
			cmp.Compare(a.Here.Rated, b.Here.Rated), cmp.Compare(a.Here.Resolved, b.Here.Resolved))
	})
	return out
}

func TestSellerCounts(t *testing.T) {
	s, release := market(t)
	for name, selection := range marketSelections() {
		got, err := s.SellerCounts(t.Context(), release, selection)
		if err != nil {
			t.Fatalf("SellerCounts, %s: %v", name, err)
		}
		if diff := gocmp.Diff(countedSellers(marketKept(selection)), got); diff != "" {
			t.Errorf("SellerCounts, %s (-want +got):\n%s", name, diff)
		}
	}
}

// sizeClass is the class of a count.
func sizeClass(n int64) int {
	if n == 0 {
		return 0
	}
	return 1 + int(math.Floor(2*math.Log2(float64(n))))
}

func days(from, to time.Time) int { return int(math.Round(to.Sub(from).Hours() / 24)) }

func dayIn(t time.Time) complaint.Day {
	d, _ := complaint.DayOf(t)
	return d
}

// listedActions lists actions the slow way.
func listedActions(kept []row) []analytics.ActionTally {
	type id struct {
		listed
		action string
	}
	tallies, dates := map[id]*analytics.ActionTally{}, map[id]map[string]bool{}
	for _, r := range kept {
		for i, action := range r.Action {
			if r.Seller == nil {
				continue
			}
			at := id{listed{r.Platform, *r.Seller}, action}
			if tallies[at] == nil {
				tallies[at] = &analytics.ActionTally{Platform: r.Platform, Action: complaint.ActionName(action),
					Seller: analytics.Named{Key: *r.Seller, Name: map[bool]string{true: "TRADER:C", false: "NAME:" + string((*r.Seller)[5]-32)}[*r.Seller == "trader:c"], Slug: "slug-" + *r.Seller}}
				dates[at] = map[string]bool{}
			}
			if r.ActionOn[i] == nil {
				tallies[at].Undated++
				continue
			}
			on := dayIn(*r.ActionOn[i])
			dates[at][on.String()] = true
			if first := tallies[at].First; !first.Known() || on.Before(first) {
				tallies[at].First = on
			}
		}
	}
	out := []analytics.ActionTally{}
	for at, tally := range tallies {
		tally.Days = int64(len(dates[at]))
		var recent int64
		for _, r := range kept {
			if r.Seller == nil || *r.Seller != at.seller {
				continue
			}
			gap, dated := 0, tally.First.Known()
			if dated {
				gap = days(tally.First.Time(), r.OpenedOn)
			}
			before, after := dated && gap <= -1 && gap >= -90, dated && gap >= 1 && gap <= 90
			if r.Platform != at.platform {
				tally.Elsewhere++
				if before {
					tally.ElsewhereBefore90++
				}
				if after {
					tally.ElsewhereAfter90++
				}
				continue
			}
			tally.Complaints++
			if opened := dayIn(r.OpenedOn); !tally.FirstComplaint.Known() || opened.Before(tally.FirstComplaint) {
				tally.FirstComplaint = opened
			}
			for _, c := range []struct {
				counts bool
				into   *int64
			}{{dated && gap < 0, &tally.Before}, {dated && gap <= -91 && gap >= -180, &tally.Prior90}, {before, &tally.Before90},
				{after, &tally.After90}, {before && gap >= -30, &recent}} {
				if c.counts {
					*c.into++
				}
			}
		}
		tally.Peak = analytics.PeakSize{Recent: sizeClass(recent), Earlier: sizeClass(tally.Before90 - recent)}
		out = append(out, *tally)
	}
	slices.SortFunc(out, func(a, b analytics.ActionTally) int {
		return cmp.Or(cmp.Compare(b.Before90, a.Before90), cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Seller.Key, b.Seller.Key), cmp.Compare(a.Action, b.Action))
	})
	return out
}

func TestActions(t *testing.T) {
	s, release := market(t)
	for name, selection := range marketSelections() {
		got, err := s.Actions(t.Context(), release, selection)
		if err != nil {
			t.Fatalf("Actions, %s: %v", name, err)
		}
		want := listedActions(marketKept(selection))
		if name == "everyone" && len(want) < 20 {
			t.Fatalf("%d actions are made, want many", len(want))
		}
		if diff := gocmp.Diff(want, got, gocmp.Comparer(func(a, b complaint.Day) bool { return a.String() == b.String() })); diff != "" {
			t.Errorf("Actions, %s (-want +got):\n%s", name, diff)
		}
	}
}

// summedWindows sums windows the slow way: for each seller on a platform and each day.
func summedWindows(kept []row, start, end time.Time, least int64) []analytics.ActionWindows {
	found, sellers := map[analytics.PeakSize]*analytics.ActionWindows{}, map[analytics.PeakSize]map[listed]bool{}
	bin := func(day time.Time) int { return int(math.Floor(float64(days(start, day)) / 30)) }
	own := map[listed][]row{}
	for _, r := range kept {
		if r.Seller != nil {
			own[listed{r.Platform, *r.Seller}] = append(own[listed{r.Platform, *r.Seller}], r)
		}
	}
	for at, rows := range own {
		for j := 3; 30*(j+3)-1 <= days(start, end); j++ {
			var recent, earlier, after int64
			acted := false
			for _, r := range rows {
				for _, on := range r.ActionOn {
					acted = acted || on != nil && bin(*on) >= j-3 && bin(*on) <= j+2
				}
				switch b := bin(r.OpenedOn); {
				case r.OpenedOn.Before(start) || r.OpenedOn.After(end):
				case b == j-1:
					recent++
				case b == j-2 || b == j-3:
					earlier++
				case b >= j && b <= j+2:
					after++
				}
			}
			if acted || recent+earlier < least {
				continue
			}
			peak := analytics.PeakSize{Recent: sizeClass(recent), Earlier: sizeClass(earlier)}
			if found[peak] == nil {
				found[peak], sellers[peak] = &analytics.ActionWindows{Peak: peak}, map[listed]bool{}
			}
			w, before := found[peak], recent+earlier
			sellers[peak][at] = true
			w.Windows, w.Before90, w.After90 = w.Windows+1, w.Before90+before, w.After90+after
			w.BeforeSquared, w.AfterSquared, w.Product = w.BeforeSquared+before*before, w.AfterSquared+after*after, w.Product+before*after
		}
	}
	out := []analytics.ActionWindows{}
	for peak, w := range found {
		w.Sellers = int64(len(sellers[peak]))
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b analytics.ActionWindows) int {
		return cmp.Or(cmp.Compare(a.Peak.Recent, b.Peak.Recent), cmp.Compare(a.Peak.Earlier, b.Peak.Earlier))
	})
	return out
}

func TestActionWindows(t *testing.T) {
	s, release := market(t)
	start, end := time.Date(2019, 1, 20, 0, 0, 0, 0, time.UTC), time.Date(2020, 12, 1, 0, 0, 0, 0, time.UTC)
	for name, selection := range marketSelections() {
		for _, least := range []int64{1, 10} {
			got, err := s.ActionWindows(t.Context(), release, selection, analytics.ActionOptions{Start: dayIn(start), End: dayIn(end), Least: least})
			if err != nil {
				t.Fatalf("ActionWindows, %s: %v", name, err)
			}
			want := summedWindows(marketKept(selection), start, end, least)
			if name == "everyone" && len(want) < 5 {
				t.Fatalf("windows of %d sizes are made, want more", len(want))
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("ActionWindows of %d, %s (-want +got):\n%s", least, name, diff)
			}
		}
	}
}

// countedDelays counts delays the slow way.
func countedDelays(kept []row, cut time.Time) []analytics.ActionDelay {
	own := map[listed][]row{}
	for _, r := range kept {
		if r.Seller != nil {
			own[listed{r.Platform, *r.Seller}] = append(own[listed{r.Platform, *r.Seller}], r)
		}
	}
	times := map[analytics.ActionDelay]int64{}
	for at, rows := range own {
		var first, action time.Time
		acted := false
		for _, r := range rows {
			if first.IsZero() || r.OpenedOn.Before(first) {
				first = r.OpenedOn
			}
			acted = acted || len(r.Action) > 0
			for _, on := range r.ActionOn {
				if on != nil && (action.IsZero() || on.Before(action)) {
					action = *on
				}
			}
		}
		d := analytics.ActionDelay{Platform: at.platform, State: analytics.DelayWaiting, Days: max(0, days(first, cut))}
		switch {
		case !action.IsZero() && action.Before(first):
			d.State, d.Days = analytics.DelayEarly, 0
		case !action.IsZero():
			d.State, d.Days = analytics.DelayActed, days(first, action)
		case acted:
			d.State, d.Days = analytics.DelayUndated, 0
		}
		times[d]++
	}
	out := []analytics.ActionDelay{}
	for d, n := range times {
		d.Sellers = n
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b analytics.ActionDelay) int {
		return cmp.Or(cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.State, b.State), cmp.Compare(a.Days, b.Days))
	})
	return out
}

func TestActionDelays(t *testing.T) {
	s, release := market(t)
	cut := time.Date(2021, 1, 15, 0, 0, 0, 0, time.UTC)
	states := map[analytics.DelayState]bool{}
	for name, selection := range marketSelections() {
		got, err := s.ActionDelays(t.Context(), release, selection, dayIn(cut))
		if err != nil {
			t.Fatalf("ActionDelays, %s: %v", name, err)
		}
		for _, d := range got {
			states[d.State] = true
		}
		if diff := gocmp.Diff(countedDelays(marketKept(selection), cut), got); diff != "" {
			t.Errorf("ActionDelays, %s (-want +got):\n%s", name, diff)
		}
	}
	if len(states) < 4 {
		t.Errorf("ActionDelays met the states %v, want all four", states)
	}
}
