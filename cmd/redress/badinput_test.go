package main_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Bad input gets one clear sentence and the right exit status, and leaves the
// last release as it was.
func TestBadInputLeavesTheRelease(t *testing.T) {
	data := t.TempDir()
	ingested(t, data, "demo", demoFile(t, "good.csv", 2_000, 1))
	before := must(t, "query", "--data", data, "platforms", "--format", "csv")

	folder := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"missing file":         {[]string{"ingest", "demo", filepath.Join(folder, "nobody.csv")}, 1, "nobody.csv"},
		"empty file":           {[]string{"ingest", "demo", write("empty.csv", "")}, 1, "empty.csv"},
		"wrong declaration":    {[]string{"ingest", "nyc-dcwp", write("other.csv", "a,b\n1,2\n")}, 1, "Business Name"},
		"binary file":          {[]string{"ingest", "demo", write("picture.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")}, 1, "picture.csv"},
		"zip bomb":             {[]string{"ingest", "demo", zipBomb(t, folder, 512)}, 1, "bomb.zip"},
		"unknown source":       {[]string{"ingest", "nobody", write("x.csv", "a\n1\n")}, 2, "nobody"},
		"unknown flag":         {[]string{"ingest", "--nonsense", "demo", "x.csv"}, 2, "nonsense"},
		"no path":              {[]string{"ingest", "demo"}, 2, "path"},
		"not a day":            {[]string{"ingest", "--file-date", "yesterday", "demo", "x.csv"}, 2, "file-date"},
		"a day to come":        {[]string{"ingest", "--file-date", "2100-01-01", "demo", "x.csv"}, 2, "later than today"},
		"unknown parameter":    {[]string{"query", "platforms", "--colour", "red"}, 2, "colour"},
		"unknown value":        {[]string{"query", "platforms", "--issue", "nonsense"}, 2, "issue"},
		"unknown query source": {[]string{"query", "platforms", "--source", "nobody"}, 2, "nobody"},
		"bad date":             {[]string{"query", "platforms", "--from", "2018-13"}, 2, "from"},
		"reversed range":       {[]string{"query", "platforms", "--from", "2019", "--to", "2018"}, 2, "from"},
		"unknown view":         {[]string{"query", "nonsense"}, 2, "nonsense"},
		"unknown command":      {[]string{"nonsense"}, 2, "nonsense"},
	} {
		t.Run(name, func(t *testing.T) {
			args := c.args
			if args[0] != "nonsense" {
				args = append([]string{args[0], "--data", data}, args[1:]...)
			}
			o := redress(t, args...)
			if o.code != c.code || !strings.Contains(lastLine(o.stderr), c.says) {
				t.Errorf("exit %d, stderr %q, want exit %d and a sentence with %q", o.code, o.stderr, c.code, c.says)
			}
			if strings.Count(lastLine(o.stderr), "redress: ") != 1 {
				t.Errorf("stderr %q, want one sentence", o.stderr)
			}
		})
	}
	if after := must(t, "query", "--data", data, "platforms", "--format", "csv"); after != before {
		t.Error("bad input changed what is served")
	}
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// zipBomb is a small archive whose member unpacks to so many mebibytes. It is one
// compressed mebibyte again and again, which is the same to whoever unpacks it.
func zipBomb(t *testing.T, folder string, times int) string {
	t.Helper()
	piece := bytes.Repeat([]byte("a"), 1<<20)
	var packed, end bytes.Buffer
	sum := crc32.NewIEEE()
	for range times {
		_, _ = sum.Write(piece)
	}
	deflated(t, &packed, func(w *flate.Writer) error {
		_, err := w.Write(piece)
		return errors.Join(err, w.Flush()) // ends a block at a byte, and no stream
	})
	deflated(t, &end, (*flate.Writer).Close)
	path := filepath.Join(folder, "bomb.zip")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	member, err := archive.CreateRaw(&zip.FileHeader{Name: "bomb.csv", Method: zip.Deflate, CRC32: sum.Sum32(),
		CompressedSize64: uint64(times*packed.Len() + end.Len()), UncompressedSize64: uint64(times) << 20})
	if err == nil {
		_, err = member.Write(append(bytes.Repeat(packed.Bytes(), times), end.Bytes()...))
	}
	if err := errors.Join(err, archive.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// deflated writes to the buffer what do gives a compressor.
func deflated(t *testing.T, to *bytes.Buffer, do func(*flate.Writer) error) {
	t.Helper()
	w, err := flate.NewWriter(to, flate.BestCompression)
	if err == nil {
		err = do(w)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The bomb is a sound archive: nothing but its size can be why it is refused.
func TestZipBombIsSound(t *testing.T) {
	t.Parallel()
	archive, err := zip.OpenReader(zipBomb(t, t.TempDir(), 4))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	member, err := archive.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer member.Close()
	// At the end the reader compares the checksum and the size.
	if n, err := io.Copy(io.Discard, member); err != nil || n != 4<<20 {
		t.Errorf("the bomb unpacks to %d bytes, %v, want 4 MiB", n, err)
	}
}
