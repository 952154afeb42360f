package anonymise

import (
	"slices"
	"strings"
	"unicode"
)

// addHan adds the words of a kind that only Chinese lists have; ok is false for
// another kind.
func (n *hanNames) addHan(kind, words string) (ok bool) {
	set := map[string]map[rune]bool{"surname": n.surname, "character": n.given, "ambiguous": n.ambiguous}[kind]
	switch {
	case kind == "word":
		for _, word := range strings.Fields(words) {
			n.word[word] = true
		}
	case kind == "brand":
		for _, word := range strings.Fields(words) {
			n.brand[word] = true
		}
	case kind == "compound":
		for _, word := range strings.Fields(words) {
			n.compound[word] = true
		}
	case set != nil:
		for _, r := range words {
			if !unicode.IsSpace(r) {
				set[r] = true
			}
		}
	default:
		return false
	}
	return true
}

func newHanNames() *hanNames {
	return &hanNames{surname: map[rune]bool{}, compound: map[string]bool{}, word: map[string]bool{}, brand: map[string]bool{}, given: map[rune]bool{}, ambiguous: map[rune]bool{}}
}

// hanCompany reports whether a Chinese name holds a word only a company's does.
func (l *Lexicon) hanCompany(name string) bool { return holdsAny(simplifyText(name), l.company) }

// holdsAny reports whether a name holds one of the words. One of a single
// character says something at the end alone.
func holdsAny(name string, words map[string]bool) bool {
	for word := range words {
		if strings.HasSuffix(name, word) || len(word) > 3 && strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// soleMarks are what registers write behind the name of a sole trader.
var soleMarks = [...]string{"个体工商户", "个体经营者", "个体经营", "个体户", "自然人"}

// hanPerson returns the part of a Chinese name that is a person's: two to four
// characters, a family name and characters of given names, and no word of
// business: 张三, 王小明(个体工商户). A shop that bears its owner's name
// (李四服装店) is a business, unless a register says that it is a sole trader's:
// then its beginning is a name if it is made like one.
func (l *Lexicon) hanPerson(name string) string {
	sole := false
	name = strings.ToValidUTF8(name, " ")
	for _, mark := range soleMarks {
		for {
			at := strings.Index(simplifyText(name), mark)
			if at < 0 {
				break
			}
			sole = true
			name = name[:at] + "|" + name[at+len(mark):]
		}
	}
	for _, part := range strings.FieldsFunc(name, func(r rune) bool {
		return strings.ContainsRune("/|(),;:–—（），；：、【】[]_-", r)
	}) {
		fields := strings.Fields(part)
		if len(fields) > 1 && slices.ContainsFunc(fields, func(f string) bool { return l.han.word[simplifyText(f)] }) {
			continue // 江苏 常州 are words, and no 江苏常州
		}
		part = strings.Join(fields, "")
		if !sole && (l.isBrand(part) || l.han.word[simplifyText(part)]) {
			continue
		}
		if l.isHanName(part) {
			return part
		}
		if sole {
			if owner := l.ownerInShop(part); owner != "" {
				return owner
			}
		}
	}
	return ""
}

// isHanName reports whether a text is a whole Chinese name of a person.
func (l *Lexicon) isHanName(text string) bool {
	text = simplifyText(text)
	runes := []rune(text)
	if len(runes) < 2 || len(runes) > 4 || holdsAny(text, l.businessWords) || holdsAny(text, l.company) {
		return false
	}
	given := runes[1:]
	if compound := string(runes[:2]); l.han.compound[compound] && len(runes) > 2 {
		given = runes[2:]
		if compound != "东方" && compound != "百里" && compound != "第五" {
			return true // nothing else begins like that
		}
	} else if !l.han.surname[runes[0]] || len(runes) == 4 && !l.han.surname[runes[1]] {
		return false
	} else if len(runes) == 4 { // 张王晓明
		given = runes[2:]
	}
	for _, r := range given {
		if !l.han.given[r] && !(len(given) == 2 && r == given[0] && unicode.Is(unicode.Han, r)) {
			return false
		}
	}
	return true
}

// ownerInShop is the person's name with which a shop's begins, behind the place;
// empty if it begins otherwise.
func (l *Lexicon) ownerInShop(text string) string {
	for _, place := range []string{"省", "市", "区", "县", "镇", "乡", "村"} {
		if at := strings.LastIndex(simplifyText(text), place); at >= 0 {
			text = text[at+len(place):]
		}
	}
	runes := []rune(text)
	for n := min(4, len(runes)-1); n >= 2; n-- {
		if l.isHanName(string(runes[:n])) && holdsAny(simplifyText(string(runes[n:])), l.businessWords) {
			return string(runes[:n])
		}
	}
	return ""
}
