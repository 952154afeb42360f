package mapping

func (p *declarationParser) parseParty(b block, field string) *partySpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	s := &partySpec{field: field}
	if n.kind == scalarNode {
		s.trade = []int{p.columnIn(b, field, false)}
		return s
	}
	pb := p.block(n, field, partyBlock)
	s.value, s.parameter = pb.text("value"), p.parameter(pb, field)
	for _, name := range pb.texts("trade") {
		s.trade = append(s.trade, p.column(pb.lineOf("trade"), name, "trade", false))
	}
	for _, name := range pb.texts("legal") {
		s.legal = append(s.legal, p.column(pb.lineOf("legal"), name, "legal", false))
	}
	named := len(s.trade) + len(s.legal)
	switch constant := s.value != "" || s.parameter != ""; {
	case constant && (len(pb.pairs) > 1):
		p.fail(n.line, "%s: a value or parameter is the name in every row: it stands alone", field)
	case !constant && named == 0:
		p.fail(n.line, "%s: want the columns of its trade names, its legal names or both, {value: …} or {parameter: …}", field)
	}
	if k := pb.get("key"); k != nil {
		items := k.items
		if k.kind != listNode {
			items = []*node{k}
		}
		for _, item := range items {
			s.keys = append(s.keys, p.parseKey(item))
		}
	}
	if person := pb.get("natural_person"); person != nil {
		nb := p.block(person, "natural_person", personBlock)
		s.person = &personSpec{column: p.columnIn(nb, "column", false), is: nb.texts("is"), isNot: nb.texts("is_not"), number: -1}
		if len(s.person.is) == 0 {
			p.fail(person.line, "natural_person: want the values (is) that say so")
		}
		if nb.get("number") != nil {
			s.person.number = p.columnIn(nb, "number", true)
		}
	}
	if pb.get("sole_traders") != nil {
		s.lexicon = p.lexicon(pb)
	}
	return s
}

// maxKeyDigits is more than any register's numbers have.
const maxKeyDigits = 64

func (p *declarationParser) parseKey(n *node) keySpec {
	b := p.block(n, "key", keyBlock)
	k := keySpec{scheme: b.text("scheme"), column: p.columnIn(b, "column", false)}
	if !isCode(k.scheme) || k.scheme == "name" || k.scheme == "person" || k.scheme == "trader" {
		p.fail(b.lineOf("scheme"), "key scheme %q: want a lower-case word of your own; name, person and trader are taken", k.scheme)
	}
	if k.digits = p.count(b, "digits"); k.digits > maxKeyDigits {
		p.fail(b.lineOf("digits"), "digits %d: no number is so long", k.digits)
		k.digits = 0
	}
	return k
}
