package anonymise

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"redress/ingest/complaint"
)

// maxNameWords is how many words of a name are cut behind what announces it.
const maxNameWords = 6

// givenNames are the first names of all lexicons: what makes a name of the word
// behind "agent" or "seu". Read once, never changed.
var givenNames = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, language := range []string{"en", "pt"} {
		l, err := LoadLexicon(language)
		if err != nil {
			continue // a test opens both
		}
		for name := range l.given {
			all[name] = true
		}
	}
	return all
})

// noNames are words that stand, written large, where a name could: titles and
// what letters say to whoever reads them; and the words that a sentence goes on
// with behind a name.
var noNames = setOf(" i and the my on in at from to of for with account customer was is has had have said told eu sou moro comprei meu minha cpf rg" +
	" tel phone telefone endereco email ssn address dob re order card consumidor consumidora cliente gerente atendente diretor diretora president" +
	" manager sir madam department team service support office portal center centre banco bank loja store company empresa ltda inc llc corp" +
	" please por que nao sim fiz estou gostaria venho portador portadora residente inscrito nascido brasileiro brasileira date data number" +
	" coffee not but who she he they we you your our it this that because when as so if me quero tenho recebi telefone celular produto pedido" +
	" desde no na em com um uma o a os as e ou he's i'm live bought paid called am calling writing born secretary general")

func isNoName(word string) bool {
	return noNames.has(word) || strings.Trim(word, "xX") == ""
}

// noPersons are the words in front of "name" that make it a thing's.
var noPersons = setOf("company business product store brand model file user domain trade item produto empresa loja arquivo fantasia shop seller the")

// owners are those in front of "name is" that make it somebody's.
var owners = setOf("my full his her legal first last maiden whose")

// latinName cuts the name that the word at view[i:end] announces, and returns
// where to go on; end if there is none.
func (s *scanner) latinName(c cue, i, end int) int {
	v := s.view
	word := v[i:end]
	at := end
	lower := false // a name in small letters counts
	switch c {
	case cueTitle:
		if !unicode.IsUpper(rune(word[0])) && word != "senhor" && word != "senhora" && word != "dona" && len(word) > 3 ||
			word == "MS" || word == "DR" && !s.hasLowerNear(i) {
			return end
		}
		if s.ahead(at, "(a)") {
			at += 3
		}
		if s.byteAt(at) == '.' {
			at++
		}
		if s.byteAt(at) != ' ' || s.number0(i) {
			return end
		}
		at++
	case cueStaff:
		at = s.staffName(at)
	default:
		at, lower = s.announcedName(i, end)
	}
	if at <= end {
		return end
	}
	stop := s.nameEnd(at, lower)
	if stop == at {
		return end
	}
	if c == cueStaff && !s.isGiven(at, stop) {
		return end
	}
	// "Name: Despite my dispute, …": one word with a sentence behind it.
	if c == cueName && strings.IndexByte(s.view[at:stop], ' ') < 0 && s.byteAt(stop) == ' ' && !s.isGiven(at, stop) {
		return end
	}
	return s.cut(at, stop, labelName)
}

// number0 reports whether a number stands right in front of i, "1200 Dr King".
func (s *scanner) number0(i int) bool {
	return i-2 >= s.done && s.view[i-1] == ' ' && isDigit(s.view[i-2])
}

// hasLowerNear reports whether small letters stand around i: in a text of
// capitals a capital says nothing.
func (s *scanner) hasLowerNear(i int) bool {
	for _, c := range []byte(s.view[max(0, i-20):min(len(s.view), i+30)]) {
		if 'a' <= c && c <= 'z' {
			return true
		}
	}
	return false
}

// announcedName is where a name begins behind "my name is", "nome:" and the
// like; 0 if the word announces none.
func (s *scanner) announcedName(i, end int) (at int, lower bool) {
	word := strings.ToLower(s.view[i:end])
	previous := s.wordInFront(i)
	switch word {
	case "name", "nome":
		if noPersons.has(previous) {
			return 0, false
		}
	case "sincerely", "regards", "atenciosamente":
		if s.byteAt(end) != ',' {
			return 0, false
		}
		at = end + 1
		for n := 0; n < 3 && (s.byteAt(at) == ' ' || s.byteAt(at) == '\n'); n++ {
			at++
		}
		return at, false
	case "chamo":
		if previous != "me" {
			return 0, false
		}
		return s.spaces(end), true
	}
	at = end
	if s.ahead(at, "(a)") {
		at += 3
	}
	at = s.spaces(at)
	for _, more := range [...]string{"completo", "completa", "on card", "of account", "holder", "person", "da conta", "do titular", "do cliente", "do consumidor",
		"social", "in full", "by"} {
		if s.wordAhead(at, more) {
			at = s.spaces(at + len(more))
			break
		}
	}
	if c := s.byteAt(at); c == ':' || c == '=' {
		return s.spaces(at + 1), word == "name" || word == "nome"
	}
	if word != "name" && word != "nome" {
		return 0, false
	}
	for _, is := range [...]string{"is", "é", "IS", "É", "eh"} {
		if s.wordAhead(at, is) && s.byteAt(at+len(is)) == ' ' && (word == "nome" || owners.has(previous)) {
			return s.spaces(at + len(is)), true
		}
	}
	if previous == "em" && s.ahead(at, "de ") { // em nome de Ana Lima
		return at + 3, false
	}
	return 0, false
}

// wordInFront is the word in front of the one that begins at i, in small
// letters.
func (s *scanner) wordInFront(i int) string {
	end := i
	if s.before(end) != ' ' {
		return ""
	}
	end--
	start := end
	for start > s.done && isASCIILetter(s.view[start-1]) {
		start--
	}
	return strings.ToLower(s.view[start:end])
}

// staffName is where the name of somebody who works there begins, behind
// "agent", "named", "atendente de nome"; 0 if none does.
func (s *scanner) staffName(i int) int {
	if s.ahead(i, "(a)") {
		i += 3
	}
	i = s.spaces(i)
	for _, more := range [...]string{"named", "called", "de nome", "chamada", "chamado", "with", "to", "do", "da", "de", ":"} {
		if s.wordAhead(i, more) {
			i = s.spaces(i + len(more))
			break
		}
	}
	return i
}

// isGiven reports whether the first word of view[at:stop] is a first name.
func (s *scanner) isGiven(at, stop int) bool {
	words := complaint.NameWords(s.view[at:stop])
	return len(words) > 0 && givenNames()[words[0]]
}

// nameEnd is the end of the name that begins at i: words with a capital,
// initials, and de, da, von between them. With lower, a name of up to three
// words in small letters counts too. It is i if there is none.
func (s *scanner) nameEnd(i int, lower bool) int {
	v := s.view
	end, words := i, 0
	small := false
	for at := i; words < maxNameWords; {
		stop := at
		for stop < len(v) {
			r, size := utf8.DecodeRuneInString(v[stop:])
			if !(unicode.IsLetter(r) && r < 0x250) && !((r == '\'' || r == '’' || r == '-') && stop > at && nextIsLetter(v[stop+size:])) {
				break
			}
			stop += size
		}
		if stop == at || stop < len(v) && (isDigit(v[stop]) || v[stop] == '_' || v[stop] == '@') {
			break
		}
		word := v[at:stop]
		first, _ := utf8.DecodeRuneInString(word)
		switch {
		case particles.has(word) && words > 0 && !unicode.IsUpper(first):
			at = stop + 1
			if s.byteAt(stop) != ' ' {
				return end
			}
			continue
		case isNoName(word) && !(len(word) == 1 && s.byteAt(stop) == '.' && words > 0):
			return end
		case unicode.IsUpper(first) && !small:
		case lower && (words == 0 || small) && words < 3 && len(word) > 1:
			small = true
		default:
			return end
		}
		end = stop
		words++
		if s.byteAt(stop) == '.' && len(word) <= 2 {
			stop++
		}
		if s.byteAt(stop) != ' ' {
			break
		}
		at = stop + 1
	}
	return end
}

func nextIsLetter(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r)
}

// particles stand between the words of a name.
var particles = setOf("de da do das dos e van von der la del di du bin al")
