package anonymise

import "strings"

// word passes over the word that begins at i, unless it announces something or
// holds digits: then what it announces is cut, or the word as a whole, or it is
// gone on with at the first digit.
func (s *scanner) word(i int) int {
	v := s.view
	end := i
	for end < len(v) && (classes[v[end]] == letter || v[end] == '_') {
		end++
	}
	if end == len(v) || !isDigit(v[end]) {
		if s.where == inText {
			if next := s.latinCue(i, end); next > end {
				return next
			}
		}
		if end-i > 3 { // nearly every word
			return end
		}
	}
	if s.wordBefore(i) {
		return end
	}
	whole := s.wordEnd(end)
	if s.codedWord(i, whole) {
		return s.done
	}
	if whole > end && s.where == inText {
		if next := s.gluedCue(i, end); next > 0 {
			return next
		}
	}
	return end
}

// codedWord looks at the word from i to end and cuts it if it is a plate
// (ABC-1234, ABC1D23, 京A12345), an alphanumeric CNPJ, the number of a parcel,
// or a Chinese business's code.
func (s *scanner) codedWord(i, end int) bool {
	v := s.view
	if n := s.formattedCNPJ(i); n > 0 {
		s.cut(i, i+n, labelTaxID)
		return true
	}
	word := v[i:end]
	switch n := len(word); {
	case n == 14 && validCNPJ(word), n == 18 && isCreditCode(word):
		s.cut(i, end, labelTaxID)
	case n == 10 && validTaiwan(word):
		s.cut(i, end, labelID)
	case (n == 7 || n == 8) && s.certainHK(i, end):
		s.cut(i, end+len("(3)"), labelID)
	case n >= 11 && s.where == inText && isParcel(word):
		s.cut(i, end, labelTracking)
	case n == 8 && s.where == inText && end < len(v) && v[end] == '-' && s.uuid(i):
		s.cut(i, i+len(uuidForm), labelAccount)
	case n == 7 && isPlate(word):
		s.cut(i, end, labelPlate)
	case isASCIILetter(v[i]) && s.plateCN(i):
	case n == 3 && isUpper(word) && end+5 <= len(v) && v[end] == '-' && allDigits(v[end+1:end+5]) &&
		(end+5 == len(v) || !isWordByte(v[end+5])) && !isCode(word):
		s.cut(i, end+5, labelPlate)
	case n == 3 && (word == "XXX" || word == "xxx") && s.where == inText:
		if tail := s.form(i, word+"-"+word[:2]+"-dddd"); tail > 0 {
			s.cut(i, tail, labelTaxID)
			return true
		}
		return false
	case n > 8 && s.where == inText && strings.HasPrefix(word, "wxid_"):
		s.cut(i, end, labelWeChat)
	default:
		return false
	}
	return true
}

// idHK is the end of the word from i to end and the check digit behind it in
// parentheses, A123456(3), if together they have the form of a Hong Kong id; 0 if
// not.
func (s *scanner) idHK(i, end int) int {
	letters := end - i - 6
	if letters != 1 && letters != 2 || s.byteAt(end) != '(' || s.byteAt(end+2) != ')' || !allDigits(s.view[i+letters:end]) {
		return 0
	}
	for _, c := range []byte(s.view[i : i+letters]) {
		if !isASCIILetter(c) {
			return 0
		}
	}
	check := s.view[end+1]
	if !isDigit(check) && check&^0x20 != 'A' {
		return 0
	}
	return end + len("(3)")
}

// certainHK reports whether it is one whose check digit is right.
func (s *scanner) certainHK(i, end int) bool {
	return s.idHK(i, end) > 0 && validHongKong(s.view[i:end], s.view[end+1])
}

// uuidForm is how the random keys of accounts are written.
const uuidForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"

func (s *scanner) uuid(i int) bool {
	if i+len(uuidForm) > len(s.view) || isWordByte(s.byteAt(i+len(uuidForm))) {
		return false
	}
	for j := range len(uuidForm) {
		if c := s.view[i+j]; uuidForm[j] == '-' && c != '-' || uuidForm[j] == 'x' && !isHexDigit(c) {
			return false
		}
	}
	return true
}

// isPlate reports whether seven characters are a Brazilian plate of the new kind,
// ABC1D23. The old one without its hyphen looks like the name of any device
// (RTX4090): it is one only behind a word that says so.
func isPlate(w string) bool {
	return isUpper(w[:3]) && isDigit(w[3]) && 'A' <= w[4] && w[4] <= 'J' && isDigit(w[5]) && isDigit(w[6])
}

// isCode reports whether three letters in front of a hyphen and four digits are
// no plate but a kind of goods or rule.
func isCode(word string) bool {
	return strings.Contains(" SKU RTX GTX COD REF ISO IEC NBR IEN LEI ART USB CPU GPU MOD LOT PRT RES DEC ", " "+word+" ")
}

func isUpper(w string) bool {
	for i := range len(w) {
		if w[i] < 'A' || w[i] > 'Z' {
			return false
		}
	}
	return true
}

func allDigits(w string) bool {
	for i := range len(w) {
		if !isDigit(w[i]) {
			return false
		}
	}
	return true
}

// provinces are the characters Chinese plates begin with.
const provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领学警港澳"

// plateCN cuts a Chinese plate of which the letter behind the province stands at
// i: five letters and digits, of which two at most are letters, or six of a car
// that drives by another power. Its last sign may be a word.
func (s *scanner) plateCN(i int) bool {
	r := s.hanBefore(i)
	if r == 0 || !strings.ContainsRune(provinces, r) {
		return false
	}
	v := s.view
	j := i + 1
	if c := s.byteAt(j); c == '.' || c == ' ' || c == '-' {
		j++
	}
	end := s.wordEnd(j)
	word := v[j:end]
	digits := 0
	for k := range len(word) {
		if isDigit(word[k]) {
			digits++
		} else if word[k] == '_' {
			return false
		}
	}
	switch n := len(word); {
	case n == 5 && digits >= 3:
	case n == 6 && digits >= 4 && (isPower(word[0]) || isPower(word[5])):
	case n == 4 && digits >= 3 && strings.ContainsRune("学警挂港澳领使", s.hanAt(end)):
		end += 3
	default:
		return false
	}
	s.cut(i-3, end, labelPlate)
	return true
}

// isPower reports whether a letter says that a car is electric or a hybrid.
func isPower(c byte) bool {
	c &^= 0x20
	return 'A' <= c && c <= 'K' && c != 'I'
}

// formattedCNPJ returns the length of an alphanumeric CNPJ written with its
// signs (12.ABC.345/01DE-35) at i, or 0.
func (s *scanner) formattedCNPJ(i int) int {
	const form = "xx.xxx.xxx/xxxx-dd"
	if i+len(form) > len(s.view) || s.view[i+2] != '.' {
		return 0
	}
	var number [14]byte
	n := 0
	for j := range len(form) {
		c := s.view[i+j]
		switch {
		case form[j] == 'x' && (isASCIILetter(c) || isDigit(c)), form[j] == 'd' && isDigit(c):
			number[n] = c
			n++
		case form[j] == c:
		default:
			return 0
		}
	}
	if !validCNPJ(number[:]) {
		return 0
	}
	return len(form)
}

// isCreditCode reports whether eighteen characters are a Chinese business's
// unified social credit code with a letter in it. Companies' are public, but
// those of sole traders (92…) look the same.
func isCreditCode(w string) bool {
	if strings.IndexByte("159Y", w[0]) < 0 || w[1] < '1' || w[1] > '3' || !allDigits(w[2:8]) {
		return false
	}
	letters := 0
	for i := range len(w) {
		switch c := w[i]; {
		case 'A' <= c && c <= 'Z':
			letters++
		case !isDigit(c):
			return false
		}
	}
	return letters > 0
}

// A parcel's number begins with letters of its carrier, is so long, and holds so
// many digits.
type parcel struct {
	prefix           string
	least, most, min int
}

// parcels are the forms of carriers that people write without saying what it is.
var parcels = [...]parcel{
	{"SF", 12, 17, 10}, {"YT", 13, 18, 11}, {"ZTO", 12, 18, 10}, {"STO", 13, 18, 10}, {"JD", 13, 19, 9}, {"JT", 13, 17, 11},
	{"DPK", 12, 18, 10}, {"LP", 14, 18, 12}, {"TBA", 12, 16, 10}, {"1Z", 18, 18, 8}, {"YD", 13, 18, 11}, {"EMS", 12, 18, 9},
}

// isParcel reports whether a word is the number of a parcel: in a carrier's form,
// or in that of the post everywhere, RR123456789BR.
func isParcel(w string) bool {
	digits := 0
	for i := range len(w) {
		if isDigit(w[i]) {
			digits++
		}
	}
	if digits < 8 {
		return false
	}
	if len(w) == 13 && isUpper(w[:2]) && allDigits(w[2:11]) && isUpper(w[11:]) {
		return true
	}
	for _, p := range parcels {
		if len(w) >= p.least && len(w) <= p.most && digits >= p.min && strings.EqualFold(w[:len(p.prefix)], p.prefix) {
			return true
		}
	}
	return false
}
