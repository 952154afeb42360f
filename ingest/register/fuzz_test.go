package register_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redress/ingest/fetch"
	"redress/ingest/register"
)

// Whatever a file holds, reading it ends without a panic, with balanced books or
// one error, and no reject or error repeats what a cell says.
func FuzzRead(f *testing.F) {
	f.Add(0, false, "id,jurisdiction,kind,title,in_force,issues\nX,CN,law,T,2024-05,all\n")
	f.Add(1, true, "legal_basis:\n  - {issue: all, ref: L#1, en: a, binds: [both]}\nlaws: {L: {en: Law}}\n")
	f.Add(2, false, "平台;日期;媒体;标题\n极光;2024年5月1日;报;题\n")
	f.Add(5, false, "kind,platform,canonical\nalias,a,b\nalias,b,a\n")
	f.Add(3, true, "campaigns: [{association: A, title: {zh: 题}, from: 2024}]")
	f.Add(4, true, strings.Repeat("[", 5000))
	f.Add(4, true, "exposure: &a [*a]")
	f.Fuzz(func(t *testing.T, code int, asYAML bool, content string) {
		name := "made.csv"
		if asYAML {
			name = "made.yaml"
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		codes := register.Codes()
		of := codes[uint(code)%uint(len(codes))]
		read := func() (*register.Register, error) {
			return register.Read(t.Context(), of, "test", fetch.Open(t.Context(), []string{path}, fetch.Options{}))
		}
		r, err := read()
		if err != nil {
			return
		}
		books := r.Files[0]
		if books.Accepted+books.Duplicate+books.RejectedRows() != books.Read || books.Accepted != int64(len(r.Rows)) ||
			books.RejectedRows() != int64(len(r.Rejects)) {
			t.Errorf("books do not balance: %+v, %d rows, %d rejects", books.Counts, len(r.Rows), len(r.Rejects))
		}
		again, err := read()
		if err != nil || again.Digest() != r.Digest() {
			t.Errorf("read twice: digest %s and %s, %v", r.Digest(), again.Digest(), err)
		}
		for _, row := range r.Rows {
			if text, err := json.Marshal(row.Record); err != nil || bytes.Contains(text, []byte(`\u0000`)) {
				t.Errorf("a record holds a NUL or cannot be written: %v", err)
			}
		}
	})
}
