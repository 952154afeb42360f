package mapping

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"redress/ingest/anonymise"
	"redress/ingest/complaint"
)

// A party is who is complained about: key and name, both empty for nobody.
type party struct {
	key  string
	name complaint.Name
}

// A partyMapper finds the party of each row.
type partyMapper struct {
	spec             *partySpec
	persons, traders *anonymise.Hasher
	cache            cache[party]
	buf              []byte
}

func newPartyMapper(spec *partySpec, key anonymise.Key, publisher string) *partyMapper {
	return &partyMapper{spec: spec,
		persons: anonymise.NaturalPerson().Hasher(key, publisher),
		traders: anonymise.SoleTrader().Hasher(key, publisher)}
}

// party returns the party of the row in m. The same cells give the same party,
// so it is worked out once for each combination.
func (p *partyMapper) party(m *Mapper) party {
	p.buf = p.buf[:0]
	add := func(col int) {
		p.buf = append(append(p.buf, m.cell(col)...), 0x1F)
	}
	for _, k := range p.spec.keys {
		add(k.column)
	}
	for _, col := range p.spec.trade {
		add(col)
	}
	for _, col := range p.spec.legal {
		add(col)
	}
	person := p.isPerson(m)
	if person {
		p.buf = append(p.buf, 0x1E)
		if p.spec.person.number >= 0 {
			add(p.spec.person.number)
		}
	}
	if found, ok := p.cache[string(p.buf)]; ok {
		return found
	}
	key := string(p.buf)
	if person {
		return p.cache.keep(key, p.naturalPerson(m))
	}
	return p.cache.keep(key, p.business(m))
}

// isPerson reports whether the row is about a natural person. Where the
// declaration lists who is none, a value it does not know is taken for a
// person's, which shows too little rather than too much, and counted.
func (p *partyMapper) isPerson(m *Mapper) bool {
	spec := p.spec.person
	if spec == nil {
		return false
	}
	value := m.cell(spec.column)
	switch {
	case slices.Contains(spec.is, value):
		return true
	case value == "" || spec.isNot == nil || slices.Contains(spec.isNot, value):
		return false
	}
	m.unmapped.count(p.spec.field, forReport(value, m.persons))
	return true
}

// naturalPerson is always a pseudonym: of the person's number where there is
// one, else of the names.
func (p *partyMapper) naturalPerson(m *Mapper) party {
	number := ""
	if p.spec.person.number >= 0 {
		number = strings.TrimLeft(onlyDigits(m.cell(p.spec.person.number)), "0")
	}
	if number != "" {
		p.persons.Add(number)
	} else {
		names := 0
		for _, col := range append(slices.Clone(p.spec.legal), p.spec.trade...) {
			name := complaint.NameKey(m.cell(col))
			if name != "" {
				names++
			}
			p.persons.Add(name)
		}
		if names == 0 {
			p.persons.Reset()
			return party{}
		}
	}
	name, key := anonymise.NaturalPerson().Pseudonym(p.persons)
	return party{key, complaint.Name{Text: name, Kind: complaint.NamePseudonym}}
}

// business finds key and name of a business. A name that is the owner's own is
// neither shown nor made a key.
func (p *partyMapper) business(m *Mapper) party {
	names, owner := p.usableNames(p.candidates(m))
	var found party
	for _, k := range p.spec.keys {
		if value := k.value(m.cell(k.column)); value != "" {
			found.key = k.scheme + ":" + value
			break
		}
	}
	if len(names) > 0 {
		found.name = names[0]
		if found.key == "" {
			found.key = "name:" + complaint.NameKey(names[0].Text)
		}
		return found
	}
	switch {
	case owner == "" && found.key == "":
		return party{}
	case owner == "": // a number without any name
		found.name = complaint.Name{Text: strings.ToUpper(strings.Replace(found.key, ":", " ", 1)), Kind: complaint.NamePseudonym}
		return found
	case found.key != "":
		p.traders.Add(found.key)
	default:
		p.traders.Add(owner)
	}
	name, key := anonymise.SoleTrader().Pseudonym(p.traders)
	found.name = complaint.Name{Text: name, Kind: complaint.NamePseudonym}
	if found.key == "" {
		found.key = key
	}
	return found
}

// A candidate is one of the names a row gives a business.
type candidate struct {
	text    string // without addresses and numbers; empty where it is nothing else
	whole   string // of such a name, the words it is made of: never shown
	kind    complaint.NameKind
	company bool   // a registered name that holds a company's form
	owner   bool   // it carried a person's number: text is the owner's name
	person  string // the part of it that is a person's name
}

// usableNames returns the names that may be shown, best first, and the
// normalised name of the owner where a row gives one; failing that, a name that
// is nothing but an address or a number, which is a person's as well as not.
// A name of signs only comes after those with a word.
//
// A name is the owner's if it carries a person's number, or is the same name
// as one that does. Where the source has sole traders, it is also taken for one
// if it looks like a person's and no registered name says that there is a
// company; and once one registered name carries a person's number, another is
// shown only if it is a company's: registers spell the owner in several ways.
func (p *partyMapper) usableNames(all []candidate) (names []complaint.Name, owner string) {
	company, registeredOwner := false, false
	for _, c := range all {
		if c.kind == complaint.NameLegal {
			registeredOwner = registeredOwner || c.owner
			company = company || !c.owner && c.company
		}
	}
	lexicon := p.spec.lexicon
	for i, c := range all {
		switch {
		case c.owner:
			all[i].person = c.text
		case lexicon == nil || company || c.company:
		case c.kind == complaint.NameTrade && lexicon.Company(c.text): // asked of few: nearly every row has a company's registered name
		default:
			all[i].person = lexicon.Person(c.text, c.kind == complaint.NameLegal)
		}
	}
	whole := ""
	var signs []complaint.Name
	for _, c := range all {
		if c.text == "" {
			if whole == "" {
				whole = c.whole
			}
			continue
		}
		if c.isOwners(all) {
			if c.person != "" && (owner == "" || c.kind == complaint.NameLegal) {
				owner = complaint.NormaliseName(c.person)
			}
			continue
		}
		if c.kind == complaint.NameLegal && registeredOwner && lexicon != nil && !c.company {
			continue
		}
		if name := (complaint.Name{Text: c.text, Kind: c.kind}); hasWord(c.text) {
			names = append(names, name)
		} else {
			signs = append(signs, name)
		}
	}
	if owner == "" {
		owner = whole
	}
	return append(names, signs...), owner
}

// candidates are the names of the row, trade names first.
func (p *partyMapper) candidates(m *Mapper) []candidate {
	var all []candidate
	collect := func(columns []int, kind complaint.NameKind) {
		for _, col := range columns {
			cell := m.cell(col)
			if complaint.NameKey(cell) == "" || isFiller(cell) {
				continue
			}
			cell = cleanText(complaint.DropFormat(strings.Clone(cell)))
			text, owner := anonymise.BusinessName(cell)
			if text == "" {
				all = append(all, candidate{whole: strings.Join(complaint.NameWords(cell), "-"), kind: kind})
				continue
			}
			if !owner {
				text = p.spec.shown(text, kind)
			}
			if text == "" { // somebody's address or account, or a person beside other words
				all = append(all, candidate{whole: strings.Join(complaint.NameWords(cell), "-"), kind: kind})
				continue
			}
			company := kind == complaint.NameLegal && p.spec.lexicon != nil && p.spec.lexicon.Company(text)
			all = append(all, candidate{text: text, kind: kind, company: company, owner: owner})
		}
	}
	if p.spec.value != "" {
		if text, owner := anonymise.BusinessName(p.spec.value); text != "" && !owner {
			all = append(all, candidate{text: text, kind: complaint.NameTrade})
		}
	}
	collect(p.spec.trade, complaint.NameTrade)
	collect(p.spec.legal, complaint.NameLegal)
	return all
}

// shown is what may be shown of a name; where it is a person's as a whole that is
// found later.
func (s *partySpec) shown(text string, kind complaint.NameKind) string {
	if s.lexicon == nil || s.lexicon.Person(text, kind == complaint.NameLegal) != "" {
		return text
	}
	return s.lexicon.PublicName(text)
}

// hasWord reports whether a name holds a letter or digit at all.
func hasWord(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// isFiller reports whether a cell is one punctuation sign over and over, "*****"
// or "-": how publishers write that there is no name to tell.
func isFiller(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	return unicode.IsPunct(first) && strings.Trim(cell, string(first)+" ") == ""
}

// isOwners reports whether c holds a person's name, or bears that of another
// candidate's person.
func (c candidate) isOwners(all []candidate) bool {
	return c.person != "" || slices.ContainsFunc(all, func(other candidate) bool {
		return other.person != "" && anonymise.BearsName(c.text, other.person)
	})
}

// value is the stable number as it stands in a key; empty where the cell holds
// none.
func (k keySpec) value(cell string) string {
	if k.digits == 0 {
		return complaint.NormaliseName(cell)
	}
	if cell == "" || len(cell) > k.digits || onlyDigits(cell) != cell {
		return ""
	}
	return strings.Repeat("0", k.digits-len(cell)) + cell
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
