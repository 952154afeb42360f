package fetch

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Names of members are read as Chinese Windows writes them: without a word on
// their encoding, and not in UTF-8.
func TestMemberNamesOfChineseWindows(t *testing.T) {
	dir := t.TempDir()
	gbk := func(name string) string {
		out, err := simplifiedchinese.GBK.NewEncoder().String(name)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	f := func(patterns, want []string, names ...string) {
		t.Helper()
		var packed bytes.Buffer
		w := zip.NewWriter(&packed)
		for _, name := range names {
			member, err := w.CreateHeader(&zip.FileHeader{Name: name, NonUTF8: true, Method: zip.Deflate})
			if err == nil {
				_, err = member.Write([]byte("编号;平台\n1;2\n"))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		path := write(t, dir, "gbk.zip", packed.Bytes())
		var have []string
		for blob, err := range Open(t.Context(), []string{path}, Options{Members: patterns}) {
			if err != nil {
				t.Errorf("Open(%q) = %v, want no error", want, err)
				return
			}
			have = append(have, strings.TrimPrefix(blob.Path, path+"!"))
			stream, err := blob.Open()
			if err == nil {
				_, err = io.Copy(io.Discard, stream)
			}
			if err != nil {
				t.Errorf("reading %s: %v", blob.Path, err)
			}
		}
		if !slices.Equal(have, want) {
			t.Errorf("Open yields %q, want %q", have, want)
		}
	}
	f([]string{"投诉*.csv"}, []string{"投诉数据2024.csv"}, gbk("投诉数据2024.csv"), gbk("其他.csv"))
	f(nil, []string{"数据/第1季度（镕）.csv"}, gbk("数据/第1季度（镕）.csv"))
	f(nil, []string{"投诉.csv"}, "投诉.csv")                                              // UTF-8 that nobody announces
	for _, page := range []*charmap.Charmap{charmap.CodePage850, charmap.ISO8859_1} { // and no Chinese
		for _, name := range []string{"Reclamações.csv", "Índice.csv", "Reclamação nº 1.csv"} {
			raw, err := page.NewEncoder().String(name)
			if err != nil {
				t.Fatal(err)
			}
			f(nil, []string{strings.ToValidUTF8(raw, "\uFFFD")}, raw)
		}
	}
}
