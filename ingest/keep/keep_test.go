package keep

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// A clock tells the time that a test sets.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func open(t *testing.T, dir string) (*Store, *clock) {
	t.Helper()
	c := &clock{start}
	s, err := New(dir, c.now)
	if err != nil {
		t.Fatalf("New = %v, want no error", err)
	}
	return s, c
}

// put keeps content in pieces.
func put(t *testing.T, s *Store, about Copy, content []byte) Copy {
	t.Helper()
	w, err := s.Put(about)
	if err != nil {
		t.Fatal(err)
	}
	for len(content) > 0 {
		n := min(len(content), 100_000)
		if _, err := w.Write(content[:n]); err != nil {
			t.Fatal(err)
		}
		content = content[n:]
	}
	c, err := w.Commit(func(c *Copy) { c.ETag = `"one"` })
	if err != nil {
		t.Fatal(err)
	}
	w.Discard()
	return c
}

func read(s *Store, id string) ([]byte, error) {
	content, err := s.Open(id)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	return io.ReadAll(io.NewSectionReader(content, 0, 1<<40))
}

func random(n int) []byte {
	content := make([]byte, n)
	source := rand.NewChaCha8([32]byte{1})
	source.Read(content)
	return content
}

func TestPutAndOpen(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir)
	for _, size := range []int{0, 1, 64 << 10, 64<<10 + 1, 300_000} {
		for _, encrypted := range []bool{true, false} {
			content := bytes.Repeat([]byte("secret"), size/6+1)[:size]
			about := Copy{Path: "https://host/a.csv", URL: "https://host/a.csv", Key: s.Key("https://host/a.csv?token=x"), Encrypted: encrypted}
			c := put(t, s, about, content)
			sum := sha256.Sum256(content)
			want := about
			want.Name = want.Path
			want.ID, want.ETag, want.FetchedAt, want.Size, want.SHA256 = c.ID, `"one"`, start, int64(size), hex.EncodeToString(sum[:])
			if diff := cmp.Diff(want, c); diff != "" {
				t.Errorf("Commit (-want +got):\n%s", diff)
			}
			again, _ := open(t, dir) // as another process would
			if have, err := read(again, c.ID); err != nil || !bytes.Equal(have, content) {
				t.Errorf("Open of %d bytes = %d bytes, %v, want them back", size, len(have), err)
			}
			onDisk, err := os.ReadFile(s.bytes(c))
			if err != nil {
				t.Fatal(err)
			}
			if size > 6 && bytes.Contains(onDisk, []byte("secret")) == encrypted {
				t.Errorf("bytes on disk hold the text: %v, want %v", encrypted, !encrypted)
			}
		}
	}
	list, err := s.List()
	if err != nil || len(list) != 10 {
		t.Errorf("List = %d copies, %v, want 10", len(list), err)
	}
	filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		info, _ := entry.Info()
		if info.Mode().Perm()&0o077 != 0 && path != dir {
			t.Errorf("%s has mode %04o, want nothing for others", path, info.Mode().Perm())
		}
		if text, _ := os.ReadFile(path); bytes.Contains(text, []byte("token=x")) {
			t.Errorf("%s holds a query string", path)
		}
		return nil
	})
}

// TestKeyOnce starts several processes' worth of stores at once.
func TestKeyOnce(t *testing.T) {
	dir := t.TempDir()
	keys := make([]string, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			s, err := New(dir, func() time.Time { return start })
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = s.Key("a", "b")
		})
	}
	all.Wait()
	for _, key := range keys {
		if key != keys[0] || key == "" {
			t.Fatalf("Key = %q and %q, want one key", keys[0], key)
		}
	}
	s, _ := open(t, dir)
	if s.Key("a", "b") == s.Key("ab") || s.Key("a", "b") == s.Key("a,1:b") {
		t.Error("Key does not tell its parts apart")
	}
	path := filepath.Join(dir, "keep.key")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("keep.key has mode %v, %v, want 0600", info.Mode(), err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := New(dir, nil); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("New with an open key = %v, want an error about chmod 600", err)
	}
	if err := errors.Join(os.WriteFile(path, []byte("AGE-SECRET-KEY-1TRUNCATED"), 0o600), os.Chmod(path, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := New(dir, nil); err == nil || strings.Contains(err.Error(), "TRUNCATED") {
		t.Errorf("New with a broken key = %v, want an error that does not hold it", err)
	}
}

func TestDamage(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir)
	content := random(300_000)
	dice := rand.New(rand.NewPCG(1, 2))
	damaged := func(c Copy, about string) {
		t.Helper()
		_, err := read(s, c.ID)
		var damage *DamagedError
		if !errors.As(err, &damage) || !strings.HasPrefix(err.Error(), c.Path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Open of a copy %s = %v, want a DamagedError of one sentence", about, err)
		}
	}
	for range 20 {
		c := put(t, s, Copy{Path: "https://host/a.csv", Encrypted: true}, content)
		whole, err := os.ReadFile(s.bytes(c))
		if err != nil {
			t.Fatal(err)
		}
		flipped := bytes.Clone(whole)
		flipped[dice.IntN(len(flipped))] ^= 1 << dice.IntN(8)
		for about, bytes := range map[string][]byte{"with a flipped bit": flipped, "cut short": whole[:dice.IntN(len(whole))]} {
			if err := os.WriteFile(s.bytes(c), bytes, 0o600); err != nil {
				t.Fatal(err)
			}
			damaged(c, about)
		}
		os.Remove(s.bytes(c))
		damaged(c, "without bytes")
	}
	plain := put(t, s, Copy{Path: "https://host/b.csv"}, content)
	if err := os.Truncate(s.bytes(plain), 1000); err != nil {
		t.Fatal(err)
	}
	damaged(plain, "cut short and open")

	c := put(t, s, Copy{Path: "https://host/a.csv", Encrypted: true}, content)
	if err := os.Remove(filepath.Join(dir, "keep.key")); err != nil {
		t.Fatal(err)
	}
	s, _ = open(t, dir)
	damaged(c, "of another key")
	if _, err := read(s, "../keep"); err == nil {
		t.Error("Open(../keep) = nil, want an error")
	}
	if _, err := read(s, "20260101T000000Z-none"); err == nil || !strings.Contains(err.Error(), "kept any more") {
		t.Errorf("Open of no copy = %v, want an error", err)
	}
}

// TestLeftovers stops a Put at each of its steps, as a crash would.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	s, c := open(t, dir)
	whole := put(t, s, Copy{Path: "a", Encrypted: true}, []byte("whole"))
	names := func() (names []string) {
		entries, err := os.ReadDir(filepath.Join(dir, "kept"))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			names = append(names, entry.Name())
		}
		return names
	}
	before := names()

	living, err := s.Put(Copy{Path: "b"})
	if err != nil {
		t.Fatal(err)
	}
	half, err := s.Put(Copy{Path: "b", Encrypted: true})
	if err != nil {
		t.Fatal(err)
	}
	half.part.Close()
	renamed, err := s.Put(Copy{Path: "b"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(renamed.part.Name(), s.bytes(renamed.copy)); err != nil {
		t.Fatal(err)
	}
	renamed.part.Close()
	if err := os.WriteFile(s.description(renamed.copy.ID)+".123"+partSuffix, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	late := &clock{time.Now().Add(2 * smallPart)}
	if _, err := New(dir, late.now); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(len(before)+1, len(names())); diff != "" {
		t.Errorf("after New: %v, want %v and the one that is being written", names(), before)
	}
	if _, err := living.Write([]byte("still")); err != nil {
		t.Fatal(err)
	}
	if _, err := living.Commit(nil); err != nil {
		t.Errorf("Commit after another's New = %v, want no error", err)
	}
	if have, err := read(s, living.copy.ID); string(have) != "still" || err != nil {
		t.Errorf("copy = %q, %v, want it whole", have, err)
	}
	dropped, err := s.Put(Copy{Path: "b"})
	if err != nil {
		t.Fatal(err)
	}
	dropped.Discard()
	c.at = start.Add(time.Hour)
	if removed, err := s.Expire(c.at); removed != 2 || err != nil {
		t.Errorf("Expire = %d, %v, want 2", removed, err)
	}
	if left := names(); len(left) != 0 {
		t.Errorf("after Expire: %v, want nothing", left)
	}
	if _, err := s.Open(whole.ID); err == nil {
		t.Error("Open of an expired copy = nil, want an error")
	}
}

func TestLoads(t *testing.T) {
	s, c := open(t, t.TempDir())
	key := s.Key("https://host/a.csv?x", "reader")
	copies := make([]Copy, 3)
	for i := range copies {
		copies[i] = put(t, s, Copy{Path: "a", Key: key, LastModified: "Mon"}, []byte{byte(i)})
		c.at = c.at.Add(time.Hour)
	}
	link := func(load string, i int) {
		t.Helper()
		fetch := Fetch{Key: key, ETag: copies[i].ETag, LastModified: copies[i].LastModified, Copy: copies[i].ID}
		for range 2 {
			if err := s.Link(load, "", fetch, Fetch{Key: s.Key("list"), ETag: "all"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	link("7", 1)
	if _, ok, err := s.Validators(key); ok || err != nil {
		t.Errorf("Validators before the load is published = %v, %v, want none", ok, err)
	}
	if err := s.MarkLoaded("7"); err != nil {
		t.Fatal(err)
	}
	link("8", 2) // never published
	want := Published{ETag: `"one"`, LastModified: "Mon", Load: "7", At: c.at}
	if have, ok, err := s.Validators(key); !ok || err != nil || have != want {
		t.Errorf("Validators = %v, %v, %v, want %v", have, ok, err, want)
	}
	if have, ok, err := s.Find(key, `"one"`, "Mon"); !ok || err != nil || have.ID != copies[2].ID {
		t.Errorf("Find = %v, %v, %v, want the newest", have.ID, ok, err)
	}
	if _, ok, err := s.Find(key, "", "Mon"); ok || err != nil {
		t.Errorf("Find of another state = %v, %v, want none", ok, err)
	}
	if have, err := s.Replay("7"); err != nil || len(have) != 1 || have[0].ID != copies[1].ID {
		t.Errorf("Replay(7) = %v, %v, want the second copy", have, err)
	}
	if have, err := s.FileDate("7"); err != nil || have != "2026-03-01" {
		t.Errorf("FileDate(7) = %q, %v, want the day it was fetched, as it says none", have, err)
	}
	if err := s.Link("8", "2026-01-31"); err != nil {
		t.Fatal(err)
	}
	if have, err := s.FileDate("8"); err != nil || have != "2026-01-31" {
		t.Errorf("FileDate(8) = %q, %v, want what it says", have, err)
	}
	if _, err := s.FileDate("9"); err == nil || !strings.Contains(err.Error(), "nothing that it fetched is kept") {
		t.Errorf("FileDate(9) = %v, want an error", err)
	}
	if _, err := s.Replay("9"); err == nil || !strings.Contains(err.Error(), "nothing that it fetched is kept") {
		t.Errorf("Replay(9) = %v, want an error", err)
	}
	if err := s.MarkLoaded("9"); err != nil {
		t.Errorf("MarkLoaded(9) = %v, want nil: it fetched nothing", err)
	}
	for _, bad := range []string{"", "../x", ".x", "a/b"} {
		if s.Link(bad, "") == nil || s.MarkLoaded(bad) == nil {
			t.Errorf("Link or MarkLoaded(%q) = nil, want an error", bad)
		}
	}
	if removed, err := s.Expire(start.Add(90 * time.Minute)); removed != 2 || err != nil {
		t.Errorf("Expire = %d, %v, want 2", removed, err)
	}
	if _, err := s.Replay("7"); err == nil {
		t.Error("Replay of a load whose copies have expired = nil, want an error")
	}
	if have, ok, err := s.Validators(key); !ok || err != nil || have != want {
		t.Errorf("Validators after Expire = %v, %v, %v, want %v still", have, ok, err, want)
	}
	if have, err := s.Replay("8"); err != nil || len(have) != 1 {
		t.Errorf("Replay(8) = %v, %v, want its copy", have, err)
	}
}

func BenchmarkPut(b *testing.B) {
	s, err := New(b.TempDir(), func() time.Time { return start })
	if err != nil {
		b.Fatal(err)
	}
	chunk := random(1 << 20)
	b.SetBytes(16 << 20)
	for b.Loop() {
		w, err := s.Put(Copy{Path: "a", Encrypted: true})
		if err != nil {
			b.Fatal(err)
		}
		for range 16 {
			if _, err := w.Write(chunk); err != nil {
				b.Fatal(err)
			}
		}
		c, err := w.Commit(nil)
		if err != nil {
			b.Fatal(err)
		}
		content, err := s.Open(c.ID)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, io.NewSectionReader(content, 0, c.Size)); err != nil {
			b.Fatal(err)
		}
		content.Close()
	}
}
