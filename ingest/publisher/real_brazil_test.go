package publisher_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/publisher"
)

// TestReclameAqui: 1,000 rows, of which three complaints stand twice.
func TestReclameAqui(t *testing.T) {
	path := realFile(t, "reclameaqui", "RECLAMEAQUI_NAGEM.csv")
	got := load(t, "reclame-aqui", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, path)[0]
	if got.read != 1000 || got.distinct() != 997 || len(got.rejected) > 0 {
		t.Errorf("read %d, %d different, rejected %v, want 1000, 997 and none", got.read, got.distinct(), got.rejected)
	}
	outcomes := map[complaint.Outcome]int{}
	regionless := 0
	for _, c := range got.complaints {
		outcomes[c.Outcome]++
		if (c.Outcome == complaint.OutcomeUnknown) != (c.Status == complaint.Open) {
			t.Fatalf("line %d: status %s with outcome %s", c.Line, c.Status, c.Outcome)
		}
		if c.Region == "" {
			regionless++
		}
	}
	want := map[complaint.Outcome]int{complaint.Resolved: 238, complaint.Unresolved: 147, complaint.OutcomeUnknown: 440 + 174 + 1}
	if diff := cmp.Diff(want, outcomes); diff != "" || regionless != 1 {
		t.Errorf("%d without region, want 1; outcomes (-want +got):\n%s", regionless, diff)
	}
	if n := len(got.unmapped["outcome"]); n > 0 {
		t.Errorf("%d outcomes are unmapped, want none: %v", n, got.unmapped["outcome"])
	}
	for value, n := range got.unmapped["issue"] {
		t.Logf("unmapped issue: %6d %s", n, value)
	}
}

// TestReclameAquiDaysFollowTheNumbers: the site numbers complaints in the order
// of their coming, so the days that were read have to follow the numbers. With
// the days as they are written, hundreds of neighbours are months apart.
func TestReclameAquiDaysFollowTheNumbers(t *testing.T) {
	path := realFile(t, "reclameaqui", "RECLAMEAQUI_NAGEM.csv")
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type dated struct {
		number int
		on     complaint.Day
	}
	var all []dated
	for _, c := range load(t, "reclame-aqui", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, path)[0].complaints {
		number, err := strconv.Atoi(rows[c.Line-1][0])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, dated{number, c.OpenedOn})
	}
	slices.SortFunc(all, func(a, b dated) int { return a.number - b.number })
	for i := 1; i < len(all); i++ {
		if all[i].on.Add(7).Before(all[i-1].on) {
			t.Errorf("complaint %d of the file by number: opened on %s, the one before it on %s", i, all[i].on, all[i-1].on)
		}
	}
}

// TestConsumidorPublicationsAgree: what both publications say of a complaint is
// the same, whatever the form of the file.
func TestConsumidorPublicationsAgree(t *testing.T) {
	opts := publisher.Options{LoadDay: day(t, 2024, 3, 1)}
	comma := load(t, "consumidor-gov-br", opts, "testdata/consumidor-gov-br-base-2022-04.csv")[0]
	tab := load(t, "consumidor-gov-br", opts, "testdata/consumidor-gov-br-base-2022-04.tsv")[0]
	if diff := cmp.Diff(shownComplaints(t, comma.complaints[:2]), shownComplaints(t, tab.complaints)); diff != "" {
		t.Errorf("with tabs, against with semicolons (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[ingest.Reason]int{ingest.ClosedBeforeOpened: 1}, comma.rejected); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	decl, err := publisher.Load("consumidor-gov-br")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ingest.Replace{Kind: ingest.Slice, Slice: "closed_on", By: "month"}, decl.Publisher().Replace); diff != "" {
		t.Errorf("Replace (-want +got):\n%s", diff)
	}
}
