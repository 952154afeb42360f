package publisher_test

import (
	"bufio"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/fetch"
	"redress/ingest/mapping"
	"redress/ingest/publisher"
)

// realFile is the path of a publisher's real file. They lie beside the project,
// not in it, and the tests on them run where they are.
func realFile(t testing.TB, elements ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, elements...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the publishers' files are not beside the project: %v", err)
	}
	return path
}

func testKey(t testing.TB) anonymise.Key {
	t.Helper()
	key, err := anonymise.NewKey([]byte(strings.Repeat("k", anonymise.KeySize)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func day(t testing.TB, year, month, date int) complaint.Day {
	t.Helper()
	d, ok := complaint.NewDay(year, time.Month(month), date)
	if !ok {
		t.Fatalf("no day %d-%d-%d", year, month, date)
	}
	return d
}

// A loaded file is what one file gave.
type loaded struct {
	read, accepted int
	rejected       map[ingest.Reason]int
	rejects        []ingest.RowError
	complaints     []complaint.Complaint
	unmapped       map[string]map[string]int
	sha256         string
}

// load reads files with a built-in declaration, whose parameters are all given
// as Loja Aurora.
func load(t testing.TB, code string, opts publisher.Options, paths ...string) []loaded {
	t.Helper()
	decl, err := publisher.Load(code)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, parameter := range decl.Parameters() {
		values[parameter.Name] = "Loja Aurora"
	}
	if decl, err = decl.With(values); err != nil {
		t.Fatal(err)
	}
	return loadWith(t, decl, opts, paths...)
}

func loadWith(t testing.TB, decl *mapping.Declaration, opts publisher.Options, paths ...string) []loaded {
	t.Helper()
	var files []loaded
	for file, err := range publisher.Open(decl, testKey(t), paths, opts).Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		l := loaded{rejected: map[ingest.Reason]int{}}
		for c, err := range file.Complaints(t.Context()) {
			var reject *ingest.RowError
			switch {
			case err == nil:
				l.complaints = append(l.complaints, mapping.Clone(c))
				l.accepted++
			case errors.As(err, &reject):
				l.rejected[reject.Reason]++
				l.rejects = append(l.rejects, *reject)
			default:
				t.Fatal(err)
			}
			l.read++
		}
		l.unmapped, l.sha256 = file.Unmapped(), file.SHA256()
		files = append(files, l)
	}
	return files
}

func (l loaded) distinct() int {
	ids := map[complaint.ID]bool{}
	for _, c := range l.complaints {
		ids[c.ID] = true
	}
	return len(ids)
}

func TestProconBooks(t *testing.T) {
	files := load(t, "procon-cnrf", publisher.Options{LoadDay: day(t, 2026, 1, 1)},
		realFile(t, "procon_cnrf", "CNRF2018.zip"), realFile(t, "procon_cnrf", "CRF2019 Dados Abertos.zip"),
		realFile(t, "procon_cnrf", "CNRF_2017_first_300.csv"))
	for i, want := range []struct {
		read, duplicates int
		rejected         map[ingest.Reason]int
	}{
		// Two rows of 2018 name nobody at all, neither by name nor by number.
		{39_060, 0, map[ingest.Reason]int{ingest.Ragged: 13, ingest.NoOpenedAt: 1, ingest.NoPlatform: 2}},
		{17_577, 3, map[ingest.Reason]int{ingest.Ragged: 22, ingest.NoOpenedAt: 3}},
		{300, 0, map[ingest.Reason]int{}},
	} {
		got := files[i]
		if got.read != want.read || got.accepted-got.distinct() != want.duplicates {
			t.Errorf("file %d: read %d with %d duplicates, want %d with %d", i, got.read, got.accepted-got.distinct(), want.read,
				want.duplicates)
		}
		if diff := cmp.Diff(want.rejected, got.rejected); diff != "" {
			t.Errorf("file %d: rejected (-want +got):\n%s", i, diff)
		}
		for field, values := range got.unmapped {
			for _, v := range slices.Sorted(maps.Keys(values)) {
				t.Logf("file %d: unmapped %s: %6d %s", i, field, values[v], v)
			}
		}
	}
}

// cnrfRows reads the real file the plain way, without any code of ours.
func cnrfRows(t *testing.T, path string) []map[string]string {
	t.Helper()
	var rows []map[string]string
	for blob, err := range fetch.Open(t.Context(), []string{path}, fetch.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		bytes, err := blob.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer bytes.Close()
		content, err := io.ReadAll(bufio.NewReader(bytes))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimPrefix(string(content), "\uFEFF"), "\r\n")
		header := strings.Split(lines[0], ";")
		for n, line := range lines[1:] {
			cells := strings.Split(line, ";")
			if len(cells) != len(header) {
				continue
			}
			row := map[string]string{"line": strconv.Itoa(n + 2)}
			for i, h := range header {
				row[h] = strings.TrimSpace(cells[i])
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// stored is every string of a complaint that is stored.
func stored(c *complaint.Complaint) []string {
	return append([]string{c.Platform, c.PlatformName.Text, c.Seller, c.SellerName.Text, c.Category, string(c.Issue), c.Subissue,
		c.IssueSource, c.Region, string(c.Channel), c.AgeBand, c.Narrative, c.Currency}, c.Associations...)
}

// TestProconHoldsNoPerson looks for every natural person and every sole
// trader's own name of the real files in everything that would be stored.
func TestProconHoldsNoPerson(t *testing.T) {
	longNumber := regexp.MustCompile(`[0-9]{11}`)
	endsInNumber := regexp.MustCompile(`^(.*?)[ -]*(CPF:? ?)?[0-9.\-]{10,15}`)
	for _, name := range []string{"CNRF2018.zip", "CRF2019 Dados Abertos.zip"} {
		path := realFile(t, "procon_cnrf", name)
		persons, owners := map[string]bool{}, map[string]bool{}
		for _, row := range cnrfRows(t, path) {
			names := []string{row["strRazaoSocial"], row["strNomeFantasia"], row["RazaoSocialRFB"], row["NomeFantasiaRFB"]}
			for _, n := range names {
				if row["Tipo"] == "0" && n != "NULL" && n != "" {
					persons[complaint.NormaliseName(n)] = true
				}
				if m := endsInNumber.FindStringSubmatch(n); row["Tipo"] == "1" && m != nil && longNumber.MatchString(onlyDigits(n)) &&
					!strings.Contains(n, "CNPJ4") && !strings.Contains(n, "VER TELEF") && len(strings.Fields(m[1])) > 1 {
					owners[complaint.NormaliseName(m[1])] = true
				}
			}
		}
		if len(persons) < 40 || len(owners) < 60 {
			t.Fatalf("%s: %d natural persons and %d sole traders in the raw file: the test looks in the wrong place", name,
				len(persons), len(owners))
		}
		file := load(t, "procon-cnrf", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, path)[0]
		pseudonyms := 0
		texts := map[string]int{} // and the first line each stands on
		for i := range file.complaints {
			c := &file.complaints[i]
			if c.PlatformName.Kind == complaint.NamePseudonym {
				pseudonyms++
			}
			for _, text := range stored(c) {
				if _, seen := texts[text]; !seen {
					texts[text] = c.Line
				}
			}
		}
		pseudonym := regexp.MustCompile(`^(person|trader):[0-9a-f]{16}$`)
		for text, line := range texts {
			if longNumber.MatchString(text) && !pseudonym.MatchString(text) {
				t.Errorf("%s line %d: something stored holds eleven digits", name, line)
			}
			text = "-" + complaint.NormaliseName(text) + "-"
			for _, list := range []map[string]bool{persons, owners} {
				for person := range list {
					if strings.Contains(text, "-"+person+"-") {
						t.Errorf("%s line %d: something stored holds a person's name", name, line)
					}
				}
			}
		}
		for field, values := range file.unmapped {
			for v := range values {
				if longNumber.MatchString(v) {
					t.Errorf("%s: an unmapped value of %s holds eleven digits", name, field)
				}
			}
		}
		t.Logf("%s: %d natural persons, %d sole traders' names looked for; %d of %d complaints under a pseudonym", name, len(persons),
			len(owners), pseudonyms, file.accepted)
	}
}

// TestProconKeys counts the keys of both years, and finds no business that has
// no number of its own under its name in one row and under a pseudonym in
// another.
func TestProconKeys(t *testing.T) {
	keys := map[string]map[string]bool{}
	schemes := map[string]map[string]int{} // of the name a row gives first, where there is no number
	for _, year := range []string{"CNRF2018.zip", "CRF2019 Dados Abertos.zip"} {
		path := realFile(t, "procon_cnrf", year)
		rows := map[string]string{} // by line
		for _, row := range cnrfRows(t, path) {
			if row["RadicalCNPJ"] == "NULL" && row["Tipo"] == "1" {
				rows[row["line"]] = firstName(row)
			}
		}
		file := load(t, "procon-cnrf", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, path)[0]
		for _, c := range file.complaints {
			scheme, _, _ := strings.Cut(c.Platform, ":")
			if keys[scheme] == nil {
				keys[scheme] = map[string]bool{}
			}
			keys[scheme][c.Platform] = true
			if name := rows[strconv.Itoa(c.Line)]; name != "" && scheme != "cnpj" {
				if schemes[name] == nil {
					schemes[name] = map[string]int{}
				}
				schemes[name][scheme] = c.Line
			}
		}
	}
	if len(schemes) < 1000 {
		t.Fatalf("%d names without a number in the raw files: the test looks in the wrong place", len(schemes))
	}
	for _, lines := range schemes {
		if len(lines) > 1 {
			t.Errorf("one name stands under keys of several schemes: lines %v", lines)
		}
	}
	got := map[string]int{}
	for scheme, found := range keys {
		got[scheme] = len(found)
	}
	if diff := cmp.Diff(map[string]int{"cnpj": 8561, "name": 1618, "person": 173, "trader": 54}, got); diff != "" {
		t.Errorf("keys by scheme (-want +got):\n%s", diff)
	}
}

// firstName is what a raw row calls the business, normalised.
func firstName(row map[string]string) string {
	for _, column := range []string{"strNomeFantasia", "strRazaoSocial"} {
		if name := complaint.NormaliseName(row[column]); name != "" && row[column] != "NULL" {
			return name
		}
	}
	return ""
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
