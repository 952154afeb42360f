package fetch

import (
	"archive/zip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// memberName is a member's name as text. Names that are neither UTF-8 nor said to
// be are what programs of Chinese Windows write, in its own encoding, where they
// read as that; else, what is no UTF-8 stands as U+FFFD.
func memberName(file *zip.File) string {
	const saidUTF8 = 0x800
	if utf8.ValidString(file.Name) {
		return file.Name
	}
	if file.Flags&saidUTF8 == 0 {
		if name, err := simplifiedchinese.GB18030.NewDecoder().String(file.Name); err == nil && readsChinese(file.Name, name) {
			return name
		}
	}
	return strings.ToValidUTF8(file.Name, "\uFFFD")
}

// readsChinese reports whether a name that was decoded as GB18030 is Chinese. One
// of another code page, such as "Reclamações", decodes too: into characters that
// are rare, or stand alone within a Latin word.
func readsChinese(raw, name string) bool {
	common := false // a character of GB 2312, whose first byte is B0 to F7
	for i := 0; i+1 < len(raw); i++ {
		if raw[i] < utf8.RuneSelf {
			continue
		}
		common = common || raw[i] >= 0xB0 && raw[i] <= 0xF7 && raw[i+1] >= 0xA1
		i++
	}
	text, run := []rune(name), 0
	for i, r := range text {
		switch {
		case r == utf8.RuneError || r > unicode.MaxASCII && !isChinese(r):
			return false
		case r > unicode.MaxASCII:
			run++
			continue
		}
		if run == 1 && unicode.IsLetter(r) && i > 1 && text[i-2] <= unicode.MaxASCII && unicode.IsLetter(text[i-2]) {
			return false
		}
		run = 0
	}
	return common
}

// isChinese reports whether a character is of Chinese text: Han, or punctuation
// and signs as they stand in it.
func isChinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || unicode.IsPunct(r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}
