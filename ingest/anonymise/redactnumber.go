package anonymise

import "strings"

// maxGroups is how many groups of digits are looked at together. The longest
// thing written in groups is a card in fours with a space too many.
const maxGroups = 6

// A group is a run of digits and the one or two signs behind it.
type group struct {
	start, end int
	sep        string // between this group and the next
}

// number handles the groups of digits that begin at i: "+55 (11) 98765-4321 on
// 12/03/2024". From each group on it takes the longest run of groups that
// together are one thing, which depends on those groups alone: what is cut
// elsewhere can not make something new.
func (s *scanner) number(i int) int {
	groups := s.groups(i)
	for from := 0; from < len(groups); {
		to, label := s.longest(groups, from)
		if to < 0 {
			from++
			continue
		}
		start, end := groups[from].start, groups[to].end
		if c := s.before(start); c == '+' || c == '(' {
			start--
			if c == '(' && s.before(start) == '+' {
				start--
			}
		}
		if label == labelID && end < len(s.view) && (s.view[end] == 'X' || s.view[end] == 'x') {
			end++
		}
		s.cut(start, end, label)
		from = to + 1
	}
	if len(groups) == 0 {
		return i + 1
	}
	return max(groups[len(groups)-1].end, s.done)
}

func (s *scanner) before(i int) byte {
	if i <= s.done {
		return 0
	}
	return s.view[i-1]
}

// groups reads groups of digits joined by at most two signs out of " .-/()".
func (s *scanner) groups(i int) []group {
	v := s.view
	for i < len(v) && (v[i] == '+' || v[i] == '(') {
		i++
	}
	var groups []group
	for i < len(v) && isDigit(v[i]) {
		g := group{start: i}
		for i < len(v) && isDigit(v[i]) {
			i++
		}
		g.end = i
		j := i
		for j < len(v) && j < i+2 && strings.IndexByte(" .-/()", v[j]) >= 0 {
			j++
		}
		if j > i && j < len(v) && isDigit(v[j]) {
			g.sep = string(v[i:j])
			i = j
		}
		groups = append(groups, g)
		if g.sep == "" {
			break
		}
	}
	return groups
}

// longest returns the last group of the longest run from groups[from] that is
// something to redact, and what it is; -1 if there is none.
func (s *scanner) longest(groups []group, from int) (to int, label string) {
	for to = min(len(groups), from+maxGroups) - 1; to >= from; to-- {
		if label = s.classify(groups[from : to+1]); label != "" {
			return to, label
		}
	}
	return -1, ""
}

// classify says what the groups together are, empty for nothing.
func (s *scanner) classify(groups []group) string {
	var digits [24]byte
	n := 0
	for _, g := range groups {
		if n+g.end-g.start > len(digits) {
			if len(groups) == 1 {
				return labelNumber
			}
			return ""
		}
		n += copy(digits[n:], s.view[g.start:g.end])
	}
	number := digits[:n]
	if len(groups) == 1 {
		return s.classifyRun(number, groups[0])
	}
	return classifyGroups(number, groups)
}

// classifyRun says what one unbroken run of digits is.
func (s *scanner) classifyRun(number []byte, g group) string {
	switch n := len(number); {
	case n == 11 && validCPF(number), n == 14 && validCNPJ(number):
		return labelTaxID
	case n == 18 || n == 17 && g.end < len(s.view) && (s.view[g.end] == 'X' || s.view[g.end] == 'x'):
		return labelID
	case 13 <= n && n <= 19 && validLuhn(number):
		return labelCard
	case n == 11 && number[0] == '1' && number[1] >= '3':
		return labelPhone
	case n >= 9:
		return labelNumber
	case n == 8 && !isDate(number):
		return labelNumber
	}
	return ""
}

// classifyGroups says what digits written in groups are.
func classifyGroups(number []byte, groups []group) string {
	shape := make([]byte, 0, 2*maxGroups)
	loose := false // a separator that no number has inside
	for i, g := range groups {
		if g.end-g.start > 9 {
			return ""
		}
		shape = append(shape, '0'+byte(g.end-g.start))
		if i < len(groups)-1 {
			sep := g.sep
			if sep == ". " || sep == "- " || sep == "/ " {
				loose = true
			}
			if sep = strings.TrimSpace(sep); sep == "" {
				sep = " "
			}
			shape = append(shape, sep[0])
		}
	}
	if loose {
		return ""
	}
	last := groups[len(groups)-1]
	switch n := len(number); {
	case n == 11 && (sizes(shape) == "3332" || validCPF(number)):
		return labelTaxID
	case n >= 11 && strings.HasSuffix(string(shape[:len(shape)-1]), ".3.3-") && shape[len(shape)-1] >= '2' && shape[len(shape)-7] >= '3':
		return labelTaxID // a CPF with a digit too many at either end
	case n == 14 && (sizes(shape) == "23342" || validCNPJ(number)):
		return labelTaxID
	case n == 9 && (string(shape) == "3-2-4" || string(shape) == "3 2 4"):
		return labelTaxID // US SSN
	case n == 9 && sizes(shape) == "2331" && shape[len(shape)-2] == '-':
		return labelID // Brazilian RG
	case 13 <= n && n <= 19 && (validLuhn(number) || sizes(shape) == "4444") && plainSeparators(shape):
		return labelCard
	case n == 18 && plainSeparators(shape):
		return labelID
	case string(shape) == "5-3":
		return labelPostal
	case isPhone(number, shape, last):
		return labelPhone
	}
	return ""
}

// sizes are the sizes of the groups of a shape like "3.3.3-2".
func sizes(shape []byte) string {
	var out [maxGroups]byte
	n := 0
	for i := 0; i < len(shape); i += 2 {
		out[n] = shape[i]
		n++
	}
	return string(out[:n])
}

// plainSeparators reports whether the groups are joined by spaces and hyphens
// alone, as cards and ids are. Amounts and dates are not.
func plainSeparators(shape []byte) bool {
	for i := 1; i < len(shape); i += 2 {
		if shape[i] != ' ' && shape[i] != '-' {
			return false
		}
	}
	return true
}

// isPhone reports whether groups are a telephone: an ending of four digits
// behind a group of three to five ("555-1234", "(11) 98765-4321", "138 1234
// 5678"), 7 to 13 digits in all. Two years with a hyphen are a span of time.
func isPhone(number []byte, shape []byte, last group) bool {
	n := len(number)
	if n < 7 || n > 13 || last.end-last.start != 4 || len(shape) < 3 {
		return false
	}
	before := shape[len(shape)-3]
	if before < '3' || before > '5' {
		return false
	}
	joint := shape[len(shape)-2]
	if joint == '/' {
		return false
	}
	switch string(shape) {
	case "3-4", "5-4", "3.4":
		return true
	case "4-4":
		return !(isYear(number[:4]) && isYear(number[4:]))
	}
	if len(shape) == 3 {
		return false // "paid 500 2016"
	}
	if sizes(shape) == "44" || n < 9 {
		return false
	}
	return true
}

func isYear(d []byte) bool { return d[0] == '1' && d[1] == '9' || d[0] == '2' && d[1] == '0' }

// isDate reports whether eight digits are a day written without signs, year
// first or last.
func isDate(d []byte) bool {
	two := func(i int) int { return int(d[i]-'0')*10 + int(d[i+1]-'0') }
	day := func(n int) bool { return 1 <= n && n <= 31 }
	month := func(n int) bool { return 1 <= n && n <= 12 }
	return isYear(d[:4]) && month(two(4)) && day(two(6)) ||
		isYear(d[4:]) && (day(two(0)) && month(two(2)) || month(two(0)) && day(two(2)))
}

// word passes over the word that begins at i, unless it holds digits: then it
// is cut as a whole, or gone on with at the first of them.
func (s *scanner) word(i int) int {
	end := s.wordEnd(i)
	digit := i
	for digit < end && !isDigit(s.view[digit]) {
		digit++
	}
	if digit == end && end-i > 3 { // nearly every word
		return end
	}
	if !s.wordBefore(i) && s.codedWord(i, end) {
		return s.done
	}
	return digit
}

func (s *scanner) wordEnd(i int) int {
	for i < len(s.view) && isWordByte(s.view[i]) {
		i++
	}
	return i
}

// codedWord looks at the word from i to end and cuts it if it is a plate
// (ABC-1234, ABC1D23, 京A12345) or an alphanumeric CNPJ.
func (s *scanner) codedWord(i, end int) bool {
	v := s.view
	if n := s.formattedCNPJ(i); n > 0 {
		s.cut(i, i+n, labelTaxID)
		return true
	}
	word := v[i:end]
	switch n := len(word); {
	case n == 14 && validCNPJ(word):
		s.cut(i, end, labelTaxID)
	case n == 7 && isPlate(word), (n == 6 || n == 7) && isASCIILetter(v[i]) && !allLetters(word) && s.hanBefore(i):
		s.cut(s.plateStart(i), end, labelPlate)
	case n == 3 && isUpper(word) && end+5 <= len(v) && v[end] == '-' && allDigits(v[end+1:end+5]) &&
		(end+5 == len(v) || !isWordByte(v[end+5])):
		s.cut(i, end+5, labelPlate)
	default:
		return false
	}
	return true
}

func allLetters(w []byte) bool {
	for _, c := range w {
		if !isASCIILetter(c) {
			return false
		}
	}
	return true
}

// isPlate reports whether seven characters are a Brazilian plate of the old or
// the new kind.
func isPlate(w []byte) bool {
	return isUpper(w[:3]) && isDigit(w[3]) && (isDigit(w[4]) || 'A' <= w[4] && w[4] <= 'J') && isDigit(w[5]) && isDigit(w[6])
}

func isUpper(w []byte) bool {
	for _, c := range w {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

func allDigits(w []byte) bool {
	for _, c := range w {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// provinces are the characters Chinese plates begin with.
const provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领学警港澳"

// plateStart includes the province in front of a plate.
func (s *scanner) plateStart(i int) int {
	if s.hanBefore(i) {
		return i - 3
	}
	return i
}

func (s *scanner) hanBefore(i int) bool {
	return i-3 >= s.done && strings.Contains(provinces, string(s.view[i-3:i])) && s.view[i-3] >= 0xE4
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
