package tabular

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// realData returns the folder of the publishers' real files, beside the module,
// and fails the test where there is none: its counts hold for these files and no
// others.
func realData(t *testing.T) string {
	t.Helper()
	dir := must(os.Getwd())
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Fatal("no go.mod above the test")
	}
	data := filepath.Join(dir, "..", "shared", "data")
	if _, err := os.Stat(data); err != nil {
		t.Skipf("the publishers' files are not beside the project: %v", err)
	}
	return data
}

// openReal opens a real file, or the only member of a zip archive.
func openReal(t *testing.T, path string) io.Reader {
	t.Helper()
	if filepath.Ext(path) != ".zip" {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { file.Close() })
		return file
	}
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { archive.Close() })
	member, err := archive.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { member.Close() })
	return member
}

// TestPublisherFiles reads the real files with everything detected and
// compares with counts made by other means.
func TestPublisherFiles(t *testing.T) {
	data := realData(t)
	trust := []string{"utf-8", "windows-1252"}
	for _, want := range []struct {
		file      string
		quoting   Quoting // declared; empty: detected
		records   int     // with the header
		width     int
		ragged    int // records of another width
		truncated int
		encoding  string
		delimiter byte
		decided   Quoting
	}{
		{file: "procon_cnrf/CNRF2018.zip", records: 39061, width: 23, ragged: 13, encoding: "utf-8", delimiter: ';',
			decided: Unquoted},
		{file: "procon_cnrf/CRF2019 Dados Abertos.zip", records: 17578, width: 23, ragged: 22, encoding: "utf-8",
			delimiter: ';', decided: Unquoted},
		{file: "procon_cnrf/CNRF_2017_first_300.csv", quoting: Quoted, records: 300, width: 23, encoding: "utf-8",
			delimiter: ';', decided: Quoted},
		{file: "cfpb/cfpb_2023-08_18col_truncated_1MiB.csv", records: 2068, width: 18, truncated: 1,
			encoding: "utf-8", delimiter: ',', decided: Quoted},
		{file: "cfpb/fixture_complaints-subset.csv", records: 281, width: 5, encoding: "utf-8", delimiter: ',',
			decided: Quoted},
		{file: "cfpb/fixture_utf-8.csv", records: 5, width: 3, encoding: "utf-8", delimiter: ',', decided: Unquoted},
		{file: "nyc_dcwp/mediated_2018-01.csv", records: 4496, width: 15, encoding: "utf-8", delimiter: ',',
			decided: Quoted},
		{file: "ans_igr/igr.csv", records: 973, width: 19, encoding: "windows-1252", delimiter: ';', decided: Quoted},
		{file: "reclameaqui/RECLAMEAQUI_NAGEM.csv", records: 1001, width: 16, encoding: "utf-8", delimiter: ';',
			decided: Unquoted},
	} {
		t.Run(want.file, func(t *testing.T) {
			r := NewReader(openReal(t, filepath.Join(data, want.file)), Format{Encodings: trust, Quoting: want.quoting})
			all, err := collect(r)
			if err != nil {
				t.Fatalf("Next: %v", err)
			}
			records, ragged, truncated := 0, 0, 0
			for _, one := range all {
				switch {
				case one.Kind == Truncated:
					truncated++
				case one.Kind != "":
					t.Errorf("Next at line %d = %s, want a record", one.Line, one.Kind)
				case len(one.Fields) != want.width:
					ragged++
					records++
				default:
					records++
				}
			}
			if records != want.records || ragged != want.ragged || truncated != want.truncated {
				t.Errorf("read %d records, %d ragged, %d truncated, want %d, %d, %d", records, ragged, truncated,
					want.records, want.ragged, want.truncated)
			}
			if r.Encoding() != want.encoding || r.Delimiter() != want.delimiter || r.Quoting() != want.decided {
				t.Errorf("decided on %s %q %s, want %s %q %s", r.Encoding(), r.Delimiter(), r.Quoting(),
					want.encoding, want.delimiter, want.decided)
			}
			if truncated > 0 && all[len(all)-1].Kind != Truncated {
				t.Errorf("last answer = %+v, want the truncated record", all[len(all)-1])
			}
		})
	}
}

// TestPublisherObjects reads the real JSON and NDJSON files with everything
// detected.
func TestPublisherObjects(t *testing.T) {
	data := realData(t)
	for _, want := range []struct {
		file    string
		kind    Kind
		records int
		columns int
		has     string // a column
		value   string // of the first record
	}{
		{"cfpb/fixture_ccdb.ndjson", NDJSON, 10, 25, "company_response", "In progress"},
		{"cfpb/fixture_exp_s3.ndjson", NDJSON, 10, 27, "_source.company_response", "In progress"},
		{"cfpb/fixture_from_s3.ndjson", NDJSON, 10, 19, "date_received", "2019-09-23"},
		{"cfpb/fixture_utf-8.ndjson", NDJSON, 3, 3, "col1", "Ḟōö"},
		{"cfpb/fixture_utf-8.json", JSON, 3, 3, "col1", "Ḟōö"},
		{"heimao/example_data.json", JSON, 3, 5, "keyword", ""},
	} {
		t.Run(want.file, func(t *testing.T) {
			r := NewReader(openReal(t, filepath.Join(data, want.file)), Format{})
			all, err := collect(r)
			if err != nil || r.Kind() != want.kind || len(all) != want.records+1 || len(all[0].Fields) != want.columns ||
				r.Encoding() != "utf-8" {
				t.Fatalf("Next: %v, kind %s, %d records, header %v, want %s, %d, %d columns", err, r.Kind(), len(all)-1,
					all[0].Fields, want.kind, want.records, want.columns)
			}
			for _, one := range all[1:] {
				if one.Kind != "" || len(one.Fields) != want.columns {
					t.Errorf("line %d = %s, %d fields, want %d", one.Line, one.Kind, len(one.Fields), want.columns)
				}
			}
			if at := slices.Index(all[0].Fields, want.has); at < 0 || want.value != "" && all[1].Fields[at] != want.value {
				t.Errorf("column %s is at %d of %v, want %q there", want.has, at, all[0].Fields, want.value)
			}
		})
	}
}
