package warehouse_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"redress/analytics"
)

// kind is the stratum of a made complaint with all its parts.
func kind(r row, by []analytics.StratumPart) [5]string {
	var parts [5]string
	for i, part := range analytics.StratumParts {
		if !slices.Contains(by, part) {
			continue
		}
		switch part {
		case analytics.PartQuarter:
			parts[i] = fmt.Sprintf("2018-%02d-01", (int(r.OpenedOn.Month())-1)/3*3+1)
		default:
			if v := r.values(analytics.Dimension(part)); len(v) > 0 {
				parts[i] = v[0]
			}
		}
	}
	return parts
}

// strataOf merges the slow way: from the finest level on, what stands in a kind of
// at least least complaints stays there, the rest goes on without the last part.
func strataOf(kept []row, e analytics.Entity, by []analytics.StratumPart, least int64) []analytics.StratumTally {
	judged := where(kept, func(r row) bool {
		return r.Status == "closed" && (r.Outcome == "resolved" || r.Outcome == "unresolved")
	})
	counted := map[analytics.StratumTally]*analytics.StratumTally{}
	for level := 5; level >= 0; level-- {
		sizes := map[[5]string]int64{}
		cut := func(r row) [5]string {
			k := kind(r, by)
			clear(k[level:])
			return k
		}
		for _, r := range judged {
			sizes[cut(r)]++
		}
		var rest []row
		for _, r := range judged {
			k := cut(r)
			if level > 0 && sizes[k] < least {
				rest = append(rest, r)
				continue
			}
			id := analytics.StratumTally{Stratum: analytics.Stratum{Level: level, Issue: k[0], Category: k[1], Region: k[2], Channel: k[3], Quarter: k[4]}}
			if v := r.values(analytics.Dimension(e)); len(v) > 0 {
				id.Key = v[0]
			}
			if counted[id] == nil {
				counted[id] = new(id)
			}
			counted[id].Rated++
			if r.Outcome == "resolved" {
				counted[id].Resolved++
			}
		}
		judged = rest
	}
	out := []analytics.StratumTally{}
	for _, tally := range counted {
		out = append(out, *tally)
	}
	slices.SortFunc(out, func(a, b analytics.StratumTally) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(b.Level, a.Level), cmp.Compare(a.Issue, b.Issue), cmp.Compare(a.Category, b.Category),
			cmp.Compare(a.Region, b.Region), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Quarter, b.Quarter))
	})
	return out
}

// Strata are merged as a loop in Go merges them, for every entity, with all parts
// and with some, and with filters.
func TestStrata(t *testing.T) {
	s, release := filled(t)
	without := []analytics.StratumPart{analytics.PartCategory, analytics.PartChannel}
	selections := map[string]analytics.Selection{
		"everyone": {Source: "s"},
		"filtered": {Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimIssue: {Values: []string{"price"}, Not: true}}},
		"nobody":   {Source: "u"},
	}
	for name, selection := range selections {
		for _, e := range []analytics.Entity{analytics.Platform, analytics.Seller, analytics.Subissue} {
			for _, by := range [][]analytics.StratumPart{analytics.StratumParts, without, nil} {
				for _, least := range []int64{10, 1000} {
					got, err := s.Strata(t.Context(), release, e, selection, by, least)
					if err != nil {
						t.Fatalf("Strata(%s), %s: %v", e, name, err)
					}
					if diff := gocmp.Diff(strataOf(selected(ofSource(selection.Source), selection), e, by, least), got); diff != "" {
						t.Fatalf("Strata(%s, %v, %d), %s (-want +got):\n%s", e, by, least, name, diff)
					}
				}
			}
		}
	}
}
