package complaint

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// NormaliseName gives the form of a business name under which its spellings
// meet: compatibility forms and case folded, accents off, punctuation and the
// legal form at the end dropped, words joined by "-". Han and other scripts
// are kept. "LOJAS AURORA S/A." and "Lojas Aurora Ltda - ME" both give
// "lojas-aurora"; 极光科技有限公司 gives 极光科技.
//
// It is what stands behind "name:" in a key and what an address is made of. It
// is idempotent, and empty only for text without any letter or digit. A name
// that is nothing but a legal form keeps it.
func NormaliseName(name string) string {
	return strings.Join(dropLegalForm(NameWords(name)), "-")
}

// NameWords folds a name as NormaliseName does and cuts it into its words of
// letters and digits, the legal form included.
func NameWords(name string) []string {
	folded := FoldText(name)
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, r := range folded {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word.WriteRune(r)
		case unicode.IsMark(r) && word.Len() > 0:
			word.WriteRune(r) // the vowel signs of Indic scripts and the like
		case isApostrophe(r):
			// "Sam's" is one word: an apostrophe joins.
		default:
			flush()
		}
	}
	flush()
	return words
}

// isApostrophe reports whether r stands inside words. The acute accent is how
// many a keyboard writes it.
func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '´' || r == '`'
}

// FoldText takes case, compatibility forms and European accents away and leaves
// the rest: the form in which texts are compared. It is idempotent.
func FoldText(name string) string {
	if isPlain(name) {
		return strings.ToLower(name)
	}
	// NFKC would turn the acute accent that stands for an apostrophe into a
	// space, and so cut the word.
	name = strings.ReplaceAll(name, "´", "'")
	// Folding can bring back what composing took away and the other way
	// round (ẞ, İ, ligatures), so both are done until nothing moves.
	for range 4 {
		folded := norm.NFKC.String(dropAccents(norm.NFKD.String(cases.Fold().String(norm.NFKC.String(name)))))
		if folded == name {
			break
		}
		name = folded
	}
	return name
}

func isPlain(name string) bool {
	for i := range len(name) {
		if name[i] >= 0x80 {
			return false
		}
	}
	return true
}

// dropAccents removes the combining marks of European scripts from decomposed
// text. Marks of other scripts are letters in all but name and stay.
func dropAccents(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x0300 && r <= 0x036F {
			return -1
		}
		return r
	}, s)
}

// legalForm reports whether words, the end of a name, are a legal form.
func legalForm(words ...string) bool {
	switch strings.Join(words, " ") {
	case "ltda", "ltd", "limited", "limitada", "sa", "s a", "me", "epp", "mei", "eireli", "eirelli",
		"inc", "incorporated", "llc", "l l c", "llp", "l l p", "lp", "l p", "corp", "corporation", "co", "company",
		"plc", "p l c", "na", "n a", "gmbh", "ag", "kg", "bv", "b v", "nv", "n v", "spa", "s p a", "srl", "s r l",
		"sarl", "sas", "s s", "pty", "pte", "oy", "ab", "cia":
		return true
	}
	return false
}

// hanForms are the legal forms written without a space, longest first.
func hanForms() [5]string {
	return [...]string{"股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "股份公司"}
}

// dropLegalForm takes legal forms off the end, as many as there are ("Ltda -
// ME"), but never the whole name.
func dropLegalForm(words []string) []string {
	for {
		n := len(words)
		cut := 0
		for size := 1; size <= 3 && size < n; size++ {
			if legalForm(words[n-size:]...) {
				cut = size
			}
		}
		if cut > 0 {
			words = words[:n-cut]
			continue
		}
		if n > 0 {
			if last := dropHanForm(words[n-1]); last != words[n-1] && (last != "" || n > 1) {
				words = words[:n-1]
				if last != "" {
					words = append(words, last)
				}
				continue
			}
		}
		return words
	}
}

func dropHanForm(word string) string {
	for _, form := range hanForms() {
		if strings.HasSuffix(word, form) {
			return strings.TrimSuffix(word, form)
		}
	}
	return word
}
