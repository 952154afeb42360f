package anonymise_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redress/ingest/anonymise"
)

// TestUnrotated pins what installations have stored: a key that was never
// rotated goes on making the same ids.
func TestUnrotated(t *testing.T) {
	key := testKey(t, 0)
	name, party := key.Pseudonym(anonymise.SoleTrader(), "p", "12345678901")
	got := fmt.Sprintf("%s %x %s %s", key.Fingerprint(), key.ID("p", "ab", "c"), name, party)
	if want := "213d0205 966c6cabf7ba85bf1cd718d97a928aa4 Sole trader 44af trader:44af41c1aab8955e"; got != want {
		t.Errorf("fingerprint, id, name and key = %q, want %q", got, want)
	}
}

// TestRekey: ids stored before rotations and carried along are those that the
// rotated key makes of the same rows.
func TestRekey(t *testing.T) {
	first := testKey(t, 0)
	second := rotated(t, first, 1)
	third := rotated(t, second, 2)
	keys := []anonymise.Key{first, second, third}
	prints := third.Fingerprints()
	for i, from := range keys {
		if from.Fingerprint() != prints[i] {
			t.Errorf("fingerprint %d = %s, want %s as in the rotated key", i, prints[i], from.Fingerprint())
		}
		for j := i; j < len(keys); j++ {
			to := keys[j]
			r, err := to.Rekeyer(from.Fingerprint())
			if err != nil || r.Steps() != j-i {
				t.Fatalf("Rekeyer from %d to %d: %v, %v, want %d steps", i, j, r, err, j-i)
			}
			if got, want := r.ID(from.ID("p", "1")), to.ID("p", "1"); got != want {
				t.Errorf("from %d to %d: Rekeyer.ID = %x, want %x", i, j, got, want)
			}
			for _, kind := range []anonymise.Kind{anonymise.SoleTrader(), anonymise.NaturalPerson()} {
				name, key := from.Pseudonym(kind, "p", "lima")
				wantName, wantKey := to.Pseudonym(kind, "p", "lima")
				if gotKey, gotName := r.Party("p", key, name); gotKey != wantKey || gotName != wantName {
					t.Errorf("from %d to %d: Rekeyer.Party = %q, %q, want %q, %q", i, j, gotKey, gotName, wantKey, wantName)
				}
				// A business number stays, its owner's pseudonym is made of it.
				name, _ = from.Pseudonym(kind, "p", "cnpj:00000000")
				wantName, _ = to.Pseudonym(kind, "p", "cnpj:00000000")
				if gotKey, gotName := r.Party("p", "cnpj:00000000", name); gotKey != "cnpj:00000000" || gotName != wantName {
					t.Errorf("from %d to %d: Rekeyer.Party of a number = %q, %q, want its key and %q", i, j, gotKey, gotName, wantName)
				}
			}
			if key, name := r.Party("p", "name:aurora", "Aurora"); key != "name:aurora" || name != "Aurora" {
				t.Errorf("Rekeyer.Party of a business = %q, %q, want both as they are", key, name)
			}
		}
	}
	if first.ID("p", "1") == second.ID("p", "1") || second.ID("p", "1") == third.ID("p", "1") {
		t.Errorf("a rotation leaves an id as it is")
	}
	r, err := third.Rekeyer(first.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	printed := fmt.Sprintf("%v %+v %#v %v %#v", r, r, *r, third.Hasher("p", "complaint"), []any{third, r})
	for _, fill := range []string{"aaaa", "6161", "97 97", "bbbb", "0x61", "0x62"} {
		if strings.Contains(printed, fill) {
			t.Errorf("printed: %s, which holds a key", printed)
		}
	}
	if _, err := first.Rekeyer(second.Fingerprint()); err == nil {
		t.Errorf("Rekeyer from a state that the key has not reached: no error")
	}
	if _, err := testKey(t, 9).Rekeyer(first.Fingerprint()); err == nil {
		t.Errorf("Rekeyer from another key: no error")
	}
	h := third.Hasher("p", "complaint")
	h.Add("1")
	origin := h.Origin()
	if origin != first.ID("p", "1") || h.Carry(origin) != third.ID("p", "1") {
		t.Errorf("Origin and Carry do not give the ids of the first and of the last key")
	}
}

func rotated(t *testing.T, key anonymise.Key, fill byte) anonymise.Key {
	t.Helper()
	key, err := key.Rotate(bytes.Repeat([]byte{'a' + fill}, anonymise.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestRotateRefuses(t *testing.T) {
	key := testKey(t, 0)
	if _, err := key.Rotate(make([]byte, 5)); err == nil {
		t.Errorf("Rotate with five bytes: no error")
	}
	if _, err := key.Rotate(bytes.Repeat([]byte{'a'}, anonymise.KeySize)); err == nil {
		t.Errorf("Rotate with the same key: no error")
	}
}

func TestRotateKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, _, err := anonymise.RotateKey(path); err == nil {
		t.Errorf("RotateKey of no file: no error")
	}
	// Raw bytes, as they may have been made by hand.
	if err := os.WriteFile(path, bytes.Repeat([]byte{'a'}, anonymise.KeySize), 0o600); err != nil {
		t.Fatal(err)
	}
	last := testKey(t, 0)
	for range 3 {
		before, after, err := anonymise.RotateKey(path)
		if err != nil {
			t.Fatal(err)
		}
		read, err := anonymise.LoadKey(path, false)
		if err != nil || before != last || read != after || after == before {
			t.Errorf("RotateKey = %v, %v and then LoadKey = %v, %v, want the key before %v and the one read", before, after, read, err, last)
		}
		last = after
	}
	if n := len(last.Fingerprints()); n != 4 {
		t.Errorf("%d fingerprints after three rotations, want 4", n)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the file = %v, %v, want 0600", info.Mode(), err)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("rotating left %d files, want 1", len(files))
	}
	if err := os.WriteFile(path+".rotating", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := anonymise.RotateKey(path); err == nil || !strings.Contains(err.Error(), "another rotation") {
		t.Errorf("RotateKey beside another: error %v, want one that says so", err)
	}
}

// TestKeyFileIsNotQuoted: a file with a bad line is refused without its content.
func TestKeyFileIsNotQuoted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	good := strings.Repeat("ab", anonymise.KeySize)
	for _, content := range []string{good + "\n" + good[1:] + "\n", good + "\n" + good + "\n", "# nothing\n", good + " " + good} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := anonymise.LoadKey(path, false); err == nil || strings.Contains(err.Error(), "abab") {
			t.Errorf("LoadKey of a bad file: error %v, want one that quotes nothing", err)
		}
	}
}
