package publisher_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/publisher"
)

// loadRow loads a file of one row below a header.
func loadRow(t *testing.T, code string, header, row []string, delimiter string) loaded {
	t.Helper()
	path := filepath.Join(t.TempDir(), "row.csv")
	content := strings.Join(header, delimiter) + "\r\n" + strings.Join(row, delimiter) + "\r\n"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return load(t, code, publisher.Options{LoadDay: day(t, 2024, 3, 1)}, path)[0]
}

// goldenRow is the header and the first row of a golden file.
func goldenRow(t *testing.T, name, delimiter string) (header, row []string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.ReplaceAll(strings.TrimPrefix(string(content), "\uFEFF"), "\r\n", "\n"), "\n")
	return strings.Split(lines[0], delimiter), strings.Split(lines[1], delimiter)
}

// TestProconMovedCells: an owner's name with a separator in it moves the cells
// behind it, and a cell lost later keeps their number. Such a row is no
// complaint, and nothing of it is counted by its words.
func TestProconMovedCells(t *testing.T) {
	header, row := goldenRow(t, "procon-cnrf.csv", ";")
	if got := loadRow(t, "procon-cnrf", header, row, ";"); got.accepted != 1 {
		t.Fatalf("the row as it is: rejected %v, want accepted", got.rejected)
	}
	moved := func(insert, remove int) {
		t.Helper()
		cells := slices.Insert(slices.Clone(row), insert, "Maria da Silva")
		cells = slices.Delete(cells, remove, remove+1)
		got := loadRow(t, "procon-cnrf", header, cells, ";")
		if diff := cmp.Diff(map[ingest.Reason]int{ingest.BadValue: 1}, got.rejected); diff != "" || len(got.unmapped) > 0 {
			t.Errorf("a cell before %s, none for %s: unmapped %v, rejected (-want +got):\n%s", header[insert], header[remove-1], got.unmapped, diff)
		}
	}
	for insert := slices.Index(header, "NumeroCNPJ"); insert <= slices.Index(header, "Atendida"); insert++ {
		for remove := slices.Index(header, "CodigoAssunto") + 1; remove <= len(header); remove++ {
			moved(insert, remove)
		}
	}
	moved(slices.Index(header, "CodigoAssunto"), len(header))
	for _, column := range []string{"UF", "Tipo", "Atendida", "SexoConsumidor", "FaixaEtariaConsumidor"} {
		cells := slices.Clone(row)
		cells[slices.Index(header, column)] = "Maria da Silva"
		got := loadRow(t, "procon-cnrf", header, cells, ";")
		if got.rejected[ingest.BadValue] != 1 || got.rejects[0].Column != column {
			t.Errorf("a name in %s: rejected %v, want bad_value of that column", column, got.rejects)
		}
		cells[slices.Index(header, column)] = "NULL"
		if got := loadRow(t, "procon-cnrf", header, cells, ";"); got.accepted != 1 {
			t.Errorf("NULL in %s: rejected %v, want accepted", column, got.rejects)
		}
	}
}

func TestCFPBMovedCells(t *testing.T) {
	header, row := goldenRow(t, "cfpb-2014.csv", ",")
	at := slices.Index(header, "Timely response?")
	row[at] = "Maria da Silva"
	if got := loadRow(t, "cfpb", header, row, ","); got.rejected[ingest.BadValue] != 1 || len(got.unmapped) > 0 {
		t.Errorf("a name in %s: rejected %v, unmapped %v, want bad_value", header[at], got.rejected, got.unmapped)
	}
}
