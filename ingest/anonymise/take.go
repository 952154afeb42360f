package anonymise

import "strings"

// take cuts what a cue announces at i, a number or a word with digits, and
// returns where to go on; 0 if there is nothing of the kind.
func (s *scanner) take(c cue, i int, marked bool) int {
	if i >= len(s.view) {
		return 0
	}
	if isDigit(s.view[i]) && s.takePerson(i) {
		return s.done
	}
	switch c {
	case cueOrder:
		return s.takeToken(i, labelOrder, 6, marked)
	case cueTracking:
		return s.takeToken(i, labelTracking, 6, marked)
	case cueAccount:
		return s.takeToken(i, labelAccount, 6, marked)
	case cueID:
		return s.takeID(i)
	case cuePhone:
		return s.takePhone(i)
	case cueTaxID:
		return s.takeDigits(i, 9, 14, labelTaxID)
	case cueCard:
		return s.takeDigits(i, 12, 19, labelCard)
	case cuePost:
		return s.takePost(i)
	case cueQQ:
		return s.takeDigits(i, 5, 12, labelQQ)
	case cueWeChat:
		return s.takeHandle(i, labelWeChat, marked)
	case cueHandle:
		return s.takeHandle(i, labelAccount, marked)
	case cuePlate:
		return s.takePlate(i)
	case cueProduct, cueVersion:
		return s.keep(c, i)
	}
	return 0
}

// takePerson cuts digits in groups that are a telephone, an id, a taxpayer number
// or a card by their form, whatever has announced them.
func (s *scanner) takePerson(i int) bool {
	var space [24]group
	groups := s.groups(space[:0], i)
	if len(groups) < 2 {
		return false
	}
	to, found := spelled(groups)-1, labelNumber
	if to < 0 {
		to, found = s.longest(groups[:spelledFrom(groups, 0)], 0)
	}
	switch {
	case to < 1:
	case found == labelPhone || found == labelID || found == labelTaxID || found == labelCard || found == labelNumber:
		s.cutGroups(groups[:to+1], found)
		return true
	}
	return false
}

// token is the end of the word of letters, digits and hyphens at i, and how many
// digits are in it. A point or a slash belongs to it between two digits.
func (s *scanner) token(i int) (end, digits int) {
	v := s.view
	for end = i; end < len(v); end++ {
		switch c := v[end]; {
		case isDigit(c):
			digits++
		case isASCIILetter(c) || c == '_':
		case c == '-' && end > i && isWordByte(s.byteAt(end+1)):
		case (c == '.' || c == '/') && end > i && isDigit(v[end-1]) && isDigit(s.byteAt(end+1)):
		default:
			return end, digits
		}
	}
	return end, digits
}

// takeToken cuts the number of an order, a parcel or an account. Where nothing
// says that a number follows, it has to have so many digits; else three will do.
func (s *scanner) takeToken(i int, l label, least int, marked bool) int {
	if s.byteAt(i) == '+' || s.currency(i) {
		return 0
	}
	end, digits := s.token(i)
	if marked {
		least = 4
	}
	if digits < least || end-i > 40 || s.isDayOrAmount(i, end, digits) {
		return 0
	}
	// A telephone or an id keeps its own name.
	if digits == end-i && digits == 11 && s.view[i] == '1' && s.view[i+1] >= '3' && l == labelAccount {
		l = labelPhone
	}
	return s.cut(i, end, l)
}

// isDayOrAmount reports whether a token is a day, a time or an amount.
func (s *scanner) isDayOrAmount(i, end, digits int) bool {
	token := s.view[i:end]
	if digits == len(token) {
		return digits <= 9 && s.quantity(end) || digits == 8 && isDate([]byte(token)) || digits == 4 && isYear([]byte(token))
	}
	if strings.IndexFunc(token, func(r rune) bool { return r < '-' || r > '9' }) >= 0 {
		return false
	}
	signs := len(token) - digits
	switch {
	case strings.Count(token, "/")+strings.Count(token, "-")+strings.Count(token, ".") != signs, digits > 8:
		return false
	case signs == 2 && digits >= 5 && (strings.Count(token, "/") == 2 || strings.Count(token, "-") == 2 || strings.Count(token, ".") == 2):
		return true
	case strings.Count(token, ".") == signs:
		return true
	}
	return s.quantity(end)
}

// takeDigits cuts digits in groups, from least to most of them together: as many
// groups as fit, but of those that a space separates none behind one that is
// long enough alone.
func (s *scanner) takeDigits(i, least, most int, l label) int {
	for c := s.byteAt(i); c == '(' || c == '+'; c = s.byteAt(i) {
		i++
	}
	var space [16]group
	n, end := 0, 0
	for _, g := range s.groups(space[:0], i) {
		size := g.end - g.start
		if n+size > most {
			break
		}
		n += size
		end = g.end
		if n >= least && size == n && g.sep != "-" && g.sep != "." || len(g.sep) > 1 && l != labelCard {
			break
		}
	}
	if n < least || s.byteAt(end) == '@' || isASCIILetter(s.byteAt(end)) && l != labelQQ && l != labelID || l == labelQQ && s.quantity(end) {
		return 0
	}
	return s.cut(i, end, l)
}

// takeID cuts the number of a document: five digits or more, with letters,
// points, hyphens and spaces.
func (s *scanner) takeID(i int) int {
	if end := s.idHK(i, s.wordEnd(i)); end > 0 {
		return s.cut(i, end, labelID)
	}
	if g := (group{start: i, end: s.digitsEnd(i)}); g.end > i {
		if end := s.masked(g); end > 0 {
			return end
		}
	}
	if n := s.takeDigits(i, 15, 18, labelID); n > 0 {
		last := &s.cuts[len(s.cuts)-1]
		if x := s.checkX(n); x > 0 {
			last.end, s.done = x, x
		}
		return s.done
	}
	end, digits := s.token(i)
	if digits < 5 || s.isDayOrAmount(i, end, digits) && strings.Count(s.view[i:end], ".") < 2 {
		return 0
	}
	return s.cut(i, end, labelID)
}

// takePhone cuts a short telephone, which would be no more than a number without
// the word in front; longer ones need none. Hotlines have five digits, or are
// known by their form.
func (s *scanner) takePhone(i int) int {
	var space [16]group
	groups := s.groups(space[:0], i)
	if len(groups) == 0 {
		return 0
	}
	if to, found := s.longest(groups, 0); to >= 0 {
		if found == labelKeep {
			return groups[to].end
		}
		if found == labelNumber {
			found = labelPhone
		}
		s.cutGroups(groups[:to+1], found)
		return s.done
	}
	first := groups[0]
	n := first.end - first.start
	if n == 7 || n == 8 {
		s.cutGroups(groups[:1], labelPhone)
		return s.done
	}
	if len(groups) > 1 && len(groups[0].sep) <= 2 && groups[0].sep != "/" {
		var digits [24]byte
		if second := groups[1]; n+second.end-second.start <= len(digits) && n >= 2 && n <= 4 {
			d := append(append(digits[:0], s.view[first.start:first.end]...), s.view[second.start:second.end]...)
			if landlineTW(d, n) {
				s.cutGroups(groups[:2], labelPhone)
				return s.done
			}
		}
	}
	if len(groups) > 1 && (n == 3 || n == 4) && groups[1].end-groups[1].start == 4 && len(groups[0].sep) == 1 && groups[0].sep != "/" {
		s.cutGroups(groups[:2], labelPhone)
		return s.done
	}
	return 0
}

// takePost cuts a postcode of five, six or eight digits, or in two groups.
func (s *scanner) takePost(i int) int {
	for _, form := range [...]string{"ddddd-dddd", "ddddd-ddd", "dd.ddd-ddd", "ddddd ddd", "dddddddd", "dddddd", "ddddd"} {
		if end := s.form(i, form); end > 0 {
			return s.cut(i, end, labelPostal)
		}
	}
	return 0
}

// takeHandle cuts the name of an account: letters, digits, points and hyphens.
// Without a sign that announces it there has to be a digit in it: "微信app".
func (s *scanner) takeHandle(i int, l label, marked bool) int {
	if s.byteAt(i) == '@' {
		return 0 // an @name is cut as such
	}
	if isDigit(s.byteAt(i)) || s.byteAt(i) == '+' {
		var space [16]group
		if groups := s.groups(space[:0], i); len(groups) > 0 {
			if to, found := s.longest(groups, 0); to >= 0 && found != labelKeep {
				s.cutGroups(groups[:to+1], l)
				return s.done
			}
		}
	}
	end := i
	digits := 0
	for end < len(s.view) {
		c := s.view[end]
		if !isWordByte(c) && !((c == '.' || c == '-') && end > i && isWordByte(s.byteAt(end+1))) {
			break
		}
		if isDigit(c) || c == '_' || c == '-' {
			digits++
		}
		end++
	}
	if end-i < 5 || end-i > 30 || digits == 0 && !marked || digits == end-i && digits < 5 || s.isDayOrAmount(i, end, digits) || s.quantity(end) {
		return 0
	}
	return s.cut(i, end, l)
}

// takePlate cuts what stands behind a word for plates: five to eight letters and
// digits, two of them digits at least.
func (s *scanner) takePlate(i int) int {
	j := i
	if s.hanAt(i) != 0 && strings.ContainsRune(provinces, s.hanAt(i)) {
		j += 3
	}
	end, digits := s.token(j)
	if end < j+4 && s.byteAt(end) == ' ' || s.byteAt(end) == '.' {
		if rest, more := s.token(end + 1); more >= 3 {
			end, digits = rest, digits+more
		}
	}
	if digits < 2 || end-j < 5 || end-j > 9 {
		return 0
	}
	return s.cut(i, end, labelPlate)
}

// keep passes over the code of goods, the number of a rule or a version, unless
// it has the form of somebody's telephone or id.
func (s *scanner) keep(c cue, i int) int {
	end, digits := s.token(i)
	if digits == 0 || end-i > 24 {
		return 0
	}
	if c == cueVersion {
		for k := i; k < end; k++ {
			if s.digitsEnd(k)-k > 6 {
				return 0
			}
		}
		if token := s.view[i:end]; strings.IndexByte(token, '.') < 0 || strings.ContainsAny(token, "-/") || strings.Count(token, ".") > 3 || digits >= 11 && strings.Count(token, ".") < 3 {
			return 0
		}
		return end
	}
	var number [24]byte
	n := 0
	for k := i; k < end; k++ {
		if isDigit(s.view[k]) {
			number[n] = s.view[k]
			n++
		}
	}
	d := number[:n]
	if n == end-i && n != 13 || n == 11 {
		switch s.classifyRun(d, group{start: i, end: end}) {
		case labelPhone, labelTaxID, labelID, labelCard:
			return 0
		}
	}
	if n == 13 && !validEAN(d) || n > 14 {
		return 0
	}
	return end
}
