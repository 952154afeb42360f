package warehouse_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode"

	gocmp "github.com/google/go-cmp/cmp"

	"redress/analytics"
)

// Copies are what a loop in Go counts.
func TestCopies(t *testing.T) {
	s, release := filled(t)
	price := analytics.Selection{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimIssue: {Values: []string{"price"}}}}
	for _, selection := range []analytics.Selection{{Source: "s"}, price, {Source: "u"}} {
		for _, least := range []int{0, 12, 500} {
			got, err := s.Copies(t.Context(), release, selection, least)
			if err != nil {
				t.Fatal(err)
			}
			want := copiesOf(selected(ofSource(selection.Source), selection), least)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("Copies(%s, %d) (-want +got):\n%s", selection, least, diff)
			}
		}
	}
}

func copiesOf(kept []row, least int) []analytics.CopyTally {
	slices.SortFunc(kept, func(a, b row) int { return cmp.Or(a.OpenedOn.Compare(b.OpenedOn), cmp.Compare(a.ID, b.ID)) })
	seen, byKey := map[[2]string]bool{}, map[string]*analytics.CopyTally{}
	out := []analytics.CopyTally{}
	for _, r := range kept {
		if r.Narrative == nil {
			continue
		}
		letters := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, *r.Narrative)
		if len([]rune(letters)) < least {
			continue
		}
		if byKey[r.Platform] == nil {
			byKey[r.Platform] = &analytics.CopyTally{Key: r.Platform}
		}
		tally := byKey[r.Platform]
		tally.WithText++
		if !seen[[2]string{r.Platform, letters}] {
			seen[[2]string{r.Platform, letters}] = true
			continue
		}
		tally.Copies++
		if r.Status == "closed" && r.Outcome == "resolved" {
			tally.Resolved++
		}
		if r.Status == "closed" && (r.Outcome == "resolved" || r.Outcome == "unresolved") {
			tally.Rated++
		}
	}
	for _, tally := range byKey {
		out = append(out, *tally)
	}
	slices.SortFunc(out, func(a, b analytics.CopyTally) int { return cmp.Compare(a.Key, b.Key) })
	return out
}
