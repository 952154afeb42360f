package fetch

import (
	"archive/zip"
	"bytes"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What Shown withholds is in no path, error or log; Name has it.
func TestFilesAreCalledAsShown(t *testing.T) {
	dir := t.TempDir()
	shown := func(path string) string {
		for _, name := range []string{"ana one", "ana two", "ana three"} {
			path = strings.ReplaceAll(path, name, "(withheld)")
		}
		return path
	}
	one, two := write(t, dir, "ana one.csv", []byte("a\n")), write(t, dir, "ana two.csv", []byte("a\n"))
	zipped := write(t, dir, "ana three.zip", zipOf(t, zip.Deflate, "ana one.csv", "a\n", "ana two.csv", "a\n", "ana three.pdf", "%PDF-1.7\n"))
	var said bytes.Buffer
	o := Options{Shown: shown, Log: slog.New(slog.NewTextHandler(&said, nil))}
	var paths, names []string
	for blob, err := range Open(t.Context(), []string{one, two, zipped}, o) {
		if err != nil {
			t.Fatal(err)
		}
		paths, names = append(paths, blob.Path), append(names, blob.Name)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	if want := []string{at("(withheld).csv"), at("(withheld) (2).csv"), at("(withheld).zip!(withheld).csv"), at("(withheld).zip!(withheld) (2).csv")}; !slices.Equal(paths, want) {
		t.Errorf("Open yields the paths %q, want %q", paths, want)
	}
	if want := []string{one, two, zipped + "!ana one.csv", zipped + "!ana two.csv"}; !slices.Equal(names, want) {
		t.Errorf("Open yields the names %q, want %q", names, want)
	}
	for _, bad := range []string{at("ana one"), at("ana *"), write(t, dir, "ana one.7z", []byte("7z\xBC\xAF\x27\x1C")),
		write(t, dir, "ana two.zip", zipOf(t, zip.Deflate, "../ana one.csv", "a\n")), write(t, dir, "ana three.gz", []byte("\x1F\x8B broken")),
		"https://agency.example/ana one.csv", "kept:ana one"} {
		for blob, err := range Open(t.Context(), []string{bad}, o) {
			if err == nil {
				_, err = blob.Open()
			}
			if err != nil {
				said.WriteString(err.Error())
			}
		}
	}
	if strings.Contains(said.String(), "ana ") || strings.Count(said.String(), "(withheld)") < 8 {
		t.Errorf("log and errors say %s, want every name withheld", &said)
	}
}
