package anonymise

import (
	"strings"
	"unicode/utf8"
)

// at handles an @: an address if there is something on both sides (a space
// between is how people hide one), a user's name if there is something behind.
func (s *scanner) at(i int) int {
	start := s.localStart(i)
	end := s.domainEnd(i + 1)
	switch {
	case start < i && end > i+1:
		return s.cut(start, s.spelledDots(end), labelEmail)
	case start == i && i > s.done && s.view[i-1] == ' ':
		if spaced := s.localStart(i - 1); spaced < i-1 {
			if end == i+1 && end < len(s.view) && s.view[end] == ' ' {
				end = s.domainEnd(i + 2)
			}
			if strings.IndexByte(s.view[i:end], '.') > 0 || s.spelledDots(end) > end {
				return s.cut(spaced, s.spelledDots(end), labelEmail)
			}
			end = s.domainEnd(i + 1)
		}
	case start < i && s.byteAt(end) == ' ':
		if far := s.domainEnd(end + 1); strings.IndexByte(s.view[end:far], '.') > 0 || far > end+1 && s.spelledDots(far) > far {
			return s.cut(start, s.spelledDots(far), labelEmail)
		}
	}
	if s.where == inText && end >= i+3 && isASCIILetter(s.view[i+1]) {
		return s.cut(i, end, labelAccount)
	}
	return i + 1
}

// localStart is where the part of an address in front of the @ at i begins.
func (s *scanner) localStart(i int) int {
	start := i
	for start > s.done {
		r, size := utf8.DecodeLastRuneInString(s.view[s.done:start])
		if !isAddressRune(r) && !strings.ContainsRune("+%'!#$&*=?^`{|}~/", r) {
			break
		}
		start -= size
	}
	return start
}

func (s *scanner) domainEnd(i int) int {
	end := i
	for end < len(s.view) {
		r, size := utf8.DecodeRuneInString(s.view[end:])
		if !isAddressRune(r) {
			break
		}
		end += size
	}
	for end > i && (s.view[end-1] == '.' || s.view[end-1] == '-') {
		end--
	}
	return end
}

// isAddressRune reports whether r can stand anywhere in an address. Accented
// letters can; Han cannot, because in running Chinese text an address follows
// the words before it without a space.
func isAddressRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isWordByte(byte(r)) || r == '.' || r == '-'
	}
	return 0xC0 <= r && r < 0x250
}

// topDomains are the ends of domains that are looked for where nothing else
// says that there is one.
var topDomains = setOf("com cn net org br us io co info app shop xyz top cc tv uk eu gov edu example gl ly vip site online store club link")

func isTopDomain(word string) bool {
	if len(word) < 2 || len(word) > 7 || strings.IndexByte(word, ' ') >= 0 {
		return false
	}
	return topDomains.has(word)
}

// spelledDots goes on from the end of a domain over " dot com", "（点）com" and
// the like; it returns end if there is none.
func (s *scanner) spelledDots(end int) int {
	for {
		next := s.spelledDot(end)
		word := s.domainEnd(next)
		if next == end || word == next {
			return end
		}
		end = word
	}
}

// spelledDot is where the word behind a dot spelled out at i begins; i if there
// is none.
func (s *scanner) spelledDot(i int) int {
	j := s.openers(i)
	for _, dot := range [...]string{"点", "點", "dot", "DOT", "Dot", "ponto", "PONTO"} {
		if !s.ahead(j, dot) {
			continue
		}
		end := j + len(dot)
		if after := s.openers(end); after > end || dot[0] >= utf8.RuneSelf {
			if word := s.domainEnd(after); word > after && (j > i || dot[0] >= utf8.RuneSelf) && isTopDomain(firstLabel(s.view[after:word])) {
				return after
			}
		}
	}
	return i
}

func firstLabel(domain string) string {
	label, _, _ := strings.Cut(domain, ".")
	return label
}

// openers passes over spaces and brackets, at most three.
func (s *scanner) openers(i int) int {
	for n := 0; n < 3 && i < len(s.view) && strings.IndexByte(" ()[]{}<>-_", s.view[i]) >= 0; n++ {
		i++
	}
	return i
}

// spelledAt handles a word from i to end that stands for an @: "ana (at) mail.com",
// "ana at mail dot com", 艾特. It returns end if there is no address around.
func (s *scanner) spelledAt(i, end int) int {
	start := i
	for n := 0; n < 3 && start > s.done && strings.IndexByte(" ([{<-_", s.view[start-1]) >= 0; n++ {
		start--
	}
	bracketed := start < i && strings.IndexByte("([{<", s.view[i-1]) >= 0 || s.view[i] >= utf8.RuneSelf
	local := s.localStart(start)
	if local == start {
		return end
	}
	// "john dot smith at …"
	if s.behind(local, " dot ") || s.behind(local, " DOT ") {
		if before := s.localStart(local - 5); before < local-5 {
			local = before
		}
	}
	domain := s.openers(end)
	far := s.domainEnd(domain)
	if far == domain {
		return end
	}
	name := s.view[domain:far]
	spelled := s.spelledDots(far)
	last := name[strings.LastIndexByte(name, '.')+1:]
	if spelled > far || bracketed && len(last) < len(name) && isTopDomain(last) {
		return s.cut(local, spelled, labelEmail)
	}
	return end
}

// hash handles a # at i, which people write for an @: zhang#qq.com.
func (s *scanner) hash(i int) int {
	start := i
	for start > s.done && (isWordByte(s.view[start-1]) || strings.IndexByte(".-", s.view[start-1]) >= 0) {
		start--
	}
	end := s.domainEnd(i + 1)
	name := s.view[i+1 : end]
	if dot := strings.LastIndexByte(name, '.'); start < i && dot > 0 && isTopDomain(name[dot+1:]) {
		return s.cut(start, end, labelEmail)
	}
	return i + 1
}
