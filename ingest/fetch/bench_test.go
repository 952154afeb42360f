package fetch

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"redress/ingest/keep"
)

// BenchmarkFetch fetches 64 MiB, keeps them and reads them.
func BenchmarkFetch(b *testing.B) {
	content := bytes.Repeat([]byte("2018;2018-06-01 09:10:37.000;03;Sudeste;SP;EXEMPLO COMERCIO;NULL;F\r\n"), 64<<20/68)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "a.csv", time.Time{}, bytes.NewReader(content))
	}))
	defer server.Close()
	store, err := keep.New(b.TempDir(), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	for name, kept := range map[string]*keep.Store{"fetched": nil, "kept": store} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				for blob, err := range Open(b.Context(), []string{server.URL + "/a.csv"},
					Options{Network: &Network{AllowPrivate: true, Now: time.Now, Kept: kept}}) {
					if err != nil {
						b.Fatal(err)
					}
					stream, err := blob.Open()
					if err == nil {
						_, err = io.Copy(io.Discard, stream)
					}
					if err != nil {
						b.Fatal(err)
					}
					stream.Close()
				}
			}
		})
	}
}

// BenchmarkRead reads about 16 MiB of a table by each way it can be packed.
func BenchmarkRead(b *testing.B) {
	var table bytes.Buffer
	for i := range 200_000 {
		fmt.Fprintf(&table, "2018;2018-06-%02d 09:%02d:37.000;03;Sudeste;SP;EXEMPLO COMERCIO %d;%d;NULL;F;%05d\r\n", i%28+1, i%60,
			i*7919%1000, i*31%9973, i*104729%99991)
	}
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	w, err := archive.Create("a.csv")
	if err == nil {
		_, err = w.Write(table.Bytes())
	}
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	for name, content := range map[string][]byte{"plain.csv": table.Bytes(), "a.zip": packed.Bytes()} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(table.Len()))
			chunk := make([]byte, 128<<10)
			for b.Loop() {
				for blob, err := range Open(b.Context(), []string{path}, Options{}) {
					if err != nil {
						b.Fatal(err)
					}
					stream, err := blob.Open()
					if err != nil {
						b.Fatal(err)
					}
					for err == nil {
						_, err = stream.Read(chunk)
					}
					if err != io.EOF {
						b.Fatal(err)
					}
					stream.Close()
				}
			}
		})
	}
}
