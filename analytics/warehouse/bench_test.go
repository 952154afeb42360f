package warehouse_test

import (
	"fmt"
	"testing"
	"time"

	"redress/analytics"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest/complaint"
)

// BenchmarkTallies counts a million complaints of 40 platforms over three years
// by each dimension a page needs.
func BenchmarkTallies(b *testing.B) {
	const rows = 1_000_000
	db := schematest.Open(b)
	release := schema.ReleaseDatabase(db.Database, 1)
	if err := schema.CreateRelease(b.Context(), db, db.Database, release); err != nil {
		b.Fatal(err)
	}
	err := db.Exec(b.Context(), fmt.Sprintf(`INSERT INTO %s.complaints (source, id, version, platform, platform_name, seller, issue, region,
 opened_on, closed_on, zone, status, outcome_basis, outcome)
SELECT 's', leftPad(toString(number), 16, '0'), 1, 'name:p' || toString(cityHash64(number) %% 40), 'P', 'name:s' || toString(cityHash64(number, 1) %% 600),
 ['quality', 'price', 'delivery'][cityHash64(number, 2) %% 3 + 1], 'R' || toString(cityHash64(number, 3) %% 31),
 toDate('2021-01-01') + cityHash64(number, 4) %% 1095, toDate('2021-01-01') + cityHash64(number, 4) %% 1095 + cityHash64(number, 5) %% 60,
 'UTC', 'closed', 'consumer', ['resolved', 'unresolved', 'unrated'][cityHash64(number, 6) %% 3 + 1]
FROM numbers(%d)`, release, rows))
	if err != nil {
		b.Fatal(err)
	}
	s, at := store(db), analytics.Release{Number: 1}
	everyone := analytics.Selection{Source: "s"}
	b.Run("total", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Total(b.Context(), at, everyone); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, entity := range []analytics.Entity{analytics.Platform, analytics.Seller, analytics.Issue, analytics.Region} {
		b.Run(string(entity), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Tallies(b.Context(), at, entity, everyone); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("seller counts", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.SellerCounts(b.Context(), at, everyone); err != nil {
				b.Fatal(err)
			}
		}
	})
	day := func(year int) complaint.Day {
		d, _ := complaint.NewDay(year, time.January, 1)
		return d
	}
	b.Run("action windows", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.ActionWindows(b.Context(), at, everyone, analytics.ActionOptions{Start: day(2021), End: day(2024), Least: 10}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("month", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Periods(b.Context(), at, analytics.ByMonth, everyone); err != nil {
				b.Fatal(err)
			}
		}
	})
}
