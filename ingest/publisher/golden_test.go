package publisher_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/complaint"
	"redress/ingest/publisher"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden maps every publisher's file in testdata with the declaration whose
// code its name begins with, and compares complaints (file.golden) and rejects
// with the unmapped values (file.rejects). Run with -update after a change, and
// read the diff.
func TestGolden(t *testing.T) {
	shown := map[string]bool{}
	for _, path := range fixtures(t) {
		code := codeOf(t, path)
		shown[code] = true
		t.Run(filepath.Base(path), func(t *testing.T) {
			got := load(t, code, fixtureOptions(t), path)[0]
			if len(got.sha256) != 64 {
				t.Errorf("SHA-256 %q after the file was read, want 64 digits", got.sha256)
			}
			compare(t, path+".golden", shownComplaints(t, got.complaints))
			compare(t, path+".rejects", shownRejects(got))
		})
	}
	for _, code := range publisher.Codes() {
		if !shown[code] {
			t.Errorf("%s has no golden file", code)
		}
	}
}

// fixtures are the publishers' files in testdata.
func fixtures(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join("testdata", "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(path string) bool {
		return !slices.Contains([]string{".csv", ".tsv", ".json", ".ndjson", ".xlsx"}, filepath.Ext(path))
	})
}

// fixtureOptions are those of a load of invented files.
func fixtureOptions(t *testing.T) publisher.Options {
	t.Helper()
	return publisher.Options{LoadDay: day(t, 2024, 3, 1), FileDate: day(t, 2024, 2, 1)}
}

// codeOf is the publisher whose code the name of a file begins with.
func codeOf(t *testing.T, path string) string {
	t.Helper()
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	for _, code := range publisher.Codes() {
		if name == code || strings.HasPrefix(name, code+"-") {
			return code
		}
	}
	t.Fatalf("%s: no publisher has that name", path)
	return ""
}

func compare(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// shownComplaints is one JSON object a complaint, without what is unknown.
func shownComplaints(t *testing.T, complaints []complaint.Complaint) string {
	t.Helper()
	var out strings.Builder
	for _, c := range complaints {
		raw, err := json.Marshal(struct {
			complaint.Complaint
			ID string
		}{c, hex.EncodeToString(c.ID[:])})
		if err != nil {
			t.Fatal(err)
		}
		fields := map[string]any{}
		if err := json.Unmarshal(raw, &fields); err != nil {
			t.Fatal(err)
		}
		maps.DeleteFunc(fields, func(_ string, v any) bool {
			list, isList := v.([]any)
			return v == nil || v == "" || v == 0.0 || v == "0001-01-01T00:00:00Z" || isList && len(list) == 0 ||
				fmt.Sprint(v) == "map[Kind: Text:]"
		})
		pretty, err := json.MarshalIndent(fields, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(pretty, '\n'))
	}
	return out.String()
}

func shownRejects(l loaded) string {
	var out strings.Builder
	for _, r := range l.rejects {
		fmt.Fprintf(&out, "line %d: %s %s\n", r.Line, r.Reason, r.Column)
	}
	for _, field := range slices.Sorted(maps.Keys(l.unmapped)) {
		for _, value := range slices.Sorted(maps.Keys(l.unmapped[field])) {
			fmt.Fprintf(&out, "unmapped %s: %d %s\n", field, l.unmapped[field][value], value)
		}
	}
	return out.String()
}
