package main_test

import (
	"archive/zip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// published is the folder of real files beside the project; the tests on them
// run wherever it is present.
func published(t testing.TB, path ...string) string {
	t.Helper()
	full := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, path...)...)
	if _, err := os.Stat(full); err != nil {
		t.Skipf("the publishers' files are not beside the project: %v", err)
	}
	return full
}

// A count is what the raw file says of one business.
type count struct{ complaints, resolved, unresolved int }

// rawRow is one row of the PROCON file by column name.
type rawRow map[string]string

// rawRows reads the member of a PROCON archive the plain way: lines by CR LF,
// cells by semicolon. It shares no code with the program.
func rawRows(t *testing.T, path string) (rows []rawRow, read, ragged int) {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	member, err := archive.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer member.Close()
	content, err := io.ReadAll(member)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimPrefix(strings.TrimSuffix(string(content), "\r\n"), "\ufeff"), "\r\n")
	header := strings.Split(lines[0], ";")
	for _, line := range lines[1:] {
		read++
		cells := strings.Split(line, ";")
		if len(cells) != len(header) {
			ragged++
			continue
		}
		row := rawRow{}
		for i, name := range header {
			row[name] = strings.TrimSpace(cells[i])
			if row[name] == "NULL" {
				row[name] = ""
			}
		}
		rows = append(rows, row)
	}
	return rows, read, ragged
}

// identity is the columns by which the publisher's rows are told apart.
func (r rawRow) identity() string {
	business := strings.TrimLeft(r["NumeroCNPJ"], "0")
	if r["NumeroCNPJ"] == "" {
		business = r["strRazaoSocial"]
	}
	return strings.Join([]string{r["DataAbertura"], r["DataArquivamento"], business, r["CodigoAssunto"],
		r["SexoConsumidor"], r["FaixaEtariaConsumidor"], strings.TrimLeft(r["CEPConsumidor"], "0")}, "|")
}

func TestProconAgainstAnIndependentCount(t *testing.T) {
	files := []string{published(t, "procon_cnrf", "CNRF2018.zip"), published(t, "procon_cnrf", "CRF2019 Dados Abertos.zip")}
	data := t.TempDir()
	first := ingested(t, data, "procon-cnrf", files...)

	complaints := map[string]rawRow{}
	wantRead, wantRagged, undated, duplicates := 0, 0, 0, 0
	for i, path := range files {
		rows, read, ragged := rawRows(t, path)
		wantRead, wantRagged = wantRead+read, wantRagged+ragged
		inFile := map[string]bool{}
		for _, row := range rows {
			if row["DataAbertura"] == "" {
				undated++
				continue
			}
			if inFile[row.identity()] {
				duplicates++
			}
			inFile[row.identity()] = true
			complaints[row.identity()] = row // the later file wins
		}
		if got := first.Files[i]; got.Read != read || got.Rejected["ragged"] != ragged {
			t.Errorf("%s: read %d, ragged %d, want %d and %d", path, got.Read, got.Rejected["ragged"], read, ragged)
		}
	}
	if wantRead != 39_060+17_577 || wantRagged != 13+22 || duplicates != 3 || undated != 4 {
		t.Errorf("the independent count itself: %d read, %d ragged, %d duplicate, %d undated", wantRead, wantRagged, duplicates, undated)
	}
	if first.Read != wantRead || first.Rejected["ragged"] != wantRagged || first.Rejected["no_opened_at"] != undated || first.Duplicate != duplicates {
		t.Errorf("books: %+v", first.fileBooks)
	}
	comparePlatforms(t, must(t, "query", "platforms", "--data", data, "--source", "procon-cnrf", "--format", "csv"), complaints)

	again := ingested(t, data, "procon-cnrf", files...)
	if again.New != 0 || again.Replaced != 0 || again.Release != first.Release || again.State != "unchanged" || again.Published {
		t.Errorf("loading both again: %+v in release %d, want nothing new in %d", again.fileBooks, again.Release, first.Release)
	}
}

// comparePlatforms compares the league table with the raw rows: every company
// with a registered number by that number; the others by name, where a name is
// shown at all (a person's is not, and which names those are is the program's own
// judgement); and all of them in total.
func comparePlatforms(t *testing.T, table string, complaints map[string]rawRow) {
	t.Helper()
	wantByRoot, wantByName := map[string]count{}, map[string]count{}
	persons, nameless := 0, 0
	for _, row := range complaints {
		switch {
		case row["Tipo"] == "0":
			persons++
		case row["RadicalCNPJ"] != "":
			add(wantByRoot, "cnpj:"+row["RadicalCNPJ"], row["Atendida"])
		case plainName(row) == "":
			nameless++ // nobody is accountable: rejected as no_platform
		default:
			add(wantByName, plainName(row), row["Atendida"])
		}
	}
	gotByRoot, gotPersons, gotOthers, compared := map[string]count{}, 0, 0, 0
	for _, row := range tableRows(t, table) {
		n := count{number(t, row["complaints"]), number(t, row["resolved"]), number(t, row["unresolved"])}
		scheme, name, _ := strings.Cut(row["platform"], ":")
		switch scheme {
		case "cnpj":
			gotByRoot[row["platform"]] = n
		case "person":
			gotPersons += n.complaints
		default:
			gotOthers += n.complaints
			if want, ok := wantByName[name]; ok && scheme == "name" {
				compared++
				if n != want {
					t.Errorf("%s: %+v, independent count %+v", row["platform"], n, want)
				}
			}
		}
	}
	if diff := cmp.Diff(wantByRoot, gotByRoot, cmp.AllowUnexported(count{})); diff != "" {
		t.Errorf("platforms with a registered number (-independent +program):\n%s", diff)
	}
	others := 0
	for _, c := range wantByName {
		others += c.complaints
	}
	if persons+others != gotPersons+gotOthers || gotPersons < persons || nameless != 2 {
		t.Errorf("without a registered number: %d complaints about persons and %d others, independent count %d and %d, %d nameless",
			gotPersons, gotOthers, persons, others, nameless)
	}
	if share := float64(compared) / float64(len(wantByName)); share < 0.9 {
		t.Errorf("only %.0f %% of the names could be compared", 100*share)
	}
}

func add(counts map[string]count, key, answered string) {
	c := counts[key]
	c.complaints++
	switch answered {
	case "S":
		c.resolved++
	case "N":
		c.unresolved++
	}
	counts[key] = c
}

var (
	notLetters  = regexp.MustCompile(`[^a-z0-9]+`)
	legalEnding = regexp.MustCompile(`(^|-)(ltda|ltd|inc|me|epp|eireli|sa|s-a|cia)$`)
	accents     = strings.NewReplacer("á", "a", "à", "a", "â", "a", "ã", "a", "é", "e", "ê", "e", "í", "i", "ó", "o",
		"ô", "o", "õ", "o", "ú", "u", "ü", "u", "ç", "c", "´", "", "'", "", "`", "", "’", "")
)

// plainName is the trade name, else the legal name, spelled one way.
func plainName(r rawRow) string {
	name := r["strNomeFantasia"]
	if name == "" {
		name = r["strRazaoSocial"]
	}
	name = strings.Trim(notLetters.ReplaceAllString(accents.Replace(strings.ToLower(name)), "-"), "-")
	for legalEnding.MatchString(name) {
		name = strings.Trim(legalEnding.ReplaceAllString(name, ""), "-")
	}
	return name
}

// tableRows reads a CSV answer by column name.
func tableRows(t testing.TB, table string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func number(t testing.TB, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%q is no whole number", text)
	}
	return n
}

func TestPublishersFiles(t *testing.T) {
	for _, c := range []struct {
		source, file    string
		read            int
		rejected        map[string]int
		leastComplaints int
	}{
		{"procon-cnrf", published(t, "procon_cnrf", "CNRF_2017_first_300.csv"), 300, map[string]int{}, 300},
		{"nyc-dcwp", published(t, "nyc_dcwp", "mediated_2018-01.csv"), 4495, map[string]int{"closed_before_opened": 4, "no_platform": 151}, 4340},
		{"cfpb", published(t, "cfpb", "cfpb_2023-08_18col_truncated_1MiB.csv"), 2068, map[string]int{"truncated": 1}, 2067},
	} {
		t.Run(c.source, func(t *testing.T) {
			data := t.TempDir()
			got := ingested(t, data, c.source, c.file)
			if got.Read != c.read || got.Accepted != c.leastComplaints {
				t.Errorf("read %d, accepted %d, want %d and %d", got.Read, got.Accepted, c.read, c.leastComplaints)
			}
			if diff := cmp.Diff(c.rejected, got.Rejected); diff != "" {
				t.Errorf("rejected (-want +got):\n%s", diff)
			}
			again := ingested(t, data, c.source, c.file)
			if again.New+again.Replaced != 0 || again.Release != got.Release {
				t.Errorf("loaded again: %+v in release %d, want nothing new in %d", again.fileBooks, again.Release, got.Release)
			}
			complaints := 0
			for _, row := range tableRows(t, must(t, "query", "platforms", "--data", data, "--source", c.source, "--format", "csv")) {
				complaints += number(t, row["complaints"])
			}
			if complaints != got.Accepted {
				t.Errorf("the league table counts %d complaints, the books %d", complaints, got.Accepted)
			}
		})
	}
}
