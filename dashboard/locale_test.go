package dashboard

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"redress/analytics"
	"redress/analytics/stat"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/register"
)

// families are the keys that code completes from a closed list.
func families() map[string][]string {
	var pages, sections []string
	for _, v := range views() {
		if pages = append(pages, v.name); !v.hasSlug() {
			sections = append(sections, v.name)
		}
	}
	columns := []string{"subissue", "seller", "too_few", "changed", "ladder_complaints", "abandoned_where", "score_rank", "reclame_aqui"}
	v := analytics.View{}
	add := func(t table) {
		for _, c := range t.columns {
			columns = append(columns, c.name)
		}
	}
	l := &locale{}
	add(tabulate(standingColumns(v, analytics.Platform, l), nil))
	add(tabulate(standingColumns(v, analytics.Issue, l), nil))
	add(trendTable(v, nil))
	add(tabulate(keyColumns(v), nil))
	add(tabulate(loadColumns(), nil))
	add(tabulate(timeColumns(), nil))
	add(tabulate(metricColumns(), nil))
	add(tabulate(ladderColumns(l), nil))
	add(tabulate(decompositionColumns(), nil))
	add(tabulate(actionColumns(), nil))
	add(tabulate(alertColumns(v, l), nil))
	add(tabulate(impactColumns(l), nil))
	add(tabulate(eventColumns(), nil))
	add(tabulate(robustColumns(analytics.Robustness{}), nil))
	add(standingTable(v, analytics.Platform, l, nil))
	add(evidenceTable(l, nil))
	var units, metrics, shares []string
	for _, m := range analytics.Metrics() {
		columns, units, metrics = append(columns, m.Code), append(units, m.Unit), append(metrics, m.Code)
		if m.Numerator != "" {
			shares = append(shares, m.Code)
		}
	}
	slices.Sort(columns)
	columns = slices.Compact(columns)
	return map[string][]string{
		"page.": pages, "nav.": sections, "lede.": pages, "rows.": pages, "column.": columns, "unit.": units,
		"formula.": metrics, "numerator.": shares, "denominator.": shares,
		"issue.": stringsOf(complaint.Issues), "channel.": stringsOf(complaint.Channels), "remedy.": stringsOf(complaint.Remedies),
		"evidence.": stringsOf(complaint.EvidenceKinds), "evidence.part.": stringsOf(analytics.EvidenceParts),
		"size.per.": stringsOf(analytics.SizeMeasures), "size.is.": stringsOf(analytics.SizeMeasures), "stage.": stringsOf(complaint.StageNames),
		"outcome.": append(stringsOf(complaint.Outcomes), "open"), "basis.": stringsOf(complaint.OutcomeBases), "alias.": stringsOf(complaint.NameKinds),
		"dimension.": stringsOf(analytics.Dimensions), "definition.": stringsOf(analytics.Definitions), "key.": stringsOf(analytics.Definitions),
		"grain.": stringsOf(analytics.Grains), "trend.caption.": stringsOf(analytics.Grains),
		"note.": stringsOf([]analytics.Note{analytics.TooFewToRank, analytics.TooFewForRate, analytics.NothingToRate, analytics.NoKey,
			analytics.Provisional, analytics.OutcomeFiltered, analytics.OneSided, analytics.TooFewOnASide, analytics.StrataDiffer, analytics.SignsDiffer, analytics.NotAsked,
			analytics.SizeNotLoaded, analytics.SizeFiltered, analytics.SizeOutside, analytics.RankUncertain, analytics.TooYoung, analytics.DaysUnknown,
			analytics.DateCoarse, analytics.BreaksSeries, analytics.ScopeUnknown, analytics.IssuesNotAsked, analytics.ClosingNotAsked,
			analytics.NothingConcerned, analytics.TooFewPerPeriod, analytics.TooShort, analytics.NoPlacebos, analytics.PlacebosAlike,
			analytics.BentBefore, analytics.NotComputable, analytics.WholeIssue,
			analytics.TooFewNamed, analytics.TooFewShared, analytics.NoOthers, analytics.WindowCut, analytics.TooFewAround, analytics.ActionUndated,
			analytics.StageUnclear, analytics.StagePicked, analytics.NotReached, analytics.TooFewStays, analytics.CurrencyUnknown,
			analytics.Immature, analytics.MedianNotReached, analytics.NotToldApart, analytics.TooFewForTimes, analytics.ShortlyFollowed, analytics.TooFewToCompare,
			analytics.AlertOthersChanged}),
		"invalid.": {analytics.UnknownParameter, analytics.UnknownValue, analytics.BadDate, analytics.ReversedRange, analytics.Repeated,
			analytics.TooLong, reasonContradiction, reasonMalformed},
		"status.": {"bad_request", "not_found", "method", "internal"}, "error.": {"bad_request", "not_found", "method", "internal"},
		"end.": stringsOf(analytics.StageEnds), "ladder.group.": stringsOf([]analytics.Dimension{analytics.DimPlatform, analytics.DimIssue, analytics.DimAssociation}),
		"impact.what.": stringsOf(impactMeasureCodes()), "impact.about.": stringsOf(impactMeasureCodes()),
		"impact.verdict.": impactVerdicts(), "impact.said.": impactVerdicts(),
		"impact.control.": {"issue", "platform", "region"}, "impact.difference.": {"issue", "platform", "region"},
		"impact.periods_said.": {string(analytics.ByMonth), string(analytics.ByFortnight), string(analytics.ByWeek)},
		"festival.":            stringsOf([]analytics.Festival{analytics.DoubleEleven, analytics.SixEighteen, analytics.BlackFriday}),
		"direction.":           {"high", "low", "neither"}, "example.": {"cedar", "maple", "willow", "rowan"},
		"field.": append(recordFields(), "canonical", "column"), "reason.": stringsOf(ingest.Reasons), "standin.": slices.Collect(maps.Values(standIns())),
		"subissue.": subissues(),
		"register.": register.Codes(), "link.": stringsOf(register.LinkKinds),
		"data.state.": stringsOf([]analytics.LoadState{analytics.LoadRunning, analytics.LoadPublished, analytics.LoadUnchanged,
			analytics.LoadHeld, analytics.LoadRefused, analytics.LoadFailed, analytics.LoadInterrupted}),
		"data.breach.": {ingest.GateRejects, ingest.GateShrink, ingest.GateUnmapped, ingest.GateFuture, ingest.GateVanished,
			ingest.GateMoved, ingest.GateDuplicates, ingest.GateColumns},
		"ending.":        append(append(stringsOf(analytics.ToClose.Endings()), stringsOf(analytics.ToResponse.Endings())...), string(analytics.NotEnded)),
		"times.heading.": stringsOf(analytics.Clocks), "times.about.": stringsOf(analytics.Clocks), "times.says.": stringsOf(analytics.Clocks),
		"times.says_several.": stringsOf(analytics.Clocks), "times.states.": stringsOf(analytics.Clocks), "times.rows.": stringsOf(analytics.Clocks),
		"times.median.": stringsOf(analytics.Clocks), "times.bare_median.": stringsOf(analytics.Clocks), "times.no_median.": stringsOf(analytics.Clocks),
		"times.gap_share.": stringsOf(analytics.Clocks), "times.gap_days.": stringsOf(analytics.Clocks), "times.verdict.": verdicts(), "times.found.": verdictsOfClocks(),
		"times.tested.":      stringsOf([]analytics.TimeTest{analytics.TestLogRank, analytics.TestRestricted}),
		"times.tested_many.": stringsOf([]analytics.TimeTest{analytics.TestLogRank, analytics.TestRestricted}),
		"indicator.":         stringsOf(analytics.Indicators),
		"ranking.ranked.":    {"platform", "issue", "seller"}, "profile.rank.": {"platform", "issue", "seller"},
		"action.": stringsOf(complaint.ActionNames), "decomposition.says.": {"gap", "seller_mix", "handling", "undecided"},
		"how.": {string(stat.FullBayesGrid), string(stat.MaximumLikelihood), string(stat.NoSpread)}, "cause.": stringsOf(analytics.StratumParts),
		"funnel.": stringsOf([]analytics.FunnelPosition{analytics.FarBelow, analytics.Below, analytics.Within, analytics.Above, analytics.FarAbove}),
		"warning.": {analytics.WarnNotAsked, analytics.WarnOutcomeFiltered, analytics.WarnNoSpread, analytics.WarnTooSpread, analytics.WarnTooMany, analytics.WarnNoneOpen,
			analytics.WarnNotMeasured, analytics.WarnNoStages, analytics.WarnStagePicked, analytics.WarnPerson, analytics.WarnNoSellers, analytics.WarnNoActions,
			analytics.WarnNoClosingDay, analytics.WarnNoResponseDay,
			analytics.WarnOneIndicator, analytics.WarnNoHistory, analytics.WarnNotDated, analytics.WarnSourceChanged, analytics.WarnLargestOnly, analytics.WarnOnlyEnded, analytics.WarnStageLate},
		"alerts.":           {"rose.complaints", "rose.resolved_within_age", "fell.complaints", "fell.resolved_within_age"},
		"alerts.indicator.": stringsOf(analytics.AlertIndicators), "alerts.looked.": stringsOf(analytics.AlertIndicators),
		"alerts.window.": stringsOf(analytics.AlertWindows), "alerts.verdict.": stringsOf(analytics.AlertVerdicts), "alerts.summary.": stringsOf(analytics.AlertVerdicts),
		"alerts.none.": {"current", "log", "changes", "front", "unseen"},
	}
}

func verdictsOfClocks() []string {
	var out []string
	for _, clock := range analytics.Clocks {
		for _, v := range verdicts() {
			out = append(out, string(clock)+"."+v)
		}
	}
	return out
}

func verdicts() []string {
	return []string{verdictFaster, verdictSlower, verdictNone, verdictFasterFirst, verdictSlowerFirst, verdictNoneFirst}
}

func impactMeasureCodes() []analytics.ImpactMeasure {
	return []analytics.ImpactMeasure{analytics.ImpactResolved, analytics.ImpactComplaints}
}

func impactVerdicts() []string {
	return stringsOf([]analytics.ImpactVerdict{analytics.ImpactRose, analytics.ImpactFell, analytics.NotDetectable, analytics.NotAttributable, analytics.NotSupported})
}

func stringsOf[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// wantedKeys are all keys that templates and code ask for.
func wantedKeys(t *testing.T) map[string]bool {
	t.Helper()
	wanted, known := map[string]bool{}, families()
	maps.Copy(known, courseFamilies())
	for prefix, codes := range known {
		for _, code := range codes {
			wanted[prefix+code] = true
			if prefix == "column." {
				wanted[prefix+code+".about"] = true
			}
		}
	}
	for _, r := range refusals() {
		wanted[r.message] = true
	}
	// absent.* is chosen by name in Go before text is called.
	plain := regexp.MustCompile(`(?:\bT |text\(|T\(|")"?([a-z][a-z_0-9]*\.[a-z_0-9.]+)"`)
	family := regexp.MustCompile(`text\("([a-z_.]+\.)" ?\+`)
	for name, source := range sources(t) {
		for _, match := range family.FindAllStringSubmatch(source, -1) {
			if _, ok := known[match[1]]; !ok {
				t.Errorf("%s completes keys of %q, which this test does not list", name, match[1])
			}
		}
		for _, match := range plain.FindAllStringSubmatch(source, -1) {
			if !strings.HasSuffix(match[1], ".") && !regexp.MustCompile(`\.(html|css|js|svg|json|csv)$`).MatchString(match[1]) {
				wanted[match[1]] = true
			}
		}
	}
	return wanted
}

// sources are the texts of the templates and of this package's code.
func sources(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"*.go", "template/*.html"} {
		names, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(body)
		}
	}
	return texts
}

// A message is itself for any count, also where it has one form only.
func TestMessagesOfOne(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	for key := range wantedKeys(t) {
		if strings.HasSuffix(key, ".separator") {
			continue // may be nothing
		}
		for _, code := range languageCodes() {
			for _, n := range []int64{0, 1, 2} {
				if got := s.locales.find(code).text(key, "Count", n); got == key {
					t.Errorf("%s in %s with a count of %d is its key", key, code, n)
				}
			}
		}
	}
}

// Every key is in both catalogues, and every message is asked for.
func TestCatalogues(t *testing.T) {
	wanted := wantedKeys(t)
	held := map[string]map[string]any{}
	for _, code := range languageCodes() {
		body, err := catalogues.ReadFile("locale/" + code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		messages := map[string]any{}
		if err := json.Unmarshal(body, &messages); err != nil {
			t.Fatal(err)
		}
		held[code] = messages
		for key := range wanted {
			if _, ok := messages[key]; !ok {
				t.Errorf("locale/%s.json has no %s", code, key)
			}
		}
		for key := range messages {
			if !wanted[key] {
				t.Errorf("locale/%s.json: nothing asks for %s", code, key)
			}
		}
	}
	placeholder := regexp.MustCompile(`{{\.(\w+)}}`)
	for key := range held["en"] {
		names := func(v any) []string {
			body, _ := json.Marshal(v)
			found := placeholder.FindAllString(string(body), -1)
			slices.Sort(found)
			return slices.Compact(found)
		}
		if en, zh := names(held["en"][key]), names(held["zh"][key]); !slices.Equal(en, zh) {
			t.Errorf("%s has placeholders %v in en, %v in zh", key, en, zh)
		}
	}
}

func TestLanguageChoice(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	f := func(address, cookie, accept, want string) {
		t.Helper()
		w := get(t, s, address, "Cookie", cookie, "Accept-Language", accept)
		if got := attribute(t, w.Body.String(), "html", "lang"); got != want {
			t.Errorf("%s with cookie %q and Accept-Language %q is in %s, want %s", address, cookie, accept, got, want)
		}
	}
	f("/", "", "", "en")
	f("/", "", "fr-FR,fr;q=0.9", "en")
	f("/", "", "zh-TW,zh;q=0.9,en;q=0.8", "zh-CN")
	f("/", "", "en-GB,zh;q=0.5", "en")
	f("/", "lang=zh", "en", "zh-CN")
	f("/", "lang=xx", "zh", "zh-CN")
	f("/?lang=en", "lang=zh", "zh", "en")
	w := get(t, s, "/?lang=zh")
	if cookie := w.Header().Get("Set-Cookie"); !strings.HasPrefix(cookie, "lang=zh;") || !strings.Contains(cookie, "HttpOnly") {
		t.Errorf("Set-Cookie = %q, want lang=zh kept", cookie)
	}
	if vary := strings.Join(w.Header().Values("Vary"), ", "); !strings.Contains(vary, "Accept-Language") || !strings.Contains(vary, "Cookie") {
		t.Errorf("Vary = %q, want Accept-Language and Cookie", vary)
	}
}
