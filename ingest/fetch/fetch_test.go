package fetch

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

// A read is one blob read to its end.
type read struct{ path, text string }

// readAll opens paths and reads every blob. The digest of a blob must be known
// at its end and be that of the file on disk.
func readAll(t *testing.T, limits Limits, paths ...string) ([]read, error) {
	t.Helper()
	var all []read
	for blob, err := range Open(t.Context(), paths, Options{Limits: limits}) {
		if err != nil {
			return all, err
		}
		stream, err := blob.Open()
		if err != nil {
			return all, err
		}
		text, err := io.ReadAll(stream)
		if closing := stream.Close(); closing != nil {
			t.Errorf("Close(%s) = %v, want nil", blob.Path, closing)
		}
		if err != nil {
			return all, err
		}
		file, _, _ := strings.Cut(blob.Path, "!")
		given, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(given)
		if want := hex.EncodeToString(sum[:]); blob.SHA256() != want {
			t.Errorf("SHA256(%s) = %q, want %q", blob.Path, blob.SHA256(), want)
		}
		if done, total := blob.Progress(); done != total {
			t.Errorf("Progress(%s) = %d of %d at the end, want all", blob.Path, done, total)
		}
		all = append(all, read{blob.Path, string(text)})
	}
	return all, nil
}

// write puts a file into dir and returns its path.
func write(t *testing.T, dir, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// zipOf packs names and contents, two strings a member.
func zipOf(t *testing.T, method uint16, pairs ...string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for pair := range slices.Chunk(pairs, 2) {
		member, err := w.CreateHeader(&zip.FileHeader{Name: pair[0], Method: method})
		if err == nil && !strings.HasSuffix(pair[0], "/") {
			_, err = io.WriteString(member, pair[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func gzipOf(t *testing.T, text string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func zstdOf(t *testing.T, text string) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll([]byte(text), nil)
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	write(t, dir, "b.csv", []byte("b"))
	write(t, dir, "a.csv", []byte("a"))
	write(t, dir, "empty.csv", nil)
	write(t, dir, "[1].csv", []byte("brackets"))
	write(t, dir, "folder/2.csv", []byte("two"))
	write(t, dir, "folder/10.csv", []byte("ten"))
	write(t, dir, "folder/.hidden", []byte("hidden"))
	write(t, dir, "folder/sub/3.csv", []byte("three"))
	write(t, dir, "wrong.csv", gzipOf(t, "a\n")) // by magic, not by suffix
	write(t, dir, "wrong.gz", []byte("plain"))
	write(t, dir, "two.gz", append(gzipOf(t, "one\n"), gzipOf(t, "two\n")...))
	write(t, dir, "z.zst", zstdOf(t, "zstd"))
	write(t, dir, "x.zip", zipOf(t, zip.Deflate, "z.csv", "zz", "d/", "", "d/a.csv", "aa", "__MACOSX/._a.csv", "no",
		".DS_Store", "no", "d/.git/x", "no", "empty.csv", ""))
	book := string(zipOf(t, zip.Deflate, "[Content_Types].xml", "<x/>", "xl/workbook.xml", "<y/>"))
	write(t, dir, "book.xlsx", []byte(book))
	write(t, dir, "books.zip", zipOf(t, zip.Store, "a.xlsx", book, "b.xlsx.gz", string(gzipOf(t, book)), "c.parquet", "PAR1..PAR1"))
	write(t, dir, "book.xlsx.gz", gzipOf(t, book))
	write(t, dir, "in.zip", zipOf(t, zip.Deflate, "1.csv", "one", "2.zip", string(zipOf(t, zip.Deflate, "b.csv", "bb", "a.csv", "aa")),
		"3.csv.gz", string(gzipOf(t, "three")), "4.zst", string(zstdOf(t, "four")), "5.xlsx", book))
	write(t, dir, "a.zip.gz", gzipOf(t, string(zipOf(t, zip.Deflate, "a.csv", "aa", "b.xlsx", book))))
	write(t, dir, "a.gz.gz", gzipOf(t, string(gzipOf(t, "twice"))))
	write(t, dir, "stored.zip", zipOf(t, zip.Store, "a.csv", "stored"))
	if err := os.Symlink(at("a.csv"), at("link.csv")); err != nil {
		t.Fatal(err)
	}

	f := func(paths []string, want ...read) {
		t.Helper()
		for i := range paths {
			paths[i] = at(paths[i])
		}
		for i := range want {
			want[i].path = at(want[i].path)
		}
		have, err := readAll(t, Limits{}, paths...)
		if err != nil {
			t.Errorf("Open(%v) = %v, want no error", paths, err)
		}
		if diff := cmp.Diff(want, have, cmp.AllowUnexported(read{})); diff != "" {
			t.Errorf("Open(%v) (-want +got):\n%s", paths, diff)
		}
	}
	f([]string{"b.csv", "a.csv"}, read{"b.csv", "b"}, read{"a.csv", "a"})
	f([]string{"empty.csv"}, read{"empty.csv", ""})
	f([]string{"?.csv"}, read{"a.csv", "a"}, read{"b.csv", "b"})
	f([]string{"b.csv", "folder/*"}, read{"b.csv", "b"}, read{"folder/.hidden", "hidden"}, read{"folder/10.csv", "ten"},
		read{"folder/2.csv", "two"})
	f([]string{"[1].csv"}, read{"[1].csv", "brackets"})
	f([]string{"folder"}, read{"folder/10.csv", "ten"}, read{"folder/2.csv", "two"})
	f([]string{"link.csv"}, read{"link.csv", "a"})
	f([]string{"wrong.csv", "wrong.gz"}, read{"wrong.csv", "a\n"}, read{"wrong.gz", "plain"})
	f([]string{"two.gz"}, read{"two.gz", "one\ntwo\n"})
	f([]string{"z.zst"}, read{"z.zst", "zstd"})
	f([]string{"x.zip", "a.csv"}, read{"x.zip!d/a.csv", "aa"}, read{"x.zip!empty.csv", ""}, read{"x.zip!z.csv", "zz"},
		read{"a.csv", "a"})
	f([]string{"book.xlsx"}, read{"book.xlsx", book})
	f([]string{"book.xlsx.gz"}, read{"book.xlsx.gz", book})
	f([]string{"books.zip"}, read{"books.zip!a.xlsx", book}, read{"books.zip!b.xlsx.gz", book},
		read{"books.zip!c.parquet", "PAR1..PAR1"})
	f([]string{"in.zip"}, read{"in.zip!1.csv", "one"}, read{"in.zip!2.zip!a.csv", "aa"}, read{"in.zip!2.zip!b.csv", "bb"},
		read{"in.zip!3.csv.gz", "three"}, read{"in.zip!4.zst", "four"}, read{"in.zip!5.xlsx", book})
	f([]string{"a.zip.gz"}, read{"a.zip.gz!a.csv", "aa"}, read{"a.zip.gz!b.xlsx", book})
	f([]string{"a.gz.gz"}, read{"a.gz.gz", "twice"})
	f([]string{"stored.zip"}, read{"stored.zip!a.csv", "stored"})
}

// oneSentence checks an error's form: it begins with the file, says what is
// the matter and what to do, on one line.
func oneSentence(t *testing.T, err error, file, about string) {
	t.Helper()
	if err == nil {
		t.Errorf("Open(%s) has no error, want one about %q", file, about)
		return
	}
	said := err.Error()
	if !strings.HasPrefix(said, file) || !strings.Contains(said, about) || !strings.Contains(said, "; ") ||
		strings.Contains(said, "\n") {
		t.Errorf("Open(%s) = %q, want one line with the file, %q and a way out", file, said, about)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	f := func(name string, content []byte, about string) {
		t.Helper()
		path := write(t, dir, name, content)
		_, err := readAll(t, Limits{}, path)
		oneSentence(t, err, path, about)
	}
	whole := zipOf(t, zip.Deflate, "a.csv", strings.Repeat("some text ", 1000))
	f("cut.zip", whole[:len(whole)-30], "cut short")
	damaged := bytes.Clone(whole)
	damaged[60] ^= 0xFF
	f("damaged.zip", damaged, "damaged")
	swapped := zipOf(t, zip.Store, "a.csv", "content")
	swapped[bytes.Index(swapped, []byte("content"))] = 'k'
	f("sum.zip", swapped, "checksum")
	f("none.zip", zipOf(t, zip.Store), "without files")
	f("folders.zip", zipOf(t, zip.Store, "a/", "", "__MACOSX/a", "x"), "without files")
	f("damagedin.zip", zipOf(t, zip.Store, "in.zip", string(damaged)), "damaged")
	f("cutin.zip", zipOf(t, zip.Store, "in.zip", string(whole[:len(whole)-30])), "cut short")
	f("cutin.gz", gzipOf(t, string(gzipOf(t, "some text")[:20])), "too early")
	f("thrice.zip", zipOf(t, zip.Store, "in.zip", string(zipOf(t, zip.Store, "in2.zip", string(whole)))), "no more than 2 layers")
	f("thricegz.zip", zipOf(t, zip.Store, "in.zip", string(zipOf(t, zip.Store, "a.gz", string(gzipOf(t, "x"))))),
		"gzip data inside a zip archive")
	f("gzzipgz.gz", gzipOf(t, string(zipOf(t, zip.Deflate, "in.csv.gz", string(gzipOf(t, "x"))))), "no more than 2 layers")
	f("zipgzzip.zip", zipOf(t, zip.Deflate, "in.zip.gz", string(gzipOf(t, string(whole)))), "zip archive inside gzip data")
	f("secretin.zip", zipOf(t, zip.Deflate, "in.zip", string(patched(t, whole, 8, 1))), "encrypted")
	f("deflate64in.gz", gzipOf(t, string(patched(t, whole, 10, 9))), "Deflate64")
	f("nested7z.zip", zipOf(t, zip.Deflate, "in.7z", "7z\xBC\xAF\x27\x1Crest"), "7z archive inside a zip archive")
	f("absolute.zip", zipOf(t, zip.Store, "/etc/x.csv", "x"), `"/etc/x.csv"`)
	f("parent.zip", zipOf(t, zip.Store, "../x.csv", "x"), `"../x.csv"`)
	f("parent2.zip", zipOf(t, zip.Store, "a/../../x.csv", "x"), "leads out")
	f("windows.zip", zipOf(t, zip.Store, `..\x.csv`, "x"), "leads out")
	f("drive.zip", zipOf(t, zip.Store, `C:\x.csv`, "x"), "leads out")
	f("control.zip", zipOf(t, zip.Store, "a\x1b[2J.csv", "x"), "control")
	f("twice.zip", zipOf(t, zip.Store, "a.csv", "x", "a.csv", "y"), "two members")
	f("book.docx", zipOf(t, zip.Deflate, "[Content_Types].xml", "<x/>", "word/document.xml", "<y/>"),
		"office document")
	f("book.docx.zip", zipOf(t, zip.Store, "book.docx", string(zipOf(t, zip.Store, "[Content_Types].xml", "x"))),
		"text document")
	f("sheet.ods.zip", zipOf(t, zip.Store, "sheet.ods", string(zipOf(t, zip.Store, "META-INF/manifest.xml", "x"))), "office document")
	f("secret.zip", patched(t, whole, 8, 1), "encrypted")
	f("deflate64.zip", patched(t, whole, 10, 9), "Deflate64")
	f("odd.zip", patched(t, whole, 10, 77), "method 77")

	packed := gzipOf(t, strings.Repeat("some text ", 1000))
	f("cut.csv.gz", packed[:len(packed)/2], "too early")
	f("stump.gz", packed[:5], "too early")
	f("damaged.csv.gz", append(bytes.Clone(packed[:len(packed)-6]), "xxxxxx"...), "damaged")
	f("tail.csv.gz", append(bytes.Clone(packed), "trailing rubbish"...), "damaged")
	f("thrice.gz", gzipOf(t, string(gzipOf(t, string(packed)))), "gzip data inside gzip data")
	f("tar.gz", gzipOf(t, strings.Repeat("\x00", 257)+"ustar"+strings.Repeat("\x00", 250)), "tar archive inside gzip data")
	rolled := zstdOf(t, strings.Repeat("some text ", 1000))
	f("cut.zst", rolled[:len(rolled)-5], "too early")
	f("x.7z", []byte("7z\xBC\xAF\x27\x1C"), "7z archive")
	f("x.rar", []byte("Rar!\x1A\x07\x00"), "RAR archive")
	f("x.bz2", []byte("BZh91AY&SY...."), "bzip2")
	f("x.xz", []byte("\xFD7zXZ\x00"), "xz")
}

// patched returns the archive with a 16-bit field of its first directory entry
// changed: 8 is the flags, 10 the method.
func patched(t *testing.T, archive []byte, field int, value byte) []byte {
	t.Helper()
	archive = bytes.Clone(archive)
	at := bytes.LastIndex(archive, []byte("PK\x01\x02"))
	if at < 0 {
		t.Fatal("archive without a directory")
	}
	archive[at+field] = value
	return archive
}

func TestOpenMistakenPaths(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir, "a.csv", []byte("a"))
	write(t, dir, "bare/.hidden", []byte("a"))
	write(t, dir, "nested/sub/b.csv", []byte("a"))
	f := func(path, about string) {
		t.Helper()
		_, err := readAll(t, Limits{}, path)
		oneSentence(t, err, path, about)
	}
	f(filepath.Join(dir, "missing.csv"), "no such file")
	f(filepath.Join(dir, "*.tsv"), "matches no file")
	f(filepath.Join(dir, "nested", "*"), "matches no file")
	f(filepath.Join(dir, "[a.csv"), "pattern")
	f(filepath.Join(dir, "bare"), "without files")
	f(filepath.Join(file, "b.csv"), "not a directory")
	f(filepath.Join(dir, "a\x00.csv"), "invalid argument")
	f("https://example.org/complaints.csv", "address")
	if err := os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "nested", "dangling.csv")); err != nil {
		t.Fatal(err)
	}
	_, err := readAll(t, Limits{}, filepath.Join(dir, "nested"))
	oneSentence(t, err, filepath.Join(dir, "nested", "dangling.csv"), "no such file")

	if _, err := readAll(t, Limits{}); err == nil || !strings.Contains(err.Error(), "no path") {
		t.Errorf("Open() = %v, want an error about no path", err)
	}
	// All mistakes are told at once, before anything is read.
	have, err := readAll(t, Limits{}, file, filepath.Join(dir, "x"), filepath.Join(dir, "y*"))
	if len(have) != 0 || err == nil || len(strings.Split(err.Error(), "\n")) != 2 || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open of a good and two bad paths = %d blobs, %v, want none and two lines", len(have), err)
	}
}

// TestOpenDevice reads what exists but is no file.
func TestOpenDevice(t *testing.T) {
	_, err := readAll(t, Limits{}, os.DevNull)
	oneSentence(t, err, os.DevNull, "pipe or device")
}

func TestOpenCancelled(t *testing.T) {
	dir := t.TempDir()
	archive := write(t, dir, "x.zip", zipOf(t, zip.Store, "a.csv", "a"))
	for _, path := range []string{archive, write(t, dir, "a.csv", []byte("a"))} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for _, err := range Open(ctx, []string{path}, Options{}) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Open(%s) after cancel = %v, want %v", path, err, context.Canceled)
			}
		}
	}
}
