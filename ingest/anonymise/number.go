package anonymise

import (
	"strings"
	"unicode/utf8"
)

// CleanName takes numbers that could be a person's out of a business name.
//
// A Brazilian sole trader's registered name is the owner's own followed by the
// owner's taxpayer number (11 digits, fewer where leading zeros were lost), or,
// since 2021, preceded by the root of the business number. owner is then true,
// and text is the owner's name alone, for comparing: it must not be shown. Any
// other number of nine digits or more (a company number, a telephone) is taken
// out, with the parentheses it stands in, and the rest of the name is kept.
func CleanName(name string) (text string, owner bool) {
	if !hasDigits(name, 8) {
		return strings.TrimSpace(name), false
	}
	var f folder
	name, _ = f.fold(name)
	for i := 0; i < len(name); {
		if !isDigit(name[i]) {
			i++
			continue
		}
		number := nameNumber(name, i)
		switch {
		case number.personal:
			before, after := name[:i], name[number.end:]
			if text = ownerText(before); text == "" {
				text = ownerText(after)
			}
			text, _ = CleanName(text) // a second number
			return text, true
		case number.digits >= 9:
			start, end := parenthesised(name, i, number.end)
			name = name[:start] + " " + name[end:]
			i = start + 1
		default:
			i = number.end
		}
	}
	return tidy(name), false
}

// hasDigits reports whether text has at least n digits of any width. It is the
// quick way out for nearly every name.
func hasDigits(text string, n int) bool {
	for i := range len(text) {
		c := text[i]
		if isDigit(c) || c == 0xBC { // the second byte of a full-width digit
			if n--; n == 0 {
				return true
			}
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

type foundNumber struct {
	end, digits int
	personal    bool
}

// nameNumber reads the number that begins at name[i]: digits, joined by single
// points, hyphens and slashes.
func nameNumber(name string, i int) foundNumber {
	var groups []int
	f := foundNumber{end: i}
	for f.end < len(name) && isDigit(name[f.end]) {
		n := 0
		for f.end+n < len(name) && isDigit(name[f.end+n]) {
			n++
		}
		groups = append(groups, n)
		f.digits += n
		f.end += n
		if f.end+1 < len(name) && strings.IndexByte(".-/", name[f.end]) >= 0 && isDigit(name[f.end+1]) {
			f.end++
		}
	}
	switch {
	case len(groups) == 1:
		f.personal = 9 <= f.digits && f.digits <= 11
	case f.digits == 11:
		f.personal = true
	case f.digits == 8 && len(groups) == 3 && groups[0] == 2 && strings.TrimSpace(name[:i]) == "":
		f.personal = strings.IndexFunc(name[f.end:], isLetter) >= 0
	}
	if f.digits == 10 && len(groups) == 4 { // 3.3.3-2 that lost a zero
		f.personal = true
	}
	return f
}

func isLetter(r rune) bool { return r >= utf8.RuneSelf || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' }

// parenthesised widens a span to the parentheses it stands in.
func parenthesised(name string, start, end int) (int, int) {
	open := strings.LastIndexByte(name[:start], '(')
	if open < 0 || strings.IndexByte(name[open:start], ')') >= 0 {
		return start, end
	}
	if shut := strings.IndexByte(name[end:], ')'); shut >= 0 {
		return open, end + shut + 1
	}
	return open, len(name)
}

// ownerText is a piece of a name without what introduces the number.
func ownerText(piece string) string {
	piece = tidy(piece)
	piece = strings.TrimRight(piece, ". ")
	for _, label := range []string{"CPF", "CNPJ", "MEI", "Nº", "N°"} {
		if n := len(piece) - len(label); n >= 0 && strings.EqualFold(piece[n:], label) {
			piece = tidy(piece[:n])
		}
	}
	if strings.IndexFunc(piece, isLetter) < 0 {
		return ""
	}
	return piece
}

// tidy collapses spaces and trims separators.
func tidy(name string) string {
	return strings.Trim(strings.Join(strings.Fields(name), " "), " -–/:;,(")
}
