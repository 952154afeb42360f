package anonymise_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"redress/ingest/anonymise"
)

func testKey(t testing.TB, fill byte) anonymise.Key {
	t.Helper()
	key, err := anonymise.NewKey([]byte(strings.Repeat(string(rune('a'+fill)), anonymise.KeySize)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestIDSeparates(t *testing.T) {
	key := testKey(t, 0)
	base := key.ID("p", "ab", "c")
	if again := key.ID("p", "ab", "c"); again != base {
		t.Errorf("ID is not the same twice: %x, %x", base, again)
	}
	for what, other := range map[string]any{
		"parts cut elsewhere": key.ID("p", "a", "bc"),
		"another publisher":   key.ID("q", "ab", "c"),
		"a part more":         key.ID("p", "ab", "c", ""),
		"another key":         testKey(t, 1).ID("p", "ab", "c"),
	} {
		if other == base {
			t.Errorf("ID of %s = %x, the same as the first", what, other)
		}
	}
	h := key.Hasher("p", "complaint")
	h.Add("x")
	h.ID()
	h.Add("ab")
	h.Add("c")
	if got := h.ID(); got != base {
		t.Errorf("reused Hasher: ID = %x, want %x", got, base)
	}
}

func TestPseudonym(t *testing.T) {
	key := testKey(t, 0)
	name, id := key.Pseudonym(anonymise.SoleTrader(), "p", "12345678901")
	if !regexp.MustCompile(`^Sole trader [0-9a-f]{4}$`).MatchString(name) ||
		!regexp.MustCompile(`^trader:[0-9a-f]{16}$`).MatchString(id) {
		t.Errorf("Pseudonym = %q, %q: want Sole trader with 4 and trader: with 16 digits", name, id)
	}
	if !strings.HasPrefix(strings.TrimPrefix(id, "trader:"), strings.TrimPrefix(name, "Sole trader ")) {
		t.Errorf("Pseudonym = %q, %q: the name shows other digits than the key", name, id)
	}
	name2, id2 := key.Pseudonym(anonymise.NaturalPerson(), "p", "12345678901")
	if !strings.HasPrefix(name2, "Natural person ") || strings.TrimPrefix(id2, "person:") == strings.TrimPrefix(id, "trader:") {
		t.Errorf("Pseudonym = %q, %q: want another hash for another kind", name2, id2)
	}
}

func TestKeyIsNeverPrinted(t *testing.T) {
	key := testKey(t, 0)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("key", "key", key)
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v %s %x %d", key, key, key, key, key, key),
		fmt.Sprint(key), fmt.Sprintf("%v", struct{ K anonymise.Key }{key}), log.String()} {
		if strings.Contains(printed, "aaaa") || strings.Contains(printed, "6161") || strings.Contains(printed, "97 97") {
			t.Errorf("printed key holds the secret: %s", printed)
		}
	}
	if got, other := key.Fingerprint(), testKey(t, 1).Fingerprint(); got == other || len(got) != 8 {
		t.Errorf("Fingerprint = %q and %q, want two of 8 digits", got, other)
	}
}

func TestLoadKey(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "key")
	if _, err := anonymise.LoadKey(path, false); err == nil || !strings.Contains(err.Error(), "REDRESS_KEY_FILE") {
		t.Errorf("LoadKey of no file: error %v, want one that names REDRESS_KEY_FILE", err)
	}
	made, err := anonymise.LoadKey(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of a new key file = %v, %v, want 0600", info.Mode(), err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("making a key left %d files, want 1", len(files))
	}
	read, err := anonymise.LoadKey(path, true)
	if err != nil || read != made {
		t.Errorf("LoadKey of the key just made = %v, %v, want the same", read, err)
	}
	raw := filepath.Join(dir, "raw")
	if err := os.WriteFile(raw, []byte(strings.Repeat("\x07", 32)), 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := anonymise.LoadKey(raw, false); err != nil {
		t.Errorf("LoadKey of 32 raw bytes: %v", err)
	}
	for name, content := range map[string]string{"short": "abcd", "nohex": strings.Repeat("g", 64), "empty": "", "long": strings.Repeat("ab", 33)} {
		bad := filepath.Join(dir, name)
		if err := os.WriteFile(bad, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := anonymise.LoadKey(bad, true)
		if err == nil || content != "" && strings.Contains(err.Error(), content) {
			t.Errorf("LoadKey of a %s key: error %v, want one that does not quote it", name, err)
		}
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := anonymise.LoadKey(path, false); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("LoadKey of a file others can read: error %v, want one that says chmod 600", err)
	}
}
