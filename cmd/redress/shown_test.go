package main_test

import (
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files, folders, members of archives and addresses that are called after
// somebody are read as others are, and named nowhere: not in what is printed and
// logged, not in the database, not in the description of what is kept.
func TestNamesOfFilesGoNowhere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	written := map[string]string{}
	note := func(what string, code int, args ...string) outcome {
		t.Helper()
		o := redress(t, append([]string{args[0]}, append(args[1:], "--data", data)...)...)
		if o.code != code {
			t.Errorf("%s: exit %d, want %d: %s", what, o.code, code, o.stderr)
		}
		written[what+" stdout"], written[what+" stderr"] = o.stdout, o.stderr
		return o
	}
	table, broken := ownTable("已解决"), ownTable("已解决")+"A-2,雪松商城\n"
	plain := writeText(t, filepath.Join(folder, "王小明 投诉.csv"), broken)
	alike := writeText(t, filepath.Join(folder, "王小明投诉.csv"), strings.ReplaceAll(table, "A-1", "A-3"))
	both := report(t, note("two files", 1, "ingest", "--json", "cn-generic", plain, alike).stdout)
	if both.Files[0].Path != filepath.Join(folder, "(withheld).csv") || both.Files[1].Path != filepath.Join(folder, "(withheld) (2).csv") ||
		both.Files[0].SHA256 == "" {
		t.Errorf("two files of a person's are called %+v, want them withheld, numbered, with their digests", both.Files)
	}
	note("text", 0, "ingest", "cn-generic", alike)
	note("missing", 1, "ingest", "cn-generic", filepath.Join(folder, "Maria Silva", "queixa.csv"))
	packed := writeText(t, filepath.Join(folder, "a.zip"), packedAs(t, "王小明/Maria Silva.csv", table, "leia-me Maria Silva.txt", "Olá\n"))
	note("archive", 0, "ingest", "cn-generic", packed)
	note("bad archive", 1, "ingest", "cn-generic", writeText(t, filepath.Join(folder, "b.zip"), packedAs(t, "../Maria Silva.csv", table)))
	note("register", 1, "ingest", "policies", writeText(t, filepath.Join(folder, "王小明.yaml.gz"), "no gzip: ["))
	o := redress(t, "sources", "try", "cn-generic", plain, alike)
	written["try"] = o.stdout + o.stderr
	if !strings.Contains(o.stdout, "(withheld)") {
		t.Errorf("sources try says %s, want withheld names", o.stdout)
	}

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, table) }))
	defer server.Close()
	fetch := note("fetch", 0, "ingest", "--json", "--allow-private", "cn-generic", server.URL+"/"+url.PathEscape("王小明")+".csv")
	note("replay", 0, "ingest", "--json", "--replay", fmt.Sprint(report(t, fetch.stdout).LoadID), "cn-generic")
	kept := 0
	err := filepath.WalkDir(filepath.Join(data, "keep"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		kept++
		text, err := os.ReadFile(path)
		written[path] = path + string(text)
		return err
	})
	if err != nil || kept < 3 {
		t.Errorf("%d files are kept, %v, want the copy, its description and its load", kept, err)
	}
	note("loads", 0, "loads", "--json")
	maps.Copy(written, tables(t, data))
	if !strings.Contains(written["redress.load_files"], "(withheld)") || !strings.Contains(written["redress.loads"], "(withheld)") {
		t.Error("the books do not say that names are withheld")
	}
	for what, text := range written {
		for _, name := range []string{"王小明", "Maria", "Silva", url.PathEscape("王小明")} {
			if at := strings.Index(text, name); at >= 0 {
				t.Errorf("%s holds %s: …%.200q", what, name, text[max(0, at-80):])
			}
		}
	}
}
