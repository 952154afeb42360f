package fetch

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzOpen checks that no file stops the program, that each fault is one line
// that begins with the file, and that what is read keeps the limits.
func FuzzOpen(f *testing.F) {
	var archive, stream bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, name := range []string{"a.csv", "d/b.csv"} {
		member, err := z.Create(name)
		if err != nil {
			f.Fatal(err)
		}
		io.WriteString(member, strings.Repeat(name, 50))
	}
	g := gzip.NewWriter(&stream)
	io.WriteString(g, "a;b\n")
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	if err := g.Close(); err != nil {
		f.Fatal(err)
	}
	var nested, twice bytes.Buffer
	z = zip.NewWriter(&nested)
	for name, content := range map[string][]byte{"in.zip": archive.Bytes(), "in.gz": stream.Bytes()} {
		member, err := z.Create(name)
		if err != nil {
			f.Fatal(err)
		}
		member.Write(content)
	}
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	g = gzip.NewWriter(&twice)
	g.Write(nested.Bytes())
	if err := g.Close(); err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{nested.Bytes(), twice.Bytes(), nil, []byte("a;b\n"), archive.Bytes(), stream.Bytes(), []byte("PK\x05\x06"),
		[]byte("\x28\xB5\x2F\xFD\x04\x00\x09\x00\x00abc"), []byte("7z\xBC\xAF\x27\x1C")} {
		f.Add(seed)
	}
	limits := Limits{MaxMembers: 20, MaxBytes: 1 << 20, MaxRatio: 50, RatioFrom: 64 << 10}
	path := filepath.Join(f.TempDir(), "given")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		for blob, err := range Open(t.Context(), []string{path}, Options{Limits: limits}) {
			if err == nil {
				err = drain(t, blob, limits)
			}
			if err != nil && (!strings.HasPrefix(err.Error(), path) || strings.Contains(err.Error(), "\n")) {
				t.Fatalf("Open = %q, want one line that begins with the file", err)
			}
		}
	})
}

// drain reads a blob to its end.
func drain(t *testing.T, blob *Blob, limits Limits) error {
	t.Helper()
	stream, err := blob.Open()
	if err != nil {
		return err
	}
	defer stream.Close()
	n, err := io.Copy(io.Discard, stream)
	if n > limits.MaxBytes+64<<10 && strings.Contains(blob.Path, "!") {
		t.Fatalf("Open read %d bytes of a member, over the limit of %d", n, limits.MaxBytes)
	}
	if err == nil && blob.SHA256() == "" {
		t.Fatalf("SHA256 is unknown at the end")
	}
	return err
}
