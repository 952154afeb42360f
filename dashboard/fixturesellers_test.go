package dashboard

import (
	"context"
	"fmt"
	"time"

	"redress/analytics"
	"redress/ingest/complaint"
)

// SellerCounts: the largest platform's gap can be taken apart; on the next, too few
// name a seller, and of the others nobody does.
func (f *fixture) SellerCounts(context.Context, analytics.Release, analytics.Selection) ([]analytics.SellerCount, error) {
	f.asked.Add(1)
	var out []analytics.SellerCount
	platforms := f.platforms()
	add := func(platform string, here, all analytics.JudgedCount, sellers int64) {
		out = append(out, analytics.SellerCount{Platform: platform, Named: true, Here: here, All: all, Sellers: sellers})
	}
	for i := range int64(14) {
		here, there := analytics.JudgedCount{Complaints: 300 + 20*i, Rated: 200 + 10*i, Resolved: 60 + 5*i}, analytics.JudgedCount{Complaints: 90, Rated: 60, Resolved: 20 + 2*i}
		all := analytics.JudgedCount{Complaints: here.Complaints + 90, Rated: here.Rated + 60, Resolved: here.Resolved + there.Resolved}
		add(platforms[0], here, all, 1)
		add(platforms[1], there, all, 1)
		add("", all, all, 1)
	}
	return append(out, analytics.SellerCount{Platform: platforms[0], Here: analytics.JudgedCount{Complaints: 400, Rated: 250, Resolved: 100}, Sellers: 1},
		analytics.SellerCount{Platform: platforms[1], Here: analytics.JudgedCount{Complaints: 9000, Rated: 6000, Resolved: 2500}, Sellers: 1}), nil
}

// Actions: bans of twelve sellers by the largest platform, one of them a natural person,
// and of each other kind something that cannot be compared.
func (f *fixture) Actions(context.Context, analytics.Release, analytics.Selection) ([]analytics.ActionTally, error) {
	day := func(year, month, day int) complaint.Day { return newTestDay(year, month, day) }
	platform := f.platforms()[0]
	var out []analytics.ActionTally
	for i := range int64(12) {
		t := analytics.ActionTally{Platform: platform, Seller: analytics.Named{Key: fmt.Sprintf("name:s%d", i), Name: hostileNames[i%5], Slug: fmt.Sprintf("s%d", i)},
			Action: complaint.Ban, First: day(2018, 9, 3+int(i)), Days: 1 + i%2, FirstComplaint: day(2018, 2, 1), Complaints: 80, Before: 60, Prior90: 9, Before90: 40 - i, After90: 8 + i%5,
			Elsewhere: 30, ElsewhereBefore90: 5, ElsewhereAfter90: 6, Peak: analytics.PeakSize{Recent: 8, Earlier: 7}}
		if i == 3 {
			t.Seller = f.names["seller-a"]
		}
		if i == 4 {
			t.Seller = f.names["seller-b"]
		}
		out = append(out, t)
	}
	late := out[0]
	late.Action, late.First = complaint.Warning, day(2019, 12, 1)
	undated := out[1]
	undated.Action, undated.First, undated.Days, undated.Undated = complaint.Delisting, complaint.Day{}, 0, 3
	few := out[2]
	few.Action, few.Before90, few.After90, few.FirstComplaint = complaint.DepositDeduction, 2, 1, day(2018, 11, 1)
	return append(out, late, undated, few), nil
}

func (f *fixture) ActionWindows(context.Context, analytics.Release, analytics.Selection, analytics.ActionOptions) ([]analytics.ActionWindows, error) {
	return []analytics.ActionWindows{{Peak: analytics.PeakSize{Recent: 8, Earlier: 7}, Windows: 30, Sellers: 12, Before90: 1000, After90: 480,
		BeforeSquared: 35_000, AfterSquared: 9000, Product: 16_800}}, nil
}

func (f *fixture) ActionDelays(context.Context, analytics.Release, analytics.Selection, complaint.Day) ([]analytics.ActionDelay, error) {
	p := f.platforms()
	return []analytics.ActionDelay{{Platform: p[0], State: analytics.DelayActed, Days: 40, Sellers: 12}, {Platform: p[0], State: analytics.DelayWaiting, Days: 500, Sellers: 8},
		{Platform: p[0], State: analytics.DelayUndated, Sellers: 1}, {Platform: p[1], State: analytics.DelayWaiting, Days: 300, Sellers: 40}, {Platform: p[2], State: analytics.DelayWaiting, Days: 9, Sellers: 3}}, nil
}

func newTestDay(year, month, day int) complaint.Day {
	d, _ := complaint.NewDay(year, time.Month(month), day)
	return d
}
