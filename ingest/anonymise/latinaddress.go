package anonymise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// streetTypes are how streets of the United States end; weakTypes those that are
// words as well, and count only behind capitals.
var (
	streetTypes = setOf("street avenue ave blvd boulevard road rd lane ln parkway pkwy highway hwy terrace turnpike")
	weakTypes   = setOf("st dr drive ct court pl place way cir circle square sq ter trail trl loop row plaza pike run path")
	noStreets   = setOf("days day times years year months hours people cars items dollars miles more of or")
	noRoadNames = setOf("que com comprei paguei recebi onde mas quando porque por esta estava fica sem fui foi ha")
)

// states and estados are the codes behind the names of towns.
const (
	states = " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX" +
		" UT VT VA WA WV WI WY DC PR "
	estados = " AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO "
)

// usStreet is the end of the address whose house number is g, "1200 N Oak Street
// Apt 4, Springfield, IL 62704"; 0 if there is none.
func (s *scanner) usStreet(g group) int {
	if g.end-g.start > 6 || s.byteAt(g.end) != ' ' && !(isASCIILetter(s.byteAt(g.end)) && s.byteAt(g.end+1) == ' ') {
		return 0
	}
	if s.currency(g.start) {
		return 0
	}
	v := s.view
	at := g.end
	if v[at] != ' ' {
		at++
	}
	at++
	capitals, words := true, 0
	for ; words < 5 && at < len(v); words++ {
		stop := at
		for stop < len(v) && (isWordByte(v[stop]) || v[stop] == '\'' || v[stop] >= 0xC3 && v[stop] <= 0xC5 || v[stop] >= 0x80 && stop > at && v[stop-1] >= 0xC3) {
			stop++
		}
		if stop == at {
			return 0
		}
		word := v[at:stop]
		if words > 0 {
			if word == "st" && words <= 2 && g.end-g.start >= 2 && strings.IndexByte(",.;\n\x00", s.byteAt(stop)) >= 0 {
				return s.usRest(stop)
			}
			if streetTypes.has(word) && (capitals || words <= 2) || capitals && unicode.IsUpper(rune(v[at])) && weakTypes.has(word) {
				return s.usRest(stop)
			}
		}
		first, _ := utf8.DecodeRuneInString(v[at:])
		if !unicode.IsUpper(first) {
			if isDigit(v[at]) && !(strings.HasSuffix(word, "st") || strings.HasSuffix(word, "nd") || strings.HasSuffix(word, "rd") || strings.HasSuffix(word, "th")) {
				return 0
			}
			capitals = capitals && isDigit(v[at])
			if isNoName(word) || noStreets.has(word) {
				return 0
			}
		} else if isNoName(word) && len(word) > 1 {
			return 0
		}
		if s.byteAt(stop) == '.' && stop-at <= 2 {
			stop++
		}
		if s.byteAt(stop) != ' ' {
			return 0
		}
		at = stop + 1
	}
	return 0
}

// usRest goes on from the end of a street over the flat, the town, the state and
// the ZIP code.
func (s *scanner) usRest(end int) int {
	if s.byteAt(end) == '.' {
		if next := s.comma(end + 1); s.byteAt(next) == '#' || s.flatWord(next) > 0 || s.town(end+1, states) > 0 {
			end++
		}
	}
	at := s.comma(end)
	if n := s.flatWord(at); n > 0 {
		at = n
		for s.byteAt(at) == ' ' || s.byteAt(at) == '.' || s.byteAt(at) == '#' {
			at++
		}
		if stop := s.wordEnd(at); stop > at && stop-at <= 6 {
			end = stop
		}
	} else if s.byteAt(at) == '#' && isWordByte(s.byteAt(at+1)) {
		end = s.wordEnd(at + 1)
	}
	if town := s.town(end, states); town > 0 {
		end = town
		at = s.comma(end)
		for _, form := range [...]string{"ddddd-dddd", "ddddd"} {
			if zip := s.form(at, form); zip > 0 {
				return zip
			}
		}
	}
	return end
}

// comma passes over a comma or a dash and spaces.
func (s *scanner) comma(i int) int {
	for n := 0; n < 4 && i < len(s.view) && strings.IndexByte(" ,-/", s.view[i]) >= 0; n++ {
		i++
	}
	return i
}

// flatWord is the end of a word for part of a house at i, 0 if there is none.
func (s *scanner) flatWord(i int) int {
	for _, word := range [...]string{"apartment", "apt", "unit", "suite", "ste", "floor", "fl", "bldg", "building", "lot", "rm", "room"} {
		if end := i + len(word); end <= len(s.view) && strings.EqualFold(s.view[i:end], word) && !isASCIILetter(s.byteAt(end)) {
			return end
		}
	}
	return 0
}

// town is the end of names with capitals, up to three between commas and dashes,
// and one of the codes behind them ("Springfield, IL", "Centro, Rio de Janeiro -
// RJ"); 0 if there is no code.
func (s *scanner) town(i int, codes string) int {
	at := i
	for range 3 {
		at = s.comma(at)
		for n := 0; n < 6; n++ {
			stop := at
			for stop < len(s.view) && (isASCIILetter(s.view[stop]) || s.view[stop] >= 0x80 && s.view[stop] < 0xC6 || s.view[stop] == '.') {
				stop++
			}
			if stop == at {
				break
			}
			word := strings.TrimSuffix(s.view[at:stop], ".")
			stop = at + len(word)
			if len(word) == 2 && strings.Contains(codes, " "+word+" ") && !isASCIILetter(s.byteAt(stop)) {
				return stop
			}
			if first, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(first) && !particles[word] {
				return 0
			}
			at = stop
			if s.byteAt(at) != ' ' {
				break
			}
			at++
		}
		if c := s.byteAt(at); c != ',' && c != '-' && c != '/' {
			return 0
		}
	}
	return 0
}

// brStreet cuts the Brazilian address that begins with the word for a kind of
// street at view[i:end], "Rua das Flores, 123, apto 45 - Centro, Santos - SP". It
// returns where to go on, end if there is none.
func (s *scanner) brStreet(i, end int) int {
	word := strings.ToLower(s.view[i:end])
	at := end
	switch word {
	case "r", "tv", "al", "rod", "qd", "av", "pca":
		if s.byteAt(at) == '.' {
			at++
		} else if word != "av" && word != "qd" {
			return end
		}
	}
	number := s.houseNumber(s.streetName(s.spaces(at)))
	if number == 0 {
		return end
	}
	return s.cut(i, s.brRest(number), labelAddress)
}

// streetName is the end of the name of a street at i, up to seven words.
func (s *scanner) streetName(i int) int {
	end := i
	for at, words := i, 0; words < 7; words++ {
		stop := at
		for stop < len(s.view) && (isASCIILetter(s.view[stop]) || s.view[stop] >= 0x80 && s.view[stop] < 0xC6 || s.view[stop] == '\'') {
			stop++
		}
		if stop == at && isDigit(s.byteAt(at)) { // Rua 7 de Setembro
			if stop = s.digitsEnd(at); stop-at > 2 || !s.ahead(stop, " de ") {
				break
			}
		}
		if stop == at || s.wordAhead(at, "n") || s.wordAhead(at, "no") || s.wordAhead(at, "numero") || s.wordAhead(at, "número") || s.wordAhead(at, "nº") {
			break
		}
		if noRoadNames.has(s.view[at:stop]) {
			break
		}
		end = stop
		if s.byteAt(stop) == '.' && stop-at <= 4 {
			stop++
		}
		if s.byteAt(stop) != ' ' {
			break
		}
		at = stop + 1
	}
	return end
}

// houseNumber is the end of ", nº 123" or ", s/n" at i, 0 if it is not there.
func (s *scanner) houseNumber(i int) int {
	at := s.comma(i)
	for _, mark := range [...]string{"número", "numero", "núm.", "num.", "nº", "n°", "n.º", "n.", "Nº", "N°", "N.", "no.", "no", "n", "km", "lote", "Lote", "conjunto", "casa"} {
		if s.wordAhead(at, mark) {
			at = s.comma(at + len(mark))
			break
		}
	}
	if s.ahead(at, "s/n") || s.ahead(at, "S/N") {
		return at + 3
	}
	end := s.digitsEnd(at)
	if at == i || end == at || end-at > 5 || s.quantity(end) || s.byteAt(end) == ',' && isDigit(s.byteAt(end+1)) {
		return 0
	}
	if c := s.byteAt(end); isASCIILetter(c) && !isWordByte(s.byteAt(end+1)) {
		end++
	}
	return end
}

// brRest goes on from a house number over flat, block and lot, and over quarter
// and town if a state's code ends them.
func (s *scanner) brRest(end int) int {
	for range 5 {
		at := s.comma(end)
		found := false
		for _, word := range [...]string{"apartamento", "apto", "apt", "ap", "bloco", "bl", "casa", "lote", "lt", "sala", "andar", "torre", "quadra", "qd", "conjunto",
			"cj", "fundos", "edifício", "edificio", "ed", "loja", "sobrado", "km"} {
			stop := at + len(word)
			if stop > len(s.view) || !strings.EqualFold(s.view[at:stop], word) || isASCIILetter(s.byteAt(stop)) {
				continue
			}
			found = true
			end = stop
			if s.byteAt(stop) == '.' {
				stop++
			}
			if stop = s.spaces(stop); s.wordEnd(stop) > stop && s.wordEnd(stop)-stop <= 5 {
				end = s.wordEnd(stop)
			}
			break
		}
		if !found {
			break
		}
	}
	for _, word := range [...]string{"bairro", "Bairro", "BAIRRO"} {
		if at := s.comma(end); s.wordAhead(at, word) {
			if stop := s.nameEnd(s.spaces(at+len(word)), false); stop > at+len(word)+1 {
				end = stop
			}
		}
	}
	return max(end, s.town(end, estados))
}

// announcedAddress cuts the address behind "moro na" or "endereço:" that has no
// number; with one it is found without being announced. It returns 0 if there is
// none.
func (s *scanner) announcedAddress(i int) int {
	for _, word := range [...]string{"na ", "no ", "em ", "à "} {
		if s.ahead(i, word) {
			i += len(word)
		}
	}
	for _, word := range [...]string{"rua", "Rua", "RUA", "avenida", "Avenida", "av.", "Av.", "travessa", "Travessa", "alameda", "Alameda", "praça", "Praça", "estrada", "Estrada"} {
		if !s.wordAhead(i, word) {
			continue
		}
		name := s.spaces(i + len(word))
		end := s.streetName(name)
		if end == name {
			return 0
		}
		if number := s.houseNumber(end); number > 0 {
			return s.cut(i, s.brRest(number), labelAddress)
		}
		if stop := s.nameEnd(name, false); stop > name {
			return s.cut(i, stop, labelAddress)
		}
	}
	return 0
}

// box cuts a post office box, "P.O. Box 123", of which one word stands at
// view[i:end]. It returns where to go on, end if there is none.
func (s *scanner) box(i, end int) int {
	if strings.EqualFold(s.view[i:end], "po") {
		at := s.spaces(end)
		if at+3 > len(s.view) || !strings.EqualFold(s.view[at:at+3], "box") {
			return end
		}
		end = at + 3
	} else {
		switch {
		case s.behind(i, "P.O. "), s.behind(i, "p.o. "):
			i -= 5
		case s.behind(i, "P. O. "):
			i -= 6
		default:
			return end
		}
	}
	at := s.spaces(end)
	if stop := s.digitsEnd(at); stop > at {
		return s.cut(i, s.usRest(stop), labelAddress)
	}
	return end
}
