package complaint_test

import (
	"strings"
	"testing"
	"unicode"

	"redress/ingest/complaint"
)

func TestNormaliseName(t *testing.T) {
	f := func(name, want string) {
		t.Helper()
		if got := complaint.NormaliseName(name); got != want {
			t.Errorf("NormaliseName(%q) = %q, want %q", name, got, want)
		}
	}
	f("LOJAS AURORA S/A", "lojas-aurora")
	f("Lojas Aurora S.A.", "lojas-aurora")
	f("Lojas Aurora Ltda - ME", "lojas-aurora")
	f("LOJAS  AURORA LTDA. EPP", "lojas-aurora")
	f("Lojas Auróra Eireli", "lojas-aurora")
	f("AURORA BANK, N.A.", "aurora-bank")
	f("AURORA & COMPANY", "aurora")
	f("Aurora Stores, L.P.", "aurora-stores")
	f("Aurora L.L.C.", "aurora")
	f("Aurora Intermediate Holdings, Inc.", "aurora-intermediate-holdings")
	f("MAGASIN É", "magasin-e")
	f("aurora.example.com.br", "aurora-example-com-br")
	f("Sam's D´Line", "sams-dline")
	f("'N' ROLL'", "n-roll")
	f("Ａｕｒｏｒａ　１２", "aurora-12")
	f("极光科技股份有限公司", "极光科技")
	f("极光（上海）电子商务有限公司", "极光-上海-电子商务")
	f("Straße AG", "strasse")
	f("オーロラ ガード", "オーロラ-ガード")
	// A name that is nothing but a legal form keeps it, or it would be nobody.
	f("ME", "me")
	f("Co. Ltd.", "co")
	f("有限公司", "有限公司")
	f("*****", "")
	f("", "")
}

// TestFoldTextQuickWay compares the way western letters take with the way all
// others do: a Cyrillic letter in front sends a text there.
func TestFoldTextQuickWay(t *testing.T) {
	for r := rune(0x20); r < 0x250; r++ {
		text := "aB" + string(r) + "Cd"
		want := strings.TrimPrefix(complaint.FoldText("я"+text), "я")
		if got := complaint.FoldText(text); got != want {
			t.Errorf("FoldText(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzNormaliseName(f *testing.F) {
	for _, s := range []string{"LOJAS AURORA S/A", "极光（上海）有限公司", "İstanbul ŞİRKETİ", "ﬁne ẞ LLC", "a’b ´c", "ǅ s a", "S A ME",
		"ͅ", "ΐ", "가나다", "ガ゙", "²³ co"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		once := complaint.NormaliseName(name)
		if twice := complaint.NormaliseName(once); twice != once {
			t.Errorf("NormaliseName(%q) = %q, and of that %q", name, once, twice)
		}
		if i := strings.IndexFunc(once, func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}); i >= 0 {
			t.Errorf("NormaliseName(%q) = %q, which holds more than letters, digits and hyphens", name, once)
		}
		if strings.HasPrefix(once, "-") || strings.HasSuffix(once, "-") || strings.Contains(once, "--") {
			t.Errorf("NormaliseName(%q) = %q, which has an empty word", name, once)
		}
	})
}

func TestNameKey(t *testing.T) {
	f := func(name, want string) {
		t.Helper()
		if got := complaint.NameKey(name); got != want {
			t.Errorf("NameKey(%q) = %q, want %q", name, got, want)
		}
	}
	f("Lojas Aurora S/A", "lojas-aurora")
	f("🦄", "u-1f984")
	f(" 🦄\u200d🔥\ufe0f", "u-1f984-1f525")
	f("***", "u-2a-2a-2a")
	f("", "")
	f(" \t\u00a0", "")
	f("\u200b\u202e\ufeff\ufe0f", "")
	f("\u3164\u2800", "")
}
