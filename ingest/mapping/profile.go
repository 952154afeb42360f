package mapping

import (
	"strings"
	"unicode/utf8"

	"redress/ingest/anonymise"
)

const (
	// profileSample is how many cells of a column are looked at one by one.
	profileSample = 2000
	// profileDistinct is how many different values of a column are counted.
	profileDistinct = 20_000
	// profileBytes is how much of a cell is looked at: a narrative has no end.
	profileBytes = 4 << 10
)

// A profile is what a column of a file looks like, whatever is declared of it.
// It holds values, so it never leaves the package.
type profile struct {
	header   string
	cells    int // that are not blank
	sample   []string
	distinct map[string]int // how often each value stands there, up to profileDistinct values; nil: not counted
	more     bool           // there are further values
	length   int            // of all cells, in characters
	lines    int            // cells of several lines
	nameless bool           // its header is blank, withheld or stands in the file twice: it cannot be declared
	withheld bool           // its header looks like something of a person's and is not kept
}

func newProfile(header string) *profile { return &profile{header: header} }

// add looks at one cell that is not blank.
func (p *profile) add(cell string) {
	p.cells++
	if len(cell) > profileBytes {
		cell = strings.ToValidUTF8(cell[:profileBytes], "")
	}
	if len(p.sample) < profileSample {
		p.sample = append(p.sample, strings.Clone(cell))
		p.length += utf8.RuneCountInString(cell)
		if strings.Contains(cell, "\n") {
			p.lines++
		}
	}
	if p.distinct == nil {
		return
	}
	if n, known := p.distinct[cell]; known {
		p.distinct[cell] = n + 1
		return
	}
	if len(p.distinct) >= profileDistinct {
		p.more = true
		return
	}
	p.distinct[strings.Clone(cell)] = 1
}

// meanLength is in characters.
func (p *profile) meanLength() int {
	if len(p.sample) == 0 {
		return 0
	}
	return p.length / len(p.sample)
}

// unique reports whether no value stands there twice.
func (p *profile) unique() bool { return !p.more && p.cells > 1 && len(p.distinct) == p.cells }

// share is the part of the sample that a test accepts, from 0 to 1.
func (p *profile) share(is func(cell string) bool) float64 {
	if len(p.sample) == 0 {
		return 0
	}
	n := 0
	for _, cell := range p.sample {
		if is(cell) {
			n++
		}
	}
	return float64(n) / float64(len(p.sample))
}

const (
	// personalShare is the part of a column's cells that has to look personal.
	personalShare = 0.2
	// personalLength, in characters, is the longest cell that is a person's
	// name, number or address as a whole; what stands in longer ones is a matter
	// of redaction.
	personalLength = 80
	// personalCells is how many cells say anything at all.
	personalCells = 5
)

// A personKind is something of a person's that anonymise recognises, and the
// words it leaves in its place.
type personKind struct {
	name         string
	placeholders []string
}

func personKinds() []personKind {
	return []personKind{
		{"an e-mail address", []string{"[email]", "［邮箱］"}},
		{"a telephone", []string{"[phone]", "［电话］"}},
		{"a person's number", []string{"[tax id]", "［税号］", "[id]", "［身份证］"}},
		{"a bank card", []string{"[card]", "［银行卡］"}},
		{"an account", []string{"[account]", "［账号］", "[wechat]", "［微信］", "[qq]", "［QQ］"}},
		{"an address", []string{"[address]", "［地址］", "[ip]", "［IP］"}},
		{"a vehicle plate", []string{"[plate]", "［车牌］"}},
		{"a person's name", []string{"[name]", "［姓名］"}}}
}

// personal says what of a person's the cells look like, "" for nothing, and in
// which share of them.
func (p *profile) personal(lexicons []*anonymise.Lexicon) (kind string, share float64) {
	if len(p.sample) < personalCells || p.meanLength() > personalLength {
		return "", 0
	}
	counts := map[string]int{}
	for _, cell := range p.sample {
		if found := cellKind(cell, lexicons); found != "" {
			counts[found]++
		}
	}
	most := 0
	for _, k := range append(personKinds(), personKind{name: "a person's name"}) {
		if n := counts[k.name]; n > most {
			most, kind = n, k.name
		}
	}
	share = float64(most) / float64(len(p.sample))
	if share < personalShare {
		return "", share
	}
	return kind, share
}

// cellKind is what of a person's a cell is; "" for nothing.
func cellKind(cell string, lexicons []*anonymise.Lexicon) string {
	if redacted := anonymise.Redact(cell); redacted != cell {
		for _, k := range personKinds() {
			for _, placeholder := range k.placeholders {
				if strings.Contains(redacted, placeholder) {
					return k.name
				}
			}
		}
	}
	if utf8.RuneCountInString(cell) > maxUnmappedLength {
		return ""
	}
	for _, l := range lexicons {
		if l.Person(cell, false) != "" {
			return "a person's name"
		}
	}
	return ""
}

// allLexicons are those of every language there is.
func allLexicons() ([]*anonymise.Lexicon, error) {
	var all []*anonymise.Lexicon
	for _, language := range anonymise.LexiconLanguages() {
		l, err := anonymise.LoadLexicon(language)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}
