package anonymise

import (
	"strings"
	"unicode/utf8"
)

// What stands in a redacted text. None holds a digit or an @, so that redacting
// again finds nothing.
const (
	labelEmail   = "[email]"
	labelURL     = "[url]"
	labelPhone   = "[phone]"
	labelTaxID   = "[tax id]"
	labelID      = "[id]"
	labelCard    = "[card]"
	labelNumber  = "[number]"
	labelPlate   = "[plate]"
	labelPostal  = "[postcode]"
	labelAccount = "[account]"
)

// Redact returns text with what could identify a person replaced by a word in
// brackets: e-mail addresses and @names, addresses of pages that carry data,
// telephones, taxpayer numbers (CPF; CNPJ with the alphanumeric one of 2026; US
// SSN), Chinese resident ids, bank cards, vehicle plates, postcodes, and any
// other run of eight digits or more, which may be an order or an account. Dates
// and amounts stay. Names of persons cannot be recognised and stay.
//
// It is idempotent and leaves text without any of that as it is.
func Redact(text string) string {
	// What is cut can end a word that was longer before, and so show a plate.
	// Every cut takes a digit, an @ or an address away and the labels bring none, so
	// this ends; for nearly every text it is one pass, or two with a cut.
	for mayHold(text) {
		next := replaceOnce(text, inText, func(label string) string { return label })
		if next == text {
			break
		}
		text = next
	}
	return text
}

// replaceOnce puts what with makes of its label in the place of each piece found.
func replaceOnce(text string, where scope, with func(label string) string) string {
	view, positions := fold(text)
	s := scanner{view: view, where: where}
	s.run()
	if len(s.cuts) == 0 {
		return text
	}
	at := func(i int) int {
		if positions == nil {
			return i
		}
		return positions[i]
	}
	var b strings.Builder
	b.Grow(len(text))
	from := 0
	for _, c := range s.cuts {
		b.WriteString(text[from:at(c.start)])
		b.WriteString(with(c.label))
		from = at(c.end)
	}
	b.WriteString(text[from:])
	return b.String()
}

// mayHold is the quick way out: nothing that is redacted lacks both an @ and
// three digits, but for page addresses.
func mayHold(text string) bool {
	digits := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '@' || c == '/' && i > 0 && text[i-1] == ':':
			return true
		case isDigit(c):
			if digits++; digits >= 3 {
				return true
			}
		case c == 0xEF || c >= 0xD9 && c <= 0xE1 || c == 0xEA || c == 0xF0:
			return true // full width and the scripts with digits of their own
		case c == 'w' || c == 'W':
			if i+3 < len(text) && strings.EqualFold(text[i:i+4], "www.") {
				return true
			}
		}
	}
	return false
}

// A cut is a piece of the view and what stands in its place.
type cut struct {
	start, end int
	label      string
}

// A scope is what is looked for.
type scope int

const (
	inText    scope = iota // everything
	inName                 // all but @names: a business name with an @ is nobody's account
	addresses              // those of mail and of pages alone
)

// A scanner goes through the view once, from left to right. Cuts are in order
// and never overlap.
type scanner struct {
	view  []byte
	cuts  []cut
	done  int // end of the last cut: nothing before it is looked at again
	where scope
}

func (s *scanner) cut(start, end int, label string) int {
	start = max(start, s.done)
	s.cuts = append(s.cuts, cut{start, end, label})
	s.done = end
	return end
}

func (s *scanner) run() {
	v := s.view
	for i := 0; i < len(v); {
		c := v[i]
		switch {
		case c == '@':
			i = s.at(i)
		case c == ':' && i+2 < len(v) && v[i+1] == '/' && v[i+2] == '/':
			i = s.address(s.schemeStart(i), i+3)
		case (c == 'w' || c == 'W') && i+4 < len(v) && v[i+3] == '.' && strings.EqualFold(string(v[i:i+4]), "www.") && !s.wordBefore(i):
			i = s.address(i, i)
		case s.where == addresses:
			i++
		case isASCIILetter(c):
			i = s.word(i)
		case isDigit(c) && !s.wordBefore(i) && s.codedWord(i, s.wordEnd(i)):
			i = s.done
		case isDigit(c) || c == '+' && i+1 < len(v) && isDigit(v[i+1]) || c == '(' && i+1 < len(v) && isDigit(v[i+1]):
			i = s.number(i)
		default:
			i++
		}
	}
}

func isASCIILetter(c byte) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }

func isWordByte(c byte) bool { return isASCIILetter(c) || isDigit(c) || c == '_' }

func (s *scanner) wordBefore(i int) bool { return i > s.done && isWordByte(s.view[i-1]) }

// at handles an @: an address if there is something on both sides (a space
// between is how people hide one), a user's name if there is something behind.
func (s *scanner) at(i int) int {
	start := s.localStart(i)
	end := s.domainEnd(i + 1)
	switch {
	case start < i && end > i+1:
		return s.cut(start, end, labelEmail)
	case start == i && i > s.done && s.view[i-1] == ' ':
		if spaced := s.localStart(i - 1); spaced < i-1 {
			if end == i+1 && end < len(s.view) && s.view[end] == ' ' {
				end = s.domainEnd(i + 2)
			}
			if strings.IndexByte(string(s.view[i:end]), '.') > 0 {
				return s.cut(spaced, end, labelEmail)
			}
			end = s.domainEnd(i + 1)
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
		r, size := utf8.DecodeLastRune(s.view[s.done:start])
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
		r, size := utf8.DecodeRune(s.view[end:])
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

// schemeStart is where the scheme of the address with "://" at i begins.
func (s *scanner) schemeStart(i int) int {
	for i > s.done && (isWordByte(s.view[i-1]) || s.view[i-1] == '+') {
		i--
	}
	return i
}

// address handles a page's address whose host begins at host. One with nothing
// but a host stays; with a path, a query or a user it can name a person's
// order, account or profile.
func (s *scanner) address(start, host int) int {
	end := host
	for end < len(s.view) && s.view[end] > ' ' && s.view[end] < utf8.RuneSelf && strings.IndexByte("\"'<>)]}", s.view[end]) < 0 {
		end++
	}
	for end > host && strings.IndexByte(".,;!?", s.view[end-1]) >= 0 {
		end--
	}
	rest := s.view[host:end]
	for i, c := range rest {
		if c == '@' || (c == '/' || c == '?' || c == '#') && i+1 < len(rest) {
			return s.cut(start, end, labelURL)
		}
	}
	return host + 1
}
