package fetch

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

func TestLimits(t *testing.T) {
	dir := t.TempDir()
	zeros := strings.Repeat("0", 2<<20) // packs about 1,000 to 1
	mixed := &strings.Builder{}
	for i := range 150_000 {
		fmt.Fprintf(mixed, "%d,%d\n", i, i*7919%10007)
	}
	refused := func(name string, content []byte, limits Limits, about string) {
		t.Helper()
		path := write(t, dir, name, content)
		_, err := readAll(t, limits, path)
		oneSentence(t, err, path, about)
	}
	passed := func(name string, content []byte, limits Limits) {
		t.Helper()
		if _, err := readAll(t, limits, write(t, dir, name, content)); err != nil {
			t.Errorf("Open(%s) = %v, want no error", name, err)
		}
	}
	small := Limits{RatioFrom: 1 << 20}
	refused("bomb.zip", zipOf(t, zip.Deflate, "a.csv", zeros), small, "zip bomb")
	refused("bomb.gz", gzipOf(t, zeros), small, "zip bomb")
	refused("bomb.zst", zstdOf(t, zeros), small, "zip bomb")
	passed("dense.zip", zipOf(t, zip.Deflate, "a.csv", zeros), Limits{})
	passed("mixed.zip", zipOf(t, zip.Deflate, "a.csv", mixed.String()), small)
	passed("mixed.gz", gzipOf(t, mixed.String()), small)
	passed("zeros.csv", []byte(zeros), Limits{MaxBytes: 1, RatioFrom: 1})

	refused("large.zip", zipOf(t, zip.Deflate, "a.csv", zeros), Limits{MaxBytes: 1 << 20}, "limit of 1048576")
	refused("large.gz", gzipOf(t, zeros), Limits{MaxBytes: 1 << 20}, "limit of 1048576")
	refused("liar.zip", lying(t, zeros), Limits{MaxBytes: 1 << 20}, "limit of 1048576")
	refused("liar2.zip", lying(t, zeros), Limits{}, "checksum")
	refused("many.zip", zipOf(t, zip.Store, "a", "", "b", "", "c", ""), Limits{MaxMembers: 2}, "3 members")
	passed("few.zip", zipOf(t, zip.Store, "a", "", "b", ""), Limits{MaxMembers: 2})
	inner := string(zipOf(t, zip.Store, "a", "", "b", "", "c", ""))
	refused("manyin.zip", zipOf(t, zip.Store, "in.zip", inner, "x", ""), Limits{MaxMembers: 4}, "5 members")
	passed("fewin.zip", zipOf(t, zip.Store, "in.zip", inner, "x", ""), Limits{MaxMembers: 5})
	refused("bombin.zip", zipOf(t, zip.Store, "in.zip", string(zipOf(t, zip.Deflate, "a.csv", zeros))), small, "zip bomb")
	refused("bombin.gz", gzipOf(t, string(gzipOf(t, zeros))), small, "zip bomb")
	refused("largein.zip", zipOf(t, zip.Deflate, "in.zip", string(zipOf(t, zip.Store, "a.csv", mixed.String()))),
		Limits{MaxBytes: 1 << 20}, "limit of 1048576")
	// Each layer for itself keeps the ratio, both together do not.
	var mild bytes.Buffer
	for range 40 {
		mild.WriteString(zeros[:50_000])
		mild.WriteString(mixed.String()[:10_000])
	}
	loose := Limits{RatioFrom: 1 << 20, MaxRatio: 15}
	once := zipOf(t, zip.Deflate, "a.csv", mild.String())
	passed("mild.zip", once, loose)
	twice := zipOf(t, zip.Deflate, "in.zip", string(once))
	refused("mildin.zip", twice, loose, "zip bomb")
	// Nothing comes out of many empty layers, and yet it ends.
	refused("hollow.gz", gzipOf(t, strings.Repeat(string(gzipOf(t, "")), 100_000)), Limits{RatioFrom: 1 << 20}, "zip bomb")
	claims := zipOf(t, zip.Store, "a", "")
	end := bytes.LastIndex(claims, []byte("PK\x05\x06"))
	copy(claims[end+8:], "\xFE\xFF\xFE\xFF")
	refused("claims.zip", claims, Limits{}, "65534 members")
	refused("overlap.zip", overlapping(t), Limits{}, "overlap")
}

// TestDefaultBomb reads a bomb of 72 MiB under the default limits and checks
// that it is stopped at 64 MiB.
func TestDefaultBomb(t *testing.T) {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	member, err := w.Create("a.csv")
	if err != nil {
		t.Fatal(err)
	}
	chunk := bytes.Repeat([]byte("0"), 1<<20)
	for range 72 {
		if _, err := member.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := write(t, t.TempDir(), "bomb.zip", packed.Bytes())
	for blob, err := range Open(t.Context(), []string{path}, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		stream, err := blob.Open()
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, stream)
		oneSentence(t, err, path, "200 times")
		if n < 64<<20 || n > 65<<20 {
			t.Errorf("the bomb was read for %d bytes, want little more than 64 MiB", n)
		}
		if _, again := stream.Read(make([]byte, 1)); again == nil || again.Error() != err.Error() {
			t.Errorf("Read after the limit = %v, want %v again", again, err)
		}
		if err := stream.Close(); err != nil {
			t.Errorf("Close = %v, want nil", err)
		}
	}
}

// lying returns an archive that understates the size of its member.
func lying(t *testing.T, text string) []byte {
	t.Helper()
	archive := zipOf(t, zip.Deflate, "a.csv", text)
	at := bytes.LastIndex(archive, []byte("PK\x01\x02"))
	copy(archive[at+24:], "\x05\x00\x00\x00")
	return archive
}

// overlapping returns an archive with two members that share their bytes.
func overlapping(t *testing.T) []byte {
	t.Helper()
	archive := zipOf(t, zip.Store, "a.csv", strings.Repeat("x", 1000), "b.csv", strings.Repeat("y", 10))
	at := bytes.LastIndex(archive, []byte("PK\x01\x02"))
	copy(archive[at+20:], "\xE8\x03\x00\x00\xE8\x03\x00\x00") // sizes of b.csv: 1000
	copy(archive[at+42:], "\x00\x00\x00\x00")                 // where a.csv is
	return archive
}

// TestMembersOpenLate opens members after the iteration, two at once and out
// of order, and refuses once the archive has changed.
func TestMembersOpenLate(t *testing.T) {
	path := write(t, t.TempDir(), "x.zip", zipOf(t, zip.Deflate, "a.csv", "aaa", "b.csv", "bbb"))
	var blobs []*Blob
	for blob, err := range Open(t.Context(), []string{path}, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		blobs = append(blobs, blob)
	}
	for range 2 {
		b, err := blobs[1].Open()
		if err != nil {
			t.Fatal(err)
		}
		a, err := blobs[0].Open()
		if err != nil {
			t.Fatal(err)
		}
		for stream, want := range map[io.ReadCloser]string{a: "aaa", b: "bbb"} {
			if have, err := io.ReadAll(stream); string(have) != want || err != nil {
				t.Errorf("member = %q, %v, want %q", have, err, want)
			}
			if err := errors.Join(stream.Close(), stream.Close()); err != nil {
				t.Errorf("Close twice = %v, want nil", err)
			}
			if _, err := stream.Read(make([]byte, 1)); err == nil {
				t.Errorf("Read after Close = nil, want an error")
			}
		}
	}
	later := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	_, err := blobs[0].Open()
	oneSentence(t, err, path, "has changed")
}

// TestDigestUnknownUntilEnd reads half of a file.
func TestDigestUnknownUntilEnd(t *testing.T) {
	path := write(t, t.TempDir(), "a.csv", []byte(strings.Repeat("x", 1<<20)))
	for blob, err := range Open(t.Context(), []string{path}, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		stream, err := blob.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(stream, make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		if done, total := blob.Progress(); blob.SHA256() != "" || done != 1000 || total != 1<<20 {
			t.Errorf("after 1,000 bytes: digest %q, %d of %d; want none, 1000 of %d", blob.SHA256(), done, total, 1<<20)
		}
		if err := stream.Close(); err != nil {
			t.Errorf("Close = %v, want nil", err)
		}
		if blob.SHA256() != "" {
			t.Errorf("SHA256 of a file half read = %q, want none", blob.SHA256())
		}
	}
}
