// Package shallow looks at YAML before anything parses it: what nests deep or is
// large is refused, because the parser's memory grows with the square of the
// depth. Declarations, registers and the configuration pass here first.
//
// Its one rule: what is counted is what the parser would open, so it reads the
// text with the parser's own scanner, and never asks how brackets pair in texts.
package shallow

import (
	"fmt"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// MaxDepth is deeper than anything that is read here nests.
const MaxDepth = 64

// SmallBytes is the most that a declaration or a configuration may take: many
// times the longest that anybody writes by hand.
const SmallBytes = 1 << 20

// rawDepth is how many brackets may stand open, or signs of a list on a line,
// before the scanner is asked: it holds a token for each.
const rawDepth = 500

// An Error says why a text is not handed to a parser.
type Error struct {
	Line    int // from 1
	Message string
}

// Error is the message, without the line and without anything of the text.
func (e Error) Error() string { return e.Message }

// Check returns an Error for YAML of more than most bytes, or that nests deeper
// than MaxDepth; nil where it may be parsed, which is no word on whether it is
// well formed.
func Check(src []byte, most int) error {
	if len(src) > most {
		return Error{1, fmt.Sprintf("is over %d KiB of YAML", most>>10)}
	}
	if line := runsDeep(src); line > 0 {
		return Error{line, "nests too deep"}
	}
	var d depth
	for _, t := range lexer.Tokenize(string(src)) {
		if d.pass(t) > MaxDepth {
			return Error{t.Position.Line, "nests too deep"}
		}
	}
	return nil
}

// runsDeep returns the line on which far too much stands open; 0: on none. It
// knows no quotes: a text of so many brackets that never close is nothing that
// is read here either.
func runsDeep(src []byte) int {
	brackets, signs, line := 0, 0, 1
	for _, c := range src {
		switch c {
		case '[', '{':
			brackets++
		case ']', '}':
			brackets = max(0, brackets-1)
		case '-', '?', ':', '&', '!':
			signs++
		case '\n':
			signs = 0
			line++
		case ' ', '\t':
		default:
			signs = max(0, signs-1)
		}
		if brackets > rawDepth || signs > rawDepth {
			return line
		}
	}
	return 0
}

// A depth follows the tokens of a text.
type depth struct {
	flow   int   // brackets that are open
	blocks []int // columns of the lists and mappings that indentation has open
	chain  int   // signs within brackets since the last comma
	marks  int   // anchors and tags in a row
	before int   // the column of the token before
}

// pass takes the next token and returns how deep what it opens may lie; not less
// than half of what the parser makes of it.
func (d *depth) pass(t *token.Token) int {
	column := d.before
	d.before = t.Position.Column
	switch t.Type {
	case token.AnchorType, token.TagType:
		d.marks++
		return len(d.blocks) + d.flow + d.chain + d.marks
	case token.SequenceStartType, token.MappingStartType:
		d.flow++
	case token.SequenceEndType, token.MappingEndType:
		d.flow = max(0, d.flow-1)
		if d.flow == 0 {
			d.chain = 0
		}
	case token.CollectEntryType:
		d.chain = 0
	case token.SequenceEntryType, token.MappingKeyType:
		d.open(t.Position.Column)
	case token.MappingValueType: // the mapping begins at its key
		d.open(column)
	case token.DocumentHeaderType, token.DocumentEndType:
		d.flow, d.chain, d.blocks = 0, 0, nil
	case token.StringType: // an anchor's name is one
		return len(d.blocks) + d.flow + d.chain + d.marks
	}
	d.marks = 0
	return len(d.blocks) + d.flow + d.chain
}

// open notes a list or mapping that begins at a column.
func (d *depth) open(column int) {
	if d.flow > 0 {
		d.chain++
		return
	}
	for len(d.blocks) > 0 && d.blocks[len(d.blocks)-1] > column {
		d.blocks = d.blocks[:len(d.blocks)-1]
	}
	if len(d.blocks) == 0 || d.blocks[len(d.blocks)-1] < column {
		d.blocks = append(d.blocks, column)
	}
}
