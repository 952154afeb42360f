package register_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"redress/ingest/register"
)

// example is a file that shows how a register is written.
func example(t *testing.T, code string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("testdata", code+".*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("examples of %s: %v, %v, want one", code, found, err)
	}
	return found[0]
}

// Every register has an example that is read without a reject, and every column
// of it is known.
func TestExamples(t *testing.T) {
	for _, code := range register.Codes() {
		r := read(t, code, example(t, code))
		if len(r.Rejects) > 0 {
			t.Errorf("%s: rejected %v", code, &r.Rejects[0].Row)
		}
		if len(r.Unmapped) > 0 || len(r.Rows) < 2 {
			t.Errorf("%s: %d rows, unknown columns %v", code, len(r.Rows), r.Unmapped)
		}
	}
}

// The same table says the same in every kind of file.
func TestEveryKindOfTable(t *testing.T) {
	text, err := os.ReadFile(example(t, register.Policies))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := read(t, register.Policies, example(t, register.Policies))

	var ndjson, array bytes.Buffer
	var objects []map[string]string
	for _, row := range rows[1:] {
		object := map[string]string{}
		for i, name := range rows[0] {
			object[name] = row[i]
		}
		objects = append(objects, object)
		if err := json.NewEncoder(&ndjson).Encode(object); err != nil {
			t.Fatal(err)
		}
	}
	if err := json.NewEncoder(&array).Encode(objects); err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	day, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j, cell := range row {
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			var value any = cell
			if date, err := time.Parse(time.DateOnly, cell); err == nil {
				value = date
			}
			if err := book.SetCellValue("Sheet1", at, value); err != nil {
				t.Fatal(err)
			}
			if value != any(cell) {
				if err := book.SetCellStyle("Sheet1", at, at, day); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var xlsx, archive bytes.Buffer
	if err := book.Write(&xlsx); err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&archive)
	member, err := z.Create("register.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := member.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"a.ndjson": ndjson.String(), "a.json": array.String(), "a.xlsx": xlsx.String(), "a.zip": archive.String()} {
		got := read(t, register.Policies, write(t, name, content))
		if diff := cmp.Diff(register.Records[register.Policy](want), register.Records[register.Policy](got), dates()); diff != "" || got.Digest() != want.Digest() {
			t.Errorf("%s (-csv +%s):\n%s", name, name, diff)
		}
	}
}
