package mapping_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"redress/ingest/complaint"
	"redress/ingest/fetch"
	"redress/ingest/mapping"
)

// trySmall tries the small declaration, with days in another layout, on rows of
// number, opened, closed and platform.
func trySmall(t *testing.T, layout string, rows ...string) mapping.Sample {
	t.Helper()
	source := strings.NewReplacer(`["YYYY-MM-DD hh:mm", YYYY-MM-DD]`, "["+layout+"]", "layouts: [YYYY-MM-DD]", "layouts: ["+layout+"]").Replace(small)
	source = strings.NewReplacer("  stages: {column: ladder, layouts: ["+layout+"]}\n", "", "  actions: {column: measures, layouts: ["+layout+"]}\n", "").Replace(source)
	today, _ := complaint.NewDay(2026, 1, 1)
	file := "Number,Opened,Closed,Platform\n" + strings.Join(rows, "\n") + "\n"
	s, err := mapping.Try(t.Context(), parse(t, source), strings.NewReader(file), mapping.File{Path: "f", Date: today}, mapping.TryOptions{Complaints: 1})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDateDoubts(t *testing.T) {
	f := func(layout string, wants []string, rows ...string) {
		t.Helper()
		var doubts []string
		for _, check := range trySmall(t, layout, rows...).Dates {
			if doubt := check.Doubt(); doubt != "" {
				doubts = append(doubts, doubt)
			}
		}
		for i, want := range wants {
			if len(doubts) != len(wants) || !strings.Contains(doubts[i], want) {
				t.Fatalf("%s, %q: doubts %q, want %q", layout, rows, doubts, wants)
			}
		}
		if len(wants) == 0 && len(doubts) > 0 {
			t.Errorf("%s, %q: doubts %q, want none", layout, rows, doubts)
		}
	}
	f("DD/MM/YYYY", nil, "1,13/02/2024,,Aurora")
	f("DD/MM/YYYY", []string{"opened_on (column Opened): each of the 2 values would be a date with day and month swapped too"},
		"1,01/02/2024,,Aurora", "2,03/02/2024,,Aurora", "3,04/04/2024,,Aurora")
	f("DD/MM/YYYY", []string{"2 values are dates only with day and month swapped, and none only as declared"},
		"1,02/13/2024,,Aurora", "2,02/14/2024,,Aurora")
	f("DD/MM/YYYY", []string{"1 values are dates only as declared and 1 only with day and month swapped"},
		"1,02/13/2024,,Aurora", "2,14/02/2024,,Aurora")
	// Closed before opened, unless it is the month that stands first.
	f("DD/MM/YYYY", []string{"opened_on (column Opened): in 1 rows the days are in order only with day and month swapped", "closed_on (column Closed): in 1 rows"},
		"1,01/05/2024,02/03/2024,Aurora")
	f("MM/DD/YYYY", nil, "1,01/05/2024,02/03/2024,Aurora")
	f("YYYY年M月D日", nil, "1,2024年2月13日,,Aurora")

	// A file in the order of days, in which days up to the twelfth are swapped.
	var rows, numbered []string
	for month := 1; month <= 12; month++ {
		for day := 1; day <= 28; day += 3 {
			text := fmt.Sprintf("2024-%02d-%02d", month, day)
			if day <= 12 {
				text = fmt.Sprintf("2024-%02d-%02d", day, month)
			}
			rows = append(rows, fmt.Sprintf("A%d%02d,%s,,Aurora", month, day, text))
			numbered = append(numbered, fmt.Sprintf("%d%02d,%s,,Aurora", month, day, text))
		}
	}
	f("YYYY-MM-DD", []string{"rows follow each other more closely that way"}, rows...)
	// Numbers tell whatever order the rows are in.
	slices.SortFunc(numbered, func(a, b string) int { return strings.Compare(a[strings.Index(a, ","):], b[strings.Index(b, ","):]) })
	f("YYYY-MM-DD", []string{"complaints of neighbouring numbers lie closer together that way"}, numbered...)
}

func TestTryFindsPersonalColumns(t *testing.T) {
	source := strings.Replace(small, "  goods: Goods\n", "  goods: Goods\n  contact: Contact\n  cpf: {header: CPF, never_store: true}\n", 1)
	source = strings.Replace(source, "region: place", "region: contact", 1)
	file := "Number,Opened,Platform,Goods,Contact,CPF,Nome do Consumidor,Misc,Text,Company phone,电话\n"
	for i := range 20 {
		file += fmt.Sprintf("%d,2024-01-02,Aurora,shoes,who%d@mail.example,52998224725,x,Maria da Silva,ana@mail.example,x,\n", 1000+i, i)
	}
	s, err := mapping.Try(t.Context(), parse(t, source), strings.NewReader(file), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 1})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range s.Personal {
		got = append(got, fmt.Sprintf("%d %s %v %v %s %.1f", d.Position, d.FileColumn.Header, d.Declared, d.Header, d.Kind, d.Share))
	}
	want := []string{"5 Contact true false an e-mail address 1.0", "7 Nome do Consumidor false true  0.0",
		"8 Misc false false a person's name 1.0", "11 电话 false true  0.0"}
	if !slices.Equal(got, want) {
		t.Errorf("columns that look personal:\n got %q\nwant %q", got, want)
	}
}

// TestTryRealFiles: the publishers' own files raise no false alarm, and a wrong
// order of day and month does.
func TestTryRealFiles(t *testing.T) {
	f := func(decl, file string, change func(string) string, wants ...string) {
		t.Helper()
		path := filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(file))
		if _, err := os.Stat(path); err != nil {
			t.Skipf("the publishers' files are not beside the project: %v", err)
		}
		text, err := os.ReadFile(filepath.Join("..", "publisher", decl))
		if err != nil {
			t.Fatal(err)
		}
		d, err := mapping.Parse(decl, []byte(change(string(text))))
		if err != nil {
			t.Fatal(err)
		}
		values := map[string]string{}
		for _, p := range d.Parameters() {
			values[p.Name] = "Aurora"
		}
		if d, err = d.With(values); err != nil {
			t.Fatal(err)
		}
		today, _ := complaint.NewDay(2026, 1, 1)
		for blob, err := range fetch.Open(t.Context(), []string{path}, fetch.Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			r, err := blob.Open()
			if err != nil {
				t.Fatal(err)
			}
			s, err := mapping.Try(t.Context(), d, r, mapping.File{Path: file, Date: today}, mapping.TryOptions{Complaints: 1})
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
			var doubts []string
			for _, check := range s.Dates {
				if doubt := check.Doubt(); doubt != "" {
					doubts = append(doubts, doubt)
				}
			}
			if len(doubts) != len(wants) {
				t.Fatalf("%s: doubts %q, want %q", file, doubts, wants)
			}
			for i, want := range wants {
				if !strings.Contains(doubts[i], want) {
					t.Errorf("%s: doubt %q, want %q in it", file, doubts[i], want)
				}
			}
		}
	}
	same := func(s string) string { return s }
	f("nyc-dcwp.yaml", "nyc_dcwp/mediated_2018-01.csv", same)
	f("procon-cnrf.yaml", "procon_cnrf/CNRF2018.zip", same)
	// The file is in the order of its wrong days; its numbers know better.
	f("reclame-aqui.yaml", "reclameaqui/RECLAMEAQUI_NAGEM.csv", same)
	f("reclame-aqui.yaml", "reclameaqui/RECLAMEAQUI_NAGEM.csv", func(s string) string { return strings.ReplaceAll(s, "YYYY-DD-MM, ", "") },
		"complaints of neighbouring numbers lie closer together that way")
	f("nyc-dcwp.yaml", "nyc_dcwp/mediated_2018-01.csv", func(s string) string { return strings.ReplaceAll(s, "MM/DD/YYYY", "DD/MM/YYYY") },
		"none only as declared", "none only as declared")
}

func TestTryTellsLateKeys(t *testing.T) {
	var file strings.Builder
	for i := range 1500 {
		late := ""
		if i > 1400 {
			late = `,"extra":"x"`
		}
		fmt.Fprintf(&file, `{"Number":"%d","Opened":"2024-01-02","Platform":"Aurora"%s}`+"\n", i, late)
	}
	d := parse(t, strings.Replace(small, `file: {encodings: [utf-8], delimiter: ",", quoting: quoted, nulls: ["NULL"]}`, "file: {kind: ndjson}", 1))
	s, err := mapping.Try(t.Context(), d, strings.NewReader(file.String()), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 1})
	if err != nil {
		t.Fatal(err)
	}
	if s.Read != 1500 || s.Late["extra"] != 99 || len(s.Late) != 1 {
		t.Errorf("%d rows, late keys %v, want 1,500 and extra 99 times", s.Read, s.Late)
	}
}
