package mapping_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/mapping"
)

// withIdentity is the small declaration for a source without ids.
func withIdentity(rows string) string {
	return strings.Replace(small, "id: number", "identical_rows: "+rows+
		"\nidentity: [opened, {column: number, as: number, else: platform}, zip]", 1)
}

func TestIdentity(t *testing.T) {
	header := "Number,Opened,Platform,Zip\n"
	id := func(rows, row string) []complaint.ID {
		complaints, rejects, _ := read(t, parse(t, withIdentity(rows)), header+row)
		if len(rejects) > 0 {
			t.Fatalf("rejects: %q", rejects)
		}
		var ids []complaint.ID
		for _, c := range complaints {
			ids = append(ids, c.ID)
		}
		return ids
	}
	base := id("last", "007,2024-01-02,Aurora,1\n")[0]
	for row, same := range map[string]bool{"7,2024-01-02,Borealis,1\n": true, "70,2024-01-02,Aurora,1\n": false, "7,2024-01-03,Aurora,1\n": false,
		"7,2024-01-02,Aurora,2\n": false} {
		if got := id("last", row)[0]; (got == base) != same {
			t.Errorf("row %q: same identity %v, want %v", row, got == base, same)
		}
	}
	if a, b := id("last", ",2024-01-02,Aurora,1\n")[0], id("last", ",2024-01-02,Borealis,1\n")[0]; a == b {
		t.Errorf("without a number, two platforms have the same identity")
	}
	twice := id("last", "7,2024-01-02,Aurora,1\n7,2024-01-02,Aurora,1\n")
	if twice[0] != twice[1] {
		t.Errorf("identical rows have ids %x, want the same", twice)
	}
	ordinal := id("ordinal", "7,2024-01-02,Aurora,1\n7,2024-01-02,Aurora,1\n7,2024-01-02,Aurora,1\n")
	if ordinal[0] == ordinal[1] || ordinal[1] == ordinal[2] || ordinal[0] == ordinal[2] || ordinal[0] != twice[0] {
		t.Errorf("identical rows told apart by ordinal have ids %x", ordinal)
	}
	if again := id("ordinal", "7,2024-01-02,Aurora,1\n7,2024-01-02,Aurora,1\n7,2024-01-02,Aurora,1\n"); !slices.Equal(again, ordinal) {
		t.Errorf("the same file again gives ids %x, want %x", again, ordinal)
	}
}

// TestIdentityIsRequired: without one of the columns that tell complaints
// apart, every id would be another than before.
func TestIdentityIsRequired(t *testing.T) {
	optional := strings.Replace(withIdentity("last"), "number: {header: Number, required: true}", "number: Number", 1)
	byID := strings.Replace(small, "number: {header: Number, required: true}", "number: Number", 1)
	f := func(source, header, missing string) {
		t.Helper()
		m := mapping.NewMapper(parse(t, source), testKey(t), mapping.File{Path: "f"})
		for c, err := range m.Complaints(t.Context(), strings.NewReader(header+"\n"+strings.Repeat("1,", strings.Count(header, ","))+"1\n")) {
			if c != nil || err == nil || !strings.Contains(err.Error(), "its header lacks the column "+missing+":") {
				t.Errorf("header %q: %v, want an error that names %s", header, err, missing)
			}
		}
	}
	f(optional, "Number,Opened,Platform", `"Zip"`)
	f(optional, "Opened,Platform,Zip", `"Number"`)
	f(strings.Replace(optional, "else: platform", "else: seller", 1), "Number,Opened,Platform,Zip", `"Seller"`)
	f(byID, "Opened,Platform", `"Number"`)
}

func TestBlankIdentity(t *testing.T) {
	d := parse(t, strings.Replace(small, "id: number", "identity: [{column: number, as: number, else: goods}, zip]", 1))
	complaints, rejects, _ := read(t, d, "Number,Opened,Platform,Goods,Zip\n,2024-01-02,Aurora,,\nNULL,2024-01-02,Aurora, ,null\n"+
		",2024-01-02,Aurora,,1\n,2024-01-02,Aurora,Tea,\n0,2024-01-02,Aurora,,\n")
	if diff := cmp.Diff([]string{"line 2: no_id", "line 3: no_id"}, rejects); diff != "" || len(complaints) != 3 {
		t.Errorf("%d complaints, want 3; rejects (-want +got):\n%s", len(complaints), diff)
	}
	same, _, _ := read(t, d, "Number,Opened,Platform,Goods,Zip\n,2024-01-02,Aurora,,1\n")
	if len(complaints) == 3 && same[0].ID != complaints[0].ID {
		t.Errorf("the row behind a rejected one has another id than alone")
	}
}

// TestRotatedKeyCarriesIdentities: what is stored under one key and carried to
// the next is what a load under both gives, also for rows that are told apart by
// their order alone.
func TestRotatedKeyCarriesIdentities(t *testing.T) {
	file := "Number,Opened,Platform,Zip\n" + strings.Repeat("7,2024-01-02,Aurora,1\n", 3) + "8,2024-01-02,Aurora,1\n"
	before := testKey(t)
	after, err := before.Rotate([]byte(strings.Repeat("n", anonymise.KeySize)))
	if err != nil {
		t.Fatal(err)
	}
	rekeyer, err := after.Rekeyer(before.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	ids := func(key anonymise.Key) (ids []complaint.ID) {
		for c, err := range mapping.NewMapper(parse(t, withIdentity("ordinal")), key, mapping.File{Path: "f"}).Complaints(t.Context(), strings.NewReader(file)) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, c.ID)
		}
		return ids
	}
	var carried []complaint.ID
	for _, id := range ids(before) {
		carried = append(carried, rekeyer.ID(id))
	}
	if diff := cmp.Diff(ids(after), carried); diff != "" {
		t.Errorf("ids of a load under the rotated key (-) and carried ones (+):\n%s", diff)
	}
}

// TestRoundedIdentity: what a spreadsheet has rounded would make one complaint
// of several.
func TestRoundedIdentity(t *testing.T) {
	f := func(d *mapping.Declaration, value string, want ...string) {
		t.Helper()
		_, rejects, _ := read(t, d, "Number,Opened,Platform,Zip,Goods\n\""+value+"\",2024-01-02,Aurora,1,1.5E+3\n")
		if !slices.Equal(rejects, want) {
			t.Errorf("number %q: rejects %q, want %q", value, rejects, want)
		}
	}
	for _, value := range []string{"1.23457E+17", "1E+17", "1,23457e+17", " 2.5e-07 "} {
		f(parse(t, small), value, "line 2: bad_value Number")
		f(parse(t, withIdentity("last")), value, "line 2: bad_value Number")
	}
	for _, value := range []string{"1E17", "E+17", "1.E+17", "1.5E+", "A1.5E+17", "1.5E+17B", "123456789012345678", "1.5"} {
		f(parse(t, small), value)
	}
	f(parse(t, strings.Replace(withIdentity("last"), "zip]", "goods]", 1)), "1", "line 2: bad_value Goods")
}

// TestRoundedCells: a workbook's number of more than 15 digits has lost the last
// ones, and several complaints would be one; the same digits as text are whole.
func TestRoundedCells(t *testing.T) {
	book := workbook(t, "Rows", [][]any{{"Number", "Opened", "Platform", "Zip"}, {202507130000000000, "2024-01-02", "Aurora", 1},
		{"202507130000000001", "2024-01-02", "Aurora", 1}, {123456789012345, "2024-01-02", "Aurora", 1}})
	for _, source := range []string{small, withIdentity("last")} {
		_, rejects, _ := read(t, parse(t, strings.Replace(source, smallFile, "file: {kind: xlsx}", 1)), string(book))
		if want := []string{"line 2: bad_value Number"}; !slices.Equal(rejects, want) {
			t.Errorf("rejects %q, want %q", rejects, want)
		}
	}
}

// TestIDFallsBack: the first number that is not blank identifies a complaint, and
// the same number of two columns is two complaints.
func TestIDFallsBack(t *testing.T) {
	source := strings.Replace(small, "id: number", "id: [number, goods, how]", 1)
	file := "Number,Opened,Platform,Goods,How\n1,2024-01-02,Aurora,9,8\n,2024-01-02,Aurora,1,8\n,2024-01-02,Aurora,,1\n,2024-01-02,Aurora,1,\n,2024-01-02,Aurora,,\n" +
		",2024-01-02,Aurora,1.23457E+17,\n"
	complaints, rejects, _ := read(t, parse(t, source), file)
	if want := []string{"line 6: no_id Number", "line 7: bad_value Goods"}; !slices.Equal(rejects, want) || len(complaints) != 4 {
		t.Fatalf("%d complaints, rejects %q, want 4 and %q", len(complaints), rejects, want)
	}
	alone, _, _ := read(t, parse(t, small), file)
	if complaints[0].ID != alone[0].ID {
		t.Errorf("the number of the first column gives %x with fall-backs, %x without, want the same", complaints[0].ID, alone[0].ID)
	}
	if complaints[1].ID != complaints[3].ID || complaints[1].ID == complaints[0].ID || complaints[2].ID == complaints[1].ID || complaints[2].ID == complaints[0].ID {
		t.Errorf("ids of the number 1 in three columns: %x, %x, %x and %x, want the second and last the same", complaints[0].ID, complaints[1].ID, complaints[2].ID, complaints[3].ID)
	}
	for mistake, want := range map[string]string{"id: [number, number]": "stands there twice", "id: []": "want a column, or a list", "id: [number, nothing]": "unknown column"} {
		if _, err := mapping.Parse("x.yaml", []byte(strings.Replace(small, "id: number", mistake, 1))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", mistake, err, want)
		}
	}
}
