package anonymise

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"redress/ingest/complaint"
)

//go:embed names/*.txt
var lexicons embed.FS

// wholeWord is the length up to which a business word of a lexicon stands for
// itself and its plural only; a longer one stands for every word it begins.
const wholeWord = 4

// A Lexicon recognises the names of persons among the names of businesses. It
// is a guess made from words: it knows the common names of its language, not
// all, and is used only where nothing better (a taxpayer number, a column)
// says who a business is.
type Lexicon struct {
	given, family, particle, company map[string]bool
	businessWords, businessStems     map[string]bool
	han                              *hanNames // of a Chinese list; nil: another language's
}

// LexiconLanguages lists the languages there is a lexicon for.
func LexiconLanguages() []string {
	entries, err := lexicons.ReadDir("names")
	if err != nil {
		panic(err) // the directory is compiled in
	}
	var languages []string
	for _, e := range entries {
		languages = append(languages, strings.TrimSuffix(e.Name(), path.Ext(e.Name())))
	}
	return languages
}

// LoadLexicon returns the lexicon of a language.
func LoadLexicon(language string) (*Lexicon, error) {
	content, err := lexicons.ReadFile("names/" + language + ".txt")
	if err != nil {
		return nil, fmt.Errorf("no list of person names for %q: there is %s", language,
			strings.Join(LexiconLanguages(), ", "))
	}
	return parseLexicon(string(content))
}

func parseLexicon(content string) (*Lexicon, error) {
	l := &Lexicon{given: map[string]bool{}, family: map[string]bool{}, particle: map[string]bool{},
		company: map[string]bool{}, businessWords: map[string]bool{}, businessStems: map[string]bool{}}
	if strings.Contains(content, "\nsurname:") {
		l.han = newHanNames()
	}
	for n, line := range strings.Split(content, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		kind, words, _ := strings.Cut(line, ":")
		if l.han != nil && l.han.addHan(kind, words) {
			continue
		}
		for _, word := range strings.Fields(words) {
			word = strings.Join(complaint.NameWords(word), "")
			switch kind {
			case "given":
				l.given[word] = true
			case "family":
				l.family[word] = true
			case "particle":
				l.particle[word] = true
			case "company":
				l.company[word] = true
			case "business":
				if len(word) <= wholeWord || l.han != nil {
					l.businessWords[word] = true
					if l.han == nil {
						l.businessWords[word+"s"] = true
					}
				} else {
					l.businessStems[word] = true
				}
			default:
				return nil, fmt.Errorf("line %d: unknown kind of word %q", n+1, kind)
			}
		}
	}
	return l, nil
}

// Company reports whether a registered name holds a word only a company's
// does (Ltda, Inc., banco). "ME" and "EPP" are none: sole traders bear them.
func (l *Lexicon) Company(name string) bool {
	if l.han != nil {
		return l.hanCompany(name)
	}
	words := complaint.NameWords(name)
	for i, word := range words {
		if l.company[word] {
			return true
		}
		if i > 0 && word == "a" && words[i-1] == "s" || i > 1 && word == "c" && words[i-1] == "l" && words[i-2] == "l" {
			return true // S/A, L.L.C.
		}
	}
	return false
}

// Person returns the part of a name that looks like a person's, empty if none
// does: all of "Maria da Silva - ME", the beginning of "Maria Silva /
// loja.example", "SILVA, MARIA A". Parts stand between dashes, slashes and
// parentheses. It does not ask whether there is a company of that name: Company
// does.
//
// registered says that the name is the one in a register, where only a sole
// trader's ends in ME, MEI or EPP without a company's form: what is no business
// word is then a name, if no part is one more surely.
func (l *Lexicon) Person(name string, registered bool) string {
	if l.han != nil {
		return l.hanPerson(name)
	}
	if l.surnameFirst(name) {
		return name
	}
	parts := nameParts(name)
	if person := l.personPart(parts, false); person != "" || !registered || !endsSmall(name) {
		return person
	}
	return l.personPart(parts, true)
}

// personPart is the first part that is a person's name, empty if none is.
func (l *Lexicon) personPart(parts []string, certain bool) string {
	for _, part := range parts {
		if l.personWords(complaint.NameWords(part), certain) {
			return strings.TrimSpace(part)
		}
	}
	return ""
}

// nameParts are the parts of a name between dashes, slashes and the like.
func nameParts(name string) []string {
	return strings.FieldsFunc(separateDashes(name), func(r rune) bool { return strings.ContainsRune("/|(),;:–—", r) })
}

// separateDashes makes a hyphen that stands for a dash (" - ", or before ME at
// the end) a separator, and leaves the one of Silva-Costa alone.
func separateDashes(name string) string {
	if !strings.Contains(name, "-") {
		return name
	}
	for _, dash := range [...]struct{ written, means string }{{" -", "|"}, {"- ", "|"}, {"-ME", "|ME"}, {"-EPP", "|EPP"}} {
		name = strings.ReplaceAll(name, dash.written, dash.means)
	}
	return name
}

// surnameFirst reports whether the name has the form of a register of persons,
// "SILVA, MARIA A".
func (l *Lexicon) surnameFirst(name string) bool {
	last, first, ok := strings.Cut(name, ",")
	if !ok || strings.ContainsAny(name, "0123456789&/()@") || strings.Contains(first, ",") {
		return false
	}
	if l.Company(name) {
		return false
	}
	lastWords, firstWords := complaint.NameWords(last), complaint.NameWords(first)
	if len(lastWords) == 0 || len(lastWords) > 3 || len(firstWords) == 0 || len(firstWords) > 3 {
		return false
	}
	for _, word := range append(lastWords, firstWords...) {
		if l.business(word) {
			return false
		}
	}
	return true
}

// endsSmall reports whether a name ends in the mark of a small business.
func endsSmall(name string) bool {
	words := complaint.NameWords(name)
	return len(words) > 0 && isSmall(words[len(words)-1])
}

func isSmall(word string) bool { return word == "me" || word == "mei" || word == "epp" }

// personWords reports whether words are a person's name: they hold no word of
// business and no digit, and they begin with a first name, or are initials and
// a family name, or end as only a person's name does. certain says that
// without words of business they are a person's in any case.
func (l *Lexicon) personWords(words []string, certain bool) bool {
	words = l.dropTitles(words)
	var names []string
	particleBeforeLast := false
	for i, word := range words {
		if strings.ContainsAny(word, "0123456789") || l.business(word) {
			return false
		}
		if l.particle[word] && i > 0 {
			particleBeforeLast = true
			continue
		}
		if i < len(words)-1 {
			particleBeforeLast = false
		}
		names = append(names, word)
	}
	if len(names) < 2 || len(names) > 8 {
		return false
	}
	last := names[len(names)-1]
	switch {
	case certain, l.given[names[0]]:
		return true
	case len(names) >= 3 && l.family[last] && (particleBeforeLast || l.family[names[len(names)-2]]):
		return true
	}
	initials := 0
	for initials < len(names) && len(names[initials]) == 1 {
		initials++
	}
	if initials == 0 || initials == len(names) {
		return false
	}
	for _, name := range names[initials:] {
		if !l.family[name] && !l.given[name] {
			return false
		}
	}
	return true
}

// dropTitles takes titles off the front and the marks of a small business off
// the end, which NameWords leaves.
func (l *Lexicon) dropTitles(words []string) []string {
	for len(words) > 0 {
		switch words[0] {
		case "dr", "dra", "sr", "sra", "mr", "mrs", "ms":
			words = words[1:]
			continue
		}
		break
	}
	for len(words) > 0 && isSmall(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return words
}

func (l *Lexicon) business(word string) bool {
	if l.given[word] || l.family[word] {
		return false
	}
	if l.businessWords[word] {
		return true
	}
	for n := wholeWord + 1; n <= len(word); n++ {
		if l.businessStems[word[:n]] {
			return true
		}
	}
	return false
}

// BearsName reports whether a business name is its owner's: it holds every word
// of the owner's name (but for particles and legal forms), or a part of it
// holds no other word and begins as the owner's name does. Owners' names of one
// word tell nothing.
func BearsName(name, owner string) bool {
	if hasHan(owner) && len(owner) >= 2*len("张") {
		return strings.Contains(name, owner)
	}
	words, owners := significantWords(name), significantWords(owner)
	if len(owners) < 2 || len(words) == 0 {
		return false
	}
	if containsAll(words, owners) {
		return true
	}
	return slices.ContainsFunc(nameParts(name), func(part string) bool {
		words := significantWords(part)
		return len(words) >= 2 && words[0] == owners[0] && containsAll(owners, words)
	})
}

func containsAll(words, some []string) bool {
	for _, word := range some {
		if !slices.Contains(words, word) {
			return false
		}
	}
	return true
}

func significantWords(name string) []string {
	var words []string
	for _, word := range strings.Split(complaint.NormaliseName(name), "-") {
		switch word {
		case "", "de", "da", "do", "dos", "das", "e", "me", "epp", "mei":
		default:
			words = append(words, word)
		}
	}
	return words
}
