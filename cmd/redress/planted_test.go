package main_test

import (
	"path/filepath"
	"strings"
	"testing"

	"redress/analytics"
	"redress/analytics/warehouse"
	"redress/deploy/schema"
	"redress/ingest/demo"
)

// A planted demo is invented complaints after the whole way in, with the service
// that answers about them and what was decided about them in advance.
type planted struct {
	service *analytics.Service
	release analytics.Release
	truth   demo.Planted
}

// TestPlanted asks the answers for what the demo has planted: a statistic that
// cannot find it there will not find it anywhere.
func TestPlanted(t *testing.T) {
	const complaints, seed = 50_000, 1
	folder := t.TempDir()
	file, data := filepath.Join(folder, "demo.csv"), filepath.Join(folder, "data")
	writeDemoFile(t, file, complaints, seed)
	must(t, "ingest", "demo", file, "--data", data)
	for _, code := range demo.Registers() {
		must(t, "ingest", code, writeRegisterFile(t, folder, code, complaints, seed), "--data", data)
	}
	db := opened(t, data)
	store := warehouse.New(db.ReadOnly(), db.Database, func(number uint32) string { return schema.ReleaseDatabase(db.Database, number) })
	p := planted{truth: demo.Truth(seed), service: analytics.New(analytics.Cached(store, analytics.DefaultCachedRows), analytics.Config{Floors: analytics.DefaultFloors})}
	var err error
	if p.release, err = p.service.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, found := range map[string]func(*testing.T, planted){
		"platforms": platformsFound,
		"alerts":    alertsFound,
		"course":    courseFound,
		"ladder":    ladderFound,
		"impact":    impactFound,
		"evidence":  evidenceFound,
		"sizes":     sizesFound,
		"times":     timesFound,
		"sellers":   sellersFound,
	} {
		t.Run(name, func(t *testing.T) { found(t, p) })
	}
}

// platforms is the league table of the demo's platforms, and its rows by name.
func (p planted) platforms(t *testing.T) (analytics.Ranking, map[string]analytics.Standing) {
	t.Helper()
	ranking, err := p.service.Ranking(t.Context(), analytics.Platform, analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]analytics.Standing, len(ranking.Rows))
	for _, row := range ranking.Rows {
		rows[row.Name] = row
	}
	return ranking, rows
}

// slug is the address of a platform of the demo.
func (p planted) slug(t *testing.T, name string) string {
	t.Helper()
	_, rows := p.platforms(t)
	row, ok := rows[name]
	if !ok {
		t.Fatalf("no platform is called %s", name)
	}
	return row.Slug
}

// platformsFound: platforms that are planted better stand above those that are
// planted worse, whatever issues they have, and equal ones do not stand out once
// the mix is allowed for.
func platformsFound(t *testing.T, p planted) {
	ranking, rows := p.platforms(t)
	var better, worse, equal, apart int
	for _, platform := range p.truth.Platforms {
		row := rows[platform.Name]
		if row.CaseMix == nil || row.CaseMix.Low == nil || ranking.Total.ResolutionRate.Value == nil {
			continue
		}
		all := *ranking.Total.ResolutionRate.Value
		switch platform.Role {
		case demo.Better:
			if better++; *row.CaseMix.Rate <= all {
				t.Errorf("%s is planted better and has the adjusted rate %.3f, all have %.3f", platform.Name, *row.CaseMix.Rate, all)
			}
		case demo.Worse:
			if worse++; *row.CaseMix.Rate >= all {
				t.Errorf("%s is planted worse and has the adjusted rate %.3f, all have %.3f", platform.Name, *row.CaseMix.Rate, all)
			}
		case demo.Equal:
			if equal++; *row.CaseMix.Low > all || *row.CaseMix.High < all {
				apart++
			}
		}
	}
	if better == 0 || worse == 0 || equal == 0 {
		t.Fatalf("%d better, %d worse and %d equal platforms are compared, want some of each: %s", better, worse, equal, strings.Join(namesOf(ranking.Rows), ", "))
	}
	// Platforms that change, or have bad sellers, pull the rate of all.
	if apart*3 > equal {
		t.Errorf("%d of %d equal platforms have an adjusted interval without the rate of all", apart, equal)
	}
}

func namesOf(rows []analytics.Standing) []string {
	var names []string
	for _, row := range rows {
		names = append(names, row.Name)
	}
	return names
}
