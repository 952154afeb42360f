package anonymise

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// A planted text is one with pieces in it that have to go.
type planted struct {
	language string
	text     string
	items    []item
}

// An item is what was planted at text[start:end].
type item struct {
	kind       string
	form       string // how it is written, for generated ones
	start, end int
}

// parsePlanted reads text with <<kind|piece>> in it.
func parsePlanted(t testing.TB, language, line string) planted {
	t.Helper()
	p := planted{language: language}
	for {
		before, rest, ok := strings.Cut(line, "<<")
		p.text += before
		if !ok {
			return p
		}
		inner, after, closed := strings.Cut(rest, ">>")
		kind, piece, named := strings.Cut(inner, "|")
		if !closed || !named || piece == "" {
			t.Fatalf("a line of the %s corpus holds a mark that is not <<kind|text>>", language)
		}
		p.items = append(p.items, item{kind: kind, start: len(p.text), end: len(p.text) + len(piece)})
		p.text += piece
		line = after
	}
}

// corpusFile reads the lines of a file that are no comment.
func corpusFile(t testing.TB, name string) (lines []string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "corpus", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

// spansOf are the pieces of text the first round cuts.
func spansOf(text string) (spans []cut) {
	var r Redactor
	view, positions := r.folder.fold(text)
	s := scanner{view: view, where: inText}
	s.run()
	for _, c := range s.cuts {
		if c.label == labelDrop {
			continue
		}
		if positions != nil {
			c.start, c.end = int(positions[c.start]), int(positions[c.end])
		}
		spans = append(spans, c)
	}
	return spans
}

// covered is the share of the letters and digits of text[it.start:it.end] inside
// the spans, and whether every digit is.
func covered(text string, it item, spans []cut) (share float64, digits bool) {
	all, in := 0, 0
	digits = true
	for i := it.start; i < it.end; {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			all++
			inside := slices.ContainsFunc(spans, func(c cut) bool { return c.start <= i && i < c.end })
			if inside {
				in++
			} else if unicode.IsNumber(r) {
				digits = false
			}
		}
		i += size
	}
	return float64(in) / float64(max(all, 1)), digits
}

// A tally counts what became of the items of a kind in a language.
type tally struct{ planted, found, other int }

// A score is what a corpus says about the redaction.
type score struct {
	kinds    map[[2]string]*tally
	cuts     map[string]int // by language
	wrong    map[string]int // of those, what was no item
	mistakes []string
}

func newScore() *score {
	return &score{kinds: map[[2]string]*tally{}, cuts: map[string]int{}, wrong: map[string]int{}}
}

// add judges one text. An item is found if all its letters and digits are cut, of
// an address all digits and four fifths of the rest.
func (s *score) add(p planted) {
	spans := spansOf(p.text)
	for _, it := range p.items {
		key := [2]string{it.kind, p.language}
		if s.kinds[key] == nil {
			s.kinds[key] = &tally{}
		}
		k := s.kinds[key]
		k.planted++
		share, digits := covered(p.text, it, spans)
		if share == 1 || it.kind == "address" && digits && share >= 0.8 {
			k.found++
		} else {
			s.mistakes = append(s.mistakes, fmt.Sprintf("%s missed %s %s: %s in %s -> %s", p.language, it.kind, it.form, p.text[it.start:it.end], p.text, Redact(p.text)))
			continue
		}
		same := slices.ContainsFunc(spans, func(c cut) bool {
			return c.start < it.end && it.start < c.end && strings.Trim(placeholders[c.label].latin, "[]") == it.kind
		})
		if !same {
			k.other++
		}
	}
	for _, c := range spans {
		s.cuts[p.language]++
		if !slices.ContainsFunc(p.items, func(it item) bool { return c.start < it.end && it.start < c.end }) {
			s.wrong[p.language]++
			s.mistakes = append(s.mistakes, fmt.Sprintf("%s took %q for %s in %s", p.language, p.text[c.start:c.end], placeholders[c.label].latin, p.text))
		}
	}
}

// needs is the recall that a kind has to reach, in percent.
func needs(kind string) float64 {
	switch kind {
	case "id", "tax id", "phone", "card", "email":
		return 99.5
	}
	return 95
}

const needsPrecision = 98.0

// report prints the table and fails where a figure is under its threshold.
func (s *score) report(t *testing.T, title string, show int) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%-10s %-3s %8s %8s %8s %14s\n", title, "kind", "in", "planted", "found", "recall", "as other kind")
	keys := slices.SortedFunc(mapKeys(s.kinds), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, key := range keys {
		k := s.kinds[key]
		recall := 100 * float64(k.found) / float64(k.planted)
		fmt.Fprintf(&b, "%-10s %-3s %8d %8d %7.2f%% %14d\n", key[0], key[1], k.planted, k.found, recall, k.other)
		if recall < needs(key[0]) {
			t.Errorf("%s: recall of %s in %s is %.2f %%, want at least %.1f %%", title, key[0], key[1], recall, needs(key[0]))
		}
	}
	for _, language := range slices.Sorted(mapKeys(s.cuts)) {
		cuts := s.cuts[language]
		precision := 100 * float64(cuts-s.wrong[language]) / float64(max(cuts, 1))
		fmt.Fprintf(&b, "%-10s %-3s %8d %8d %7.2f%%\n", "precision", language, cuts, cuts-s.wrong[language], precision)
		if precision < needsPrecision {
			t.Errorf("%s: precision in %s is %.2f %%, want at least %.1f %%", title, language, precision, needsPrecision)
		}
	}
	t.Log(b.String())
	if t.Failed() || testing.Verbose() {
		for _, mistake := range s.mistakes[:min(show, len(s.mistakes))] {
			t.Log(mistake)
		}
	}
}

func mapKeys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestHandWrittenCorpus measures the sentences that no generator made: those
// with planted items, and those in which nothing may be touched.
func TestHandWrittenCorpus(t *testing.T) {
	s := newScore()
	texts, clean := 0, 0
	for _, language := range []string{"zh", "zh-Hant", "en", "pt"} {
		for _, line := range corpusFile(t, language+".txt") {
			s.add(parsePlanted(t, language, line))
			texts++
		}
		for _, line := range corpusFile(t, language+".negative.txt") {
			s.add(planted{language: language, text: line})
			clean++
		}
	}
	if texts < 150 || clean < 150 {
		t.Errorf("%d sentences with something to redact and %d without, want at least 150 each", texts, clean)
	}
	s.report(t, fmt.Sprintf("written by hand: %d sentences with items, %d without", texts, clean), 200)
}
