package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSourcesFromAnUnseenFile goes the way of somebody with a file nobody has
// seen: draft, try, mend, load, with a declaration only.
func TestSourcesFromAnUnseenFile(t *testing.T) {
	folder := t.TempDir()
	file, declaration := filepath.Join(folder, "reclamos.csv"), filepath.Join(folder, "declarations", "reclamos.yaml")
	var rows strings.Builder
	rows.WriteString("Folio\tFecha de ingreso\tProveedor\tMotivo\tEstado\tCorreo\n")
	for i := range 30 {
		number := string(rune('a'+i/10)) + string(rune('0'+i%10))
		rows.WriteString("F" + number + "\t" + []string{"13", "14", "15"}[i%3] + "/02/2024\tTienda Uno\tentrega tard\xeda\tResuelto\tsecreto" + number + "@mail.example\n")
	}
	write := func(path, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(file, rows.String())
	draft := must(t, "sources", "init", file, "--code", "reclamos", "--country", "CL", "--zone", "America/Santiago")
	for _, want := range []string{"encodings: [windows-1252]", "delimiter: tab", "id: folio", "layouts: [DD/MM/YYYY]", "Resuelto: resolved", "never_store: true", "country: CL"} {
		if !strings.Contains(draft, want) {
			t.Errorf("the draft lacks %q:\n%s", want, draft)
		}
	}
	write(declaration, strings.Replace(draft, "layouts: [DD/MM/YYYY]", "layouts: [MM/DD/YYYY]", 1))
	tried := must(t, "sources", "try", declaration, file)
	if want := "opened_on (column Fecha de ingreso): 30 values are dates only with day and month swapped"; !strings.Contains(tried, want) ||
		!strings.Contains(tried, "30 rows rejected as bad_value") {
		t.Errorf("try with the wrong layout lacks %q:\n%s", want, tried)
	}
	write(declaration, strings.Replace(draft, ", never_store: true", "", 1))
	if tried = must(t, "sources", "try", "reclamos", file, "--config", folder); !strings.Contains(tried, "  Correo: by its name, 100 % of its cells look like an e-mail address") {
		t.Errorf("try of a declaration that keeps addresses:\n%s", tried)
	}
	write(declaration, draft)
	tried = must(t, "sources", "try", "reclamos", file, "--config", folder)
	if !strings.Contains(tried, "30 rows read as windows-1252\n") || strings.Contains(tried, "rejected") || strings.Contains(tried, "Correo") || strings.Contains(tried, "secreto") {
		t.Errorf("try of the draft:\n%s", tried)
	}
	if listed := must(t, "sources", "--config", folder); !strings.Contains(listed, "reclamos") || !strings.Contains(listed, "procon-cnrf") {
		t.Errorf("sources with a declaration of one's own:\n%s", listed)
	}
	data := filepath.Join(folder, "data")
	if report := must(t, "ingest", "reclamos", file, "--config", folder, "--data", data, "--json"); !strings.Contains(report, `"accepted": 30`) && !strings.Contains(report, `"accepted":30`) {
		t.Errorf("ingest of an unseen file:\n%s", report)
	}
}

func TestSourcesMistakes(t *testing.T) {
	folder := t.TempDir()
	declaration := filepath.Join(folder, "x.yaml")
	if err := os.WriteFile(declaration, []byte("code: x\ncuntry: BR\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := redress(t, "sources", "try", declaration, declaration)
	if o.code != 2 || !strings.Contains(o.stderr, `x.yaml:2: unknown key "cuntry" in the declaration`) || !strings.Contains(o.stderr, "did you mean country?") {
		t.Errorf("a declaration with a mistake: %+v, want exit status 2 and file, line and key", o)
	}
	o = redress(t, "sources", "try", "reclame-aqui", declaration)
	if o.code != 2 || !strings.Contains(o.stderr, "reclame-aqui needs company") {
		t.Errorf("a source without its parameter: %+v", o)
	}
	o = redress(t, "sources", "try", "nobody", declaration)
	if o.code != 2 || !strings.Contains(o.stderr, `no publisher is called "nobody"`) {
		t.Errorf("a source nobody has: %+v", o)
	}
}

func TestSourcesSchemaAndTemplate(t *testing.T) {
	shipped, err := os.ReadFile(filepath.Join("..", "..", "ingest", "mapping", "declaration.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	if schema := must(t, "sources", "schema"); schema != string(shipped) {
		t.Errorf("sources schema prints another schema than the one that is shipped")
	}
	if table := must(t, "sources", "template", "--kind", "csv"); !strings.Contains(table, "投诉编号") {
		t.Errorf("sources template --kind csv = %q, want Chinese headers", table)
	}
	if book := must(t, "sources", "template"); !strings.HasPrefix(book, "PK") {
		t.Errorf("sources template prints no workbook")
	}
}
