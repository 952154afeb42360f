package publisher_test

import (
	"encoding/csv"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/publisher"
)

func TestNYC(t *testing.T) {
	got := load(t, "nyc-dcwp", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, realFile(t, "nyc_dcwp", "mediated_2018-01.csv"))[0]
	if diff := cmp.Diff(map[ingest.Reason]int{ingest.ClosedBeforeOpened: 4, ingest.NoPlatform: 151}, got.rejected); diff != "" || got.read != 4495 {
		t.Errorf("read %d, rejected (-want +got):\n%s", got.read, diff)
	}
	if got.distinct() != got.accepted {
		t.Errorf("%d ids for %d complaints, want one each", got.distinct(), got.accepted)
	}
	if n := len(got.unmapped["outcome"]); n != 0 {
		t.Errorf("%d outcomes are unmapped, want none: %v", n, got.unmapped["outcome"])
	}
	surnameFirst := regexp.MustCompile(`^[A-Z]+, ?[A-Z]+( [A-Z])?$`)
	for _, c := range got.complaints {
		if surnameFirst.MatchString(c.PlatformName.Text) && !regexp.MustCompile(`(INC|LLC|CORP|LTD|CO|LP|SERVICES|TIRES|LLP|PC|DDS|TOURS)$`).MatchString(c.PlatformName.Text) {
			t.Errorf("line %d: the business is shown under a person's name", c.Line)
		}
	}
	for field, values := range got.unmapped {
		for _, v := range slices.Sorted(maps.Keys(values)) {
			t.Logf("unmapped %s: %6d %s", field, values[v], v)
		}
	}
}

func TestCFPB(t *testing.T) {
	opts := publisher.Options{LoadDay: day(t, 2026, 1, 1), FileDate: day(t, 2023, 9, 30)}
	got := load(t, "cfpb", opts, realFile(t, "cfpb", "cfpb_2023-08_18col_truncated_1MiB.csv"))[0]
	// Twice as many records as encoding/csv reads, less the one that is cut.
	if diff := cmp.Diff(map[ingest.Reason]int{ingest.Truncated: 1}, got.rejected); diff != "" || got.read != 2068 {
		t.Errorf("read %d, rejected (-want +got):\n%s", got.read, diff)
	}
	outcomes := map[complaint.Outcome]int{}
	narratives := 0
	for _, c := range got.complaints {
		outcomes[c.Outcome]++
		if c.Narrative != "" {
			narratives++
		}
		if c.Period != 20230930 {
			t.Fatalf("period %d, want the file's date 20230930", c.Period)
		}
		if (c.Outcome == complaint.OutcomeUnknown) != (c.Status == complaint.Open) {
			t.Fatalf("line %d: status %s with outcome %s", c.Line, c.Status, c.Outcome)
		}
	}
	want := map[complaint.Outcome]int{complaint.Resolved: 789 + 33, complaint.Unresolved: 627 + 2, complaint.OutcomeUnknown: 616}
	if diff := cmp.Diff(want, outcomes); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	for _, v := range slices.Sorted(maps.Keys(got.unmapped["issue"])) {
		t.Logf("unmapped issue: %6d %s", got.unmapped["issue"][v], v)
	}
	for _, name := range []string{"fixture_v1-public.csv", "fixture_v2-intake.csv", "fixture_v2-public.csv"} {
		path := realFile(t, "cfpb", name)
		f := load(t, "cfpb", opts, path)[0]
		if f.accepted != csvRows(t, path) || len(f.rejected) > 0 {
			t.Errorf("%s: accepted %d, rejected %v, want all %d rows", name, f.accepted, f.rejected, csvRows(t, path))
		}
	}
	decl, err := publisher.Load("cfpb")
	if err != nil {
		t.Fatal(err)
	}
	for file, err := range publisher.Open(decl, testKey(t), []string{realFile(t, "cfpb", "fixture_complaints-subset.csv")}, opts).Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range file.Complaints(t.Context()) {
			if err == nil || !strings.Contains(err.Error(), `"Complaint ID", "Company", "Company response to consumer"`) {
				t.Errorf("a file without company: %v, want an error that names the missing columns", err)
			}
		}
	}
}

func csvRows(t *testing.T, path string) int {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return len(records) - 1
}
