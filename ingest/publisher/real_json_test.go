package publisher_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/publisher"
)

// plainRecord is what a record of CFPB's JSON says, read without any code of ours.
type plainRecord struct {
	ID       string  `json:"complaint_id"`
	Received *string `json:"date_received"`
	Company  string  `json:"company"`
	State    *string `json:"state"`
}

// plainRecords reads NDJSON whose records may lie below _source.
func plainRecords(t *testing.T, path string) []plainRecord {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var records []plainRecord
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var outer struct {
			plainRecord
			Source *plainRecord `json:"_source"`
		}
		if err := json.Unmarshal(lines.Bytes(), &outer); err != nil {
			t.Fatal(err)
		}
		if outer.Source != nil {
			outer.plainRecord = *outer.Source
		}
		records = append(records, outer.plainRecord)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return records
}

// TestCFPBJSON loads the three shapes of NDJSON and compares every record with
// what stands in its line. One record of two of them has its number under another
// name than the rest: it is no_id.
func TestCFPBJSON(t *testing.T) {
	for _, name := range []string{"fixture_ccdb.ndjson", "fixture_from_s3.ndjson", "fixture_exp_s3.ndjson"} {
		path := realFile(t, "cfpb", name)
		raw := plainRecords(t, path)
		want := map[ingest.Reason]int{}
		for _, r := range raw {
			switch {
			case r.Received == nil:
				want[ingest.NoOpenedAt]++
			case r.ID == "":
				want[ingest.NoID]++
			}
		}
		// The days of one of the files are in 2099.
		got := load(t, "cfpb", publisher.Options{LoadDay: day(t, 2099, 12, 31)}, path)[0]
		if diff := cmp.Diff(want, got.rejected); diff != "" || got.read != len(raw) {
			t.Errorf("%s: read %d, want %d; rejected (-want +got):\n%s", name, got.read, len(raw), diff)
		}
		for _, c := range got.complaints {
			r := raw[c.Line-1]
			if c.PlatformName.Text != r.Company || r.State != nil && c.Region != *r.State {
				t.Errorf("%s line %d: company or state differ from the record's", name, c.Line)
			}
			on, err := time.Parse(time.RFC3339, *r.Received)
			switch {
			case err != nil && (c.OpenedOn.String() != *r.Received || !c.OpenedAt.IsZero()):
				t.Errorf("%s line %d: opened on %s at %s, want %s alone", name, c.Line, c.OpenedOn, c.OpenedAt, *r.Received)
			case err == nil && (!c.OpenedAt.Equal(on) || c.OpenedOn.String() != (*r.Received)[:10]):
				t.Errorf("%s line %d: opened on %s at %s, want %s", name, c.Line, c.OpenedOn, c.OpenedAt, *r.Received)
			}
		}
	}
}

// TestCFPBShapesAgree: one complaint is the same whether it comes as a record of
// the API, of its index or of the bulk file.
func TestCFPBShapesAgree(t *testing.T) {
	var shapes []string
	for _, name := range []string{"cfpb-ccdb.ndjson", "cfpb-index.ndjson", "cfpb-api.json"} {
		got := load(t, "cfpb", fixtureOptions(t), "testdata/"+name)[0]
		for i := range got.complaints {
			got.complaints[i].Line = 0
		}
		shapes = append(shapes, shownComplaints(t, got.complaints))
	}
	for _, shape := range shapes[1:] {
		if diff := cmp.Diff(shapes[0], shape); diff != "" {
			t.Errorf("shapes differ (-want +got):\n%s", diff)
		}
	}
}
