package complaint_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"redress/ingest/complaint"
)

// TestKeysStay: the keys of what stands in publishers' files are those of every
// version before, or platforms would be split in two by an upgrade. The digest is
// over the key of each cell without a format character.
func TestKeysStay(t *testing.T) {
	f := func(file, want string, least int) {
		t.Helper()
		content, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(file)))
		if err != nil {
			t.Skipf("the publishers' files are not beside the project: %v", err)
		}
		sum, cells := sha256.New(), 0
		for _, cell := range strings.FieldsFunc(string(content), func(r rune) bool { return strings.ContainsRune(",;\t\r\n\"", r) }) {
			if !utf8.ValidString(cell) || strings.ContainsFunc(cell, func(r rune) bool { return unicode.Is(unicode.Cf, r) }) {
				continue
			}
			cells++
			sum.Write([]byte(complaint.NameKey(cell) + "\n"))
		}
		if got := hex.EncodeToString(sum.Sum(nil)[:8]); got != want || cells < least {
			t.Errorf("%s: the keys of %d cells sum up to %s, want at least %d and %s", file, cells, got, least, want)
		}
	}
	f("nyc_dcwp/mediated_2018-01.csv", "6e854159ebb0c7f2", 50_000)
	f("cfpb/cfpb_2023-08_18col_truncated_1MiB.csv", "830997626ded32c8", 20_000)
	f("procon_cnrf/CNRF_2017_first_300.csv", "973b6657586d5e10", 1000)
	f("reclameaqui/RECLAMEAQUI_NAGEM.csv", "0cef9ee51d81afea", 10_000)
	f("heimao/example_data.json", "af0e6715ee603c70", 20)
}

func TestDropFormat(t *testing.T) {
	f := func(name, want, key string) {
		t.Helper()
		got := complaint.DropFormat(name)
		if got != want || complaint.NameKey(name) != key || complaint.NameKey(got) != key {
			t.Errorf("DropFormat(%q) = %q, keys %q and %q, want %q and %q", name, got, complaint.NameKey(name), complaint.NameKey(got), want, key)
		}
	}
	f("淘\u200b宝", "淘宝", "淘宝")
	f("\u2060淘\u200d宝\ufeff", "淘宝", "淘宝")
	f("Lojas Au\u00adrora S.\u200bA.", "Lojas Aurora S.A.", "lojas-aurora")
	f("Lojas\u200b Aurora", "Lojas Aurora", "lojas-aurora")
	f("\u202eAurora\u202c", "Aurora", "aurora")
	f("Straße 12", "Straße 12", "strasse-12")
	f("\u200b\u00ad", "", "")
	f("\xffA\u200b", "\xffA", "a")
}
