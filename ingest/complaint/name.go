package complaint

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// NormaliseName gives the form of a business name under which its spellings
// meet: compatibility forms and case folded, accents off, characters that do not
// show (see DropFormat), punctuation and the legal form at the end dropped, words
// joined by "-". Han and other scripts
// are kept. "LOJAS AURORA S/A." and "Lojas Aurora Ltda - ME" both give
// "lojas-aurora"; 极光科技有限公司 gives 极光科技.
//
// It is what keys (see NameKey) and addresses are made of. It is idempotent, and empty only for text without any letter or digit. A name
// that is nothing but a legal form keeps it.
func NormaliseName(name string) string {
	return strings.Join(dropLegalForm(NameWords(name)), "-")
}

// NameKey is what stands behind "name:" in a key: the normalised name, or for
// one of signs only (🦄) "u" and the code points of its visible characters in
// hex, joined by "-". It is empty only for a name nothing of which can be seen.
func NameKey(name string) string {
	if !strings.ContainsFunc(name, isVisible) {
		return ""
	}
	if key := NormaliseName(name); key != "" {
		return key
	}
	key := "u"
	for _, r := range FoldText(name) {
		if isVisible(r) {
			key += "-" + strconv.FormatInt(int64(r), 16)
		}
	}
	return key
}

// isVisible reports whether r shows by itself. A few letters and signs are
// blanks in all but name.
func isVisible(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.Is(unicode.Mn, r) && r != 0x2800 &&
		!unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// NameWords folds a name as NormaliseName does and cuts it into its words of
// letters and digits, the legal form included.
func NameWords(name string) []string {
	folded := FoldText(DropFormat(name))
	words := make([]string, 0, 8)
	start := -1  // of the word, -1 between words
	joined := "" // what of it stands before an apostrophe
	flush := func(end int) {
		if start >= 0 && joined+folded[start:end] != "" {
			words = append(words, joined+folded[start:end])
		}
		start, joined = -1, ""
	}
	for i, r := range folded {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r >= utf8.RuneSelf && isWordRune(r, start >= 0):
			if start < 0 {
				start = i
			}
		case isApostrophe(r):
			// "Sam's" is one word: an apostrophe joins.
			if start >= 0 {
				joined += folded[start:i]
				start = i + utf8.RuneLen(r)
			}
		default:
			flush(i)
		}
	}
	flush(len(folded))
	return words
}

// DropFormat takes the characters out of a name that nobody sees and that say
// only how the others are set: zero-width spaces and joiners, soft hyphens, byte
// order marks and marks of direction, all of Unicode's Cf. With one inside, a
// name looks like another and is cut in two. A name without is returned as it is.
func DropFormat(name string) string {
	var kept strings.Builder
	from := 0
	for i, r := range name {
		if r >= 0xAD && unicode.Is(unicode.Cf, r) {
			kept.WriteString(name[from:i])
			from = i + utf8.RuneLen(r)
		}
	}
	if from == 0 {
		return name
	}
	return kept.String() + name[from:]
}

// isWordRune reports whether r is part of a word: a letter, a digit, or inside
// a word one of the marks that Indic scripts write vowels with.
func isWordRune(r rune, inside bool) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || inside && unicode.IsMark(r)
}

// isApostrophe reports whether r stands inside words. The acute accent is how
// many a keyboard writes it.
func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '´' || r == '`'
}

// FoldText takes case, compatibility forms and European accents away and leaves
// the rest: the form in which texts are compared. It is idempotent.
func FoldText(name string) string {
	if folded, ok := foldLatin(name); ok {
		return folded
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

// foldLatin is FoldText for the letters of western European languages, which
// nearly every name is made of. ok is false where the name holds anything else.
func foldLatin(name string) (folded string, ok bool) {
	// The letters from À to ÿ without their accents; . is left to the tables.
	const base = "aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
	plain, lower := true, true
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c >= utf8.RuneSelf:
			if c != 0xC3 || i+1 == len(name) || base[name[i+1]&0x3F] == '.' {
				return "", false
			}
			plain = false
			i++
		case 'A' <= c && c <= 'Z':
			lower = false
		}
	}
	if plain {
		if lower {
			return name, true
		}
		return strings.ToLower(name), true
	}
	out := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == 0xC3:
			i++
			out = append(out, base[name[i]&0x3F])
		case 'A' <= c && c <= 'Z':
			out = append(out, c+'a'-'A')
		default:
			out = append(out, c)
		}
	}
	return string(out), true
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
		for size := 1; size <= 3 && size < n && len(words[n-size]) <= 12; size++ {
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
