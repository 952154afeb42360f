package analytics

import (
	"context"
	"testing"
)

// facetTable is a table whose every dimension has a frequent and a rare value.
type facetTable struct{ table }

func (facetTable) Facet(context.Context, Release, Dimension, Selection, int) ([]FacetCount, error) {
	return []FacetCount{{Named: Named{Slug: "often"}, Complaints: 3}, {Named: Named{Slug: "rare"}, Complaints: 2}}, nil
}

// TestRareWordsAreNoOptions: a value of a publisher's own words that stands there
// once or twice is not offered; codes are.
func TestRareWordsAreNoOptions(t *testing.T) {
	s := New(facetTable{table{fields: []string{"category"}}}, Config{Floors: DefaultFloors})
	for d, want := range map[Dimension]int{DimCategory: 1, DimRegion: 1, DimAssociation: 1, DimChannel: 2, DimIssue: 2} {
		values, _, err := s.Facets(t.Context(), Query{}, d, 100)
		if err != nil || len(values) != want || values[0].Value != "often" {
			t.Errorf("Facets(%s) = %v, %v, want %d of which the first is often", d, values, err, want)
		}
	}
}
