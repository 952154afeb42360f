package anonymise

import "strings"

const (
	// maxGroups is how many groups of digits are looked at together. The longest
	// thing written in groups is a card in fours with a space too many, or a
	// telephone in pairs behind its country.
	maxGroups = 8
	// minSpelled is how many single digits with signs between them are a number:
	// fewer are a list or a score.
	minSpelled = 8
)

// number handles the groups of digits that begin at i: "+55 (11) 98765-4321 on
// 12/03/2024". From each group on it takes the longest run of groups that
// together are one thing, which depends on those groups alone: what is cut
// elsewhere can not make something new.
func (s *scanner) number(i int) int {
	var space [16]group
	groups := s.groups(space[:0], i)
	if len(groups) == 0 {
		return i + 1
	}
	for from := 0; from < len(groups); {
		if isDay := s.dayGroups(groups[from:]); isDay > 0 {
			from += isDay
			continue
		}
		to, found := s.special(groups, from)
		if to < 0 {
			to, found = s.longest(groups[:spelledFrom(groups, from)], from)
		}
		if to < 0 {
			from++
			continue
		}
		if found != labelKeep {
			s.cutGroups(groups[from:to+1], found)
		}
		from = to + 1
	}
	return max(groups[len(groups)-1].end, s.done)
}

// cutGroups cuts what the groups are, with the + and the parentheses in front
// and the X or extension behind.
func (s *scanner) cutGroups(groups []group, found label) {
	start, end := groups[0].start, groups[len(groups)-1].end
	for n := 0; n < 2 && (s.before(start) == '+' || s.before(start) == '('); n++ {
		start--
	}
	if x := s.checkX(end); found == labelID && x > 0 {
		end = x
	}
	if found == labelPhone {
		end = s.extension(end)
	}
	s.cut(start, max(end, s.done), found)
}

// checkX is the end of the check letter X of a resident id at i, 0 if there is
// none.
func (s *scanner) checkX(i int) int {
	if c := s.byteAt(i); c == ' ' || c == '-' || c == '.' {
		i++
	}
	if c := s.byteAt(i); (c == 'X' || c == 'x') && !isWordByte(s.byteAt(i+1)) {
		return i + 1
	}
	return 0
}

// extension is the end of the extension behind a telephone that ends at i.
func (s *scanner) extension(i int) int {
	j := s.spaces(i)
	for _, word := range [...]string{"转", "分机", "转分机", "ext.", "ext", "Ext.", "Ext", "EXT", "x", "ramal", "Ramal", "extension", "#"} {
		if !s.ahead(j, word) {
			continue
		}
		k := s.spaces(j + len(word))
		if end := s.digitsEnd(k); end > k && end-k <= 6 {
			return end
		}
	}
	return i
}

// special recognises from groups[from] on what is no matter of how digits are
// grouped: masked numbers, addresses of machines, digits one by one, streets
// behind a house number. The last group is -1 for nothing.
func (s *scanner) special(groups []group, from int) (to int, found label) {
	if s.where != inText {
		return -1, noLabel
	}
	g := groups[from]
	if from == 0 && s.wordBefore(g.start) {
		return -1, noLabel
	}
	if end := s.masked(g); end > 0 {
		return s.lastWithin(groups, from, end), labelKeep
	}
	if end := s.ipv4(groups[from:]); end > 0 && (from == 0 || groups[from-1].sep != ".") {
		s.cut(g.start, end, labelIP)
		return from + 3, labelKeep
	}
	if end := s.usStreet(g); end > 0 {
		s.cut(g.start, end, labelAddress)
		return s.lastWithin(groups, from, end), labelKeep
	}
	if n := spelled(groups[from:]); n > 0 {
		if s.counts(groups[from : from+n]) {
			return from + n - 1, labelKeep
		}
		var digits [24]byte
		for i := range min(n, len(digits)) {
			digits[i] = s.view[groups[from+i].start]
		}
		if found = s.classifyRun(digits[:min(n, len(digits))], groups[from+n-1]); found == noLabel || found == labelKeep {
			found = labelNumber
		}
		return from + n - 1, found
	}
	return -1, noLabel
}

// longest returns the last group of the longest run from groups[from] that is
// something to redact, and what it is; -1 if there is none.
func (s *scanner) longest(groups []group, from int) (to int, found label) {
	for to = min(len(groups), from+maxGroups) - 1; to >= from; to-- {
		if found = s.classify(groups[from : to+1]); found != noLabel {
			return to, found
		}
	}
	return -1, noLabel
}

// classify says what the groups together are, noLabel for nothing.
func (s *scanner) classify(groups []group) label {
	var digits [24]byte
	n := 0
	for _, g := range groups {
		if n+g.end-g.start > len(digits) {
			if len(groups) == 1 {
				return labelNumber
			}
			return noLabel
		}
		n += copy(digits[n:], s.view[g.start:g.end])
	}
	if len(groups) == 1 {
		return s.classifyRun(digits[:n], groups[0])
	}
	if n < 7 {
		return noLabel
	}
	return s.classifyGroups(digits[:n], groups)
}

// classifyRun says what one unbroken run of digits is.
func (s *scanner) classifyRun(number []byte, g group) label {
	n := len(number)
	if n < 8 {
		return noLabel
	}
	switch plus := s.before(g.start) == '+'; {
	case n == 11 && isMobileCN(number), isMobileCN(withoutCountry(number)), plus && n <= 15,
		isMobileTW(number) && (n > 10 || s.hanNear(g.start)):
		return labelPhone
	case n == 11 && validCPF(number), n == 14 && validCNPJ(number):
		return labelTaxID
	case n == 18 && plausibleID(number), n == 17 && s.checkX(g.end) > 0, n == 15 && oldID(number):
		return labelID
	case s.where == inText && n == 13 && isBook(number):
		return labelKeep
	case 13 <= n && n <= 19 && validLuhn(number):
		return labelCard
	case n == 18:
		return labelID
	case n <= 9 && s.where == inText && s.amount(g):
		return labelKeep
	case s.where == inText && n == 10 && isHotline(number) && s.hanNear(g.start):
		return labelKeep
	case n == 10 && isNANP(number), (n == 10 || n == 11) && isPhoneBR(number), (n == 11 || n == 12) && isLandlineCN(number) && s.hanNear(g.start):
		return labelPhone
	case n >= 9:
		return labelNumber
	case !isDate(number):
		return labelNumber
	}
	return noLabel
}

// A shape is how digits are grouped, "3.3.3-2": sizes and the first sign of what
// stands between.
type shape []byte

// shapeOf fills a shape. wide says that somewhere there is more between two
// groups than a number has inside.
func shapeOf(room []byte, groups []group) (sh shape, wide, ok bool) {
	sh = room[:0]
	for i, g := range groups {
		size := g.end - g.start
		if size > 9 {
			return nil, false, false
		}
		sh = append(sh, '0'+byte(size))
		if i == len(groups)-1 {
			break
		}
		sep := g.sep
		switch {
		case len(sep) == 1:
		case len(sep) == 3 || sep == ". " || sep == "- " || sep == "/ " || sep == " ." || sep == " /":
			wide = true
		}
		c := sep[0]
		for j := 1; c == ' ' && j < len(sep); j++ {
			c = sep[j]
		}
		if c == '_' {
			c = '-'
		}
		sh = append(sh, c)
	}
	return sh, wide, true
}

// sizes writes the sizes of the groups into room.
func (sh shape) sizes(room *[maxGroups]byte) string {
	n := 0
	for i := 0; i < len(sh); i += 2 {
		room[n] = sh[i]
		n++
	}
	return string(room[:n])
}

// plain reports whether the groups are joined by spaces and hyphens alone, as
// cards and ids are; with points too if points is set. Amounts and dates are
// not.
func (sh shape) plain(points bool) bool {
	for i := 1; i < len(sh); i += 2 {
		if sh[i] != ' ' && sh[i] != '-' && !(points && sh[i] == '.') {
			return false
		}
	}
	return true
}

// classifyGroups says what digits written in groups are.
func (s *scanner) classifyGroups(number []byte, groups []group) label {
	var room [2 * maxGroups]byte
	sh, wide, ok := shapeOf(room[:0], groups)
	if !ok {
		return s.longGroups(number, groups)
	}
	var sizeRoom [maxGroups]byte
	sizes := sh.sizes(&sizeRoom)
	n := len(number)
	x := s.checkX(groups[len(groups)-1].end) > 0
	switch {
	case n == 11 && validCPF(number) && !strings.Contains(string(sh), "/"), n == 14 && validCNPJ(number):
		return labelTaxID
	case n == 11 && len(groups) <= 7 && isMobileCN(number) && sh.plain(true) && mobileGroups(sizes),
		(n == 13 || n == 15) && isMobileCN(withoutCountry(number)) && sh.plain(true),
		isMobileTW(number) && sh.plain(true) && (n > 10 || sizes == "433" || sizes == "46" || sizes == "424" || sizes == "442" || sizes == "28"):
		return labelPhone
	case (n == 18 && validResident(number, 0) || n == 17 && x && plausibleID(number)) && sh.plain(true):
		return labelID
	case 13 <= n && n <= 19 && sizes == "4444" && sh.plain(false):
		return labelCard
	case wide:
		return noLabel
	case n == 11 && sizes == "3332":
		return labelTaxID
	case n >= 11 && strings.HasSuffix(string(sh[:len(sh)-1]), ".3.3-") && sh[len(sh)-1] >= '2' && sh[len(sh)-7] >= '3':
		return labelTaxID // a CPF with a digit too many at either end
	case n == 14 && sizes == "23342":
		return labelTaxID
	case n == 9 && (string(sh) == "3-2-4" || string(sh) == "3 2 4" || string(sh) == "3.2.4"):
		return labelTaxID // US SSN
	case n == 9 && sizes == "2331" && sh[len(sh)-2] == '-':
		return labelID // Brazilian RG
	case s.where == inText && n == 13 && isBook(number) && sh.plain(false):
		return labelKeep
	case n == 16 && isDate(number[:8]) && isDate(number[8:]):
		return noLabel
	case 13 <= n && n <= 19 && validLuhn(number) && sh.plain(false):
		return labelCard
	case n == 17 && sizes == "377":
		return labelOrder
	case n == 18 && sh.plain(false):
		return labelID
	case string(sh) == "5-3" || string(sh) == "5-4" && number[0] != '9':
		if s.where == inText && (s.hanNear(groups[0].start) || s.standard(groups[0].start)) {
			return noLabel
		}
		return labelPostal
	case string(sh) == "2.3-3":
		return labelPostal
	case s.where == inText && keptPhone(number, string(sh)):
		return labelKeep
	case s.isPhone(number, sh, sizes, groups):
		return labelPhone
	}
	return noLabel
}

// longGroups says what groups are of which one has more than nine digits: a
// country in front of a telephone.
func (s *scanner) longGroups(number []byte, groups []group) label {
	if len(groups) == 2 && 16 <= len(number) && len(number) <= 19 && groups[0].end-groups[0].start >= 4 && len(groups[0].sep) == 1 &&
		strings.IndexByte(" -", groups[0].sep[0]) >= 0 && validLuhn(number) {
		return labelCard
	}
	if len(groups) == 2 && groups[0].end-groups[0].start <= 4 &&
		(isMobileCN(withoutCountry(number)) || s.before(groups[0].start) == '+' && len(number) <= 15) {
		return labelPhone
	}
	return noLabel
}
