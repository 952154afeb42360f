package main_test

import (
	"archive/zip"
	"path/filepath"
	"strings"
	"testing"
)

// Publishers pack leaflets and texts beside a table. What is no table by its
// content is left out and named; of texts the configuration decides.
func TestArchiveWithMoreThanTheTable(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	pack := func(name string, pairs ...string) string {
		return writeText(t, filepath.Join(folder, name), packedAs(t, pairs...))
	}
	table := ownTable("已解决")
	leaflet := pack("leaflet.zip", "table.csv", table, "leaflet.pdf", "%PDF-1.7\n", "README.txt", "What this is\n")
	o := redress(t, "ingest", "--data", data, "--json", "cn-generic", leaflet)
	if o.code != 0 || report(t, o.stdout).New != 1 {
		t.Errorf("a leaflet beside the table: exit %d, %q, want it loaded", o.code, o.stderr)
	}
	for _, member := range []string{"leaflet.pdf", "README.txt"} {
		if !strings.Contains(o.stderr, leaflet+"!"+member) {
			t.Errorf("stderr %q does not name %s", o.stderr, member)
		}
	}
	if loads := must(t, "loads", "--data", data, "--json"); !strings.Contains(o.stdout, `"left_out":["README.txt","leaflet.pdf"]`) ||
		!strings.Contains(strings.Join(strings.Fields(loads), ""), `"left_out":["README.txt","leaflet.pdf"]`) {
		t.Errorf("report %s and loads %s do not name the members left out", o.stdout, loads)
	}
	if o := redress(t, "sources", "try", "cn-generic", leaflet); o.code != 0 || !strings.Contains(o.stderr, leaflet+"!leaflet.pdf") {
		t.Errorf("sources try: exit %d, %q, want it tried and leaflet.pdf named", o.code, o.stderr)
	}
	words := pack("words.zip", "table.csv", table, "words.csv", "field,meaning\na,b\n")
	o = redress(t, "ingest", "--data", data, "cn-generic", words)
	if o.code != 1 || !strings.Contains(o.stderr, "words.zip!words.csv") || !strings.Contains(o.stderr, "unpack: {members:") {
		t.Errorf("another table in the archive: exit %d, %q, want it named with the way out", o.code, o.stderr)
	}
	writeText(t, filepath.Join(folder, "redress.yaml"), "sources:\n  - publisher: cn-generic\n    places: [words.zip]\n    unpack: {members: [table.*]}\n")
	o = redress(t, "ingest", "--data", data, "--config", folder, "cn-generic")
	if o.code != 0 || !strings.Contains(o.stderr, "words.zip!words.csv") {
		t.Errorf("with unpack: members: exit %d, %q, want it loaded and words.csv named", o.code, o.stderr)
	}
}

// packedAs is a zip archive of members and their texts.
func packedAs(t *testing.T, pairs ...string) string {
	t.Helper()
	var packed strings.Builder
	w := zip.NewWriter(&packed)
	for i := 0; i < len(pairs); i += 2 {
		member, err := w.Create(pairs[i])
		if err == nil {
			_, err = member.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}
