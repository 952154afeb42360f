package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"redress/ingest/shallow"
)

// A node is a piece of YAML with the line it stands on. Scalars keep their text
// as written: in a declaration everything is text, so that the code 01 stays
// 01 and N is not a boolean.
type node struct {
	line  int
	text  string  // of a scalar
	items []*node // of a list
	pairs []pair  // of a mapping
	kind  nodeKind
}

type pair struct {
	key   string
	line  int
	value *node
}

type nodeKind int

const (
	scalarNode nodeKind = iota
	listNode
	mappingNode
)

// parseYAML reads one YAML document. Anchors, tags and merges are refused:
// a declaration is data, to be read from top to bottom.
func parseYAML(src []byte) (*node, error) {
	var refused shallow.Error
	if errors.As(shallow.Check(src, shallow.SmallBytes), &refused) {
		return nil, lineError{refused.Line, refused.Message}
	}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, inYAML(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, lineError{1, "want one YAML document"}
	}
	return convert(file.Docs[0].Body, 0)
}

// A lineError is a mistake in the YAML itself.
type lineError struct {
	line    int
	message string
}

func (e lineError) Error() string { return e.message }

// inYAML keeps line and first sentence of a parser's error: the rest draws the
// source.
func inYAML(err error) error {
	text, _, _ := strings.Cut(err.Error(), "\n")
	place, message, ok := strings.Cut(strings.TrimPrefix(text, "["), "] ")
	line, _, _ := strings.Cut(place, ":")
	n, bad := strconv.Atoi(line)
	if !ok || bad != nil {
		return lineError{1, text}
	}
	return lineError{n, message}
}

// maxDepth is deeper than any declaration nests.
const maxDepth = 32

func convert(n ast.Node, depth int) (*node, error) {
	out := &node{}
	if t := n.GetToken(); t != nil && t.Position != nil {
		out.line = t.Position.Line
	}
	if depth > maxDepth {
		return nil, lineError{out.line, "is nested too deep for a declaration"}
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		out.kind = mappingNode
		for _, v := range n.Values {
			if err := out.addPair(v, depth); err != nil {
				return nil, err
			}
		}
		if len(out.pairs) > 0 {
			out.line = out.pairs[0].line
		}
	case *ast.MappingValueNode:
		out.kind = mappingNode
		if err := out.addPair(n, depth); err != nil {
			return nil, err
		}
		out.line = out.pairs[0].line
	case *ast.SequenceNode:
		out.kind = listNode
		for _, v := range n.Values {
			item, err := convert(v, depth+1)
			if err != nil {
				return nil, err
			}
			out.items = append(out.items, item)
		}
	case *ast.StringNode:
		out.text = n.Value
	case *ast.LiteralNode:
		out.text = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		out.text = n.GetToken().Value
	case *ast.NullNode:
	default:
		return nil, lineError{out.line, strings.ToLower(n.Type().String()) + " is not used in declarations"}
	}
	return out, nil
}

func (n *node) addPair(v *ast.MappingValueNode, depth int) error {
	key, err := convert(v.Key, depth+1)
	if err != nil {
		return err
	}
	value, err := convert(v.Value, depth+1)
	if err != nil {
		return err
	}
	if value.line == 0 {
		value.line = key.line
	}
	n.pairs = append(n.pairs, pair{key: key.text, line: key.line, value: value})
	return nil
}

// A decoder turns nodes into settings and collects every mistake, so that the
// author sees them all at once.
type decoder struct {
	file string
	errs []error
}

func (d *decoder) fail(line int, format string, args ...any) {
	d.errs = append(d.errs, fmt.Errorf("%s:%d: %s", d.file, line, fmt.Sprintf(format, args...)))
}

// A block is a mapping whose keys were checked.
type block struct {
	*node
	d *decoder
}

// block checks that n is a mapping and holds no key but those of its kind. what
// names it in messages.
func (d *decoder) block(n *node, what string, kind blockKind) block {
	allowed := kind.names()
	if n.kind != mappingNode {
		d.fail(n.line, "%s: want a mapping with %s", what, strings.Join(allowed, ", "))
		return block{&node{line: n.line, kind: mappingNode}, d}
	}
	for _, p := range n.pairs {
		if !slices.Contains(allowed, p.key) {
			d.fail(p.line, "unknown key %q in %s: there is %s%s", p.key, what, strings.Join(allowed, ", "), didYouMean(p.key, allowed))
		}
	}
	d.onlyOnce(n, what)
	return block{n, d}
}

// onlyOnce refuses a mapping in which a key stands twice: one of them would be
// passed over in silence.
func (d *decoder) onlyOnce(n *node, what string) {
	seen := map[string]bool{}
	for _, p := range n.pairs {
		if seen[p.key] {
			d.fail(p.line, "key %q stands twice in %s", p.key, what)
		}
		seen[p.key] = true
	}
}

// mapping returns the pairs of a mapping whose keys are the author's own.
func (d *decoder) mapping(n *node, what, want string) []pair {
	if n.kind != mappingNode {
		d.fail(n.line, "%s: want %s", what, want)
		return nil
	}
	d.onlyOnce(n, what)
	return n.pairs
}

// has reports whether a mapping holds a key.
func (n *node) has(key string) bool {
	return slices.ContainsFunc(n.pairs, func(p pair) bool { return p.key == key })
}

// lineOf is the line of a key, or of the block where it is not there.
func (b block) lineOf(key string) int {
	for _, p := range b.pairs {
		if p.key == key {
			return p.line
		}
	}
	return b.line
}

// get returns the value of a key, nil if it is not there.
func (b block) get(key string) *node {
	for _, p := range b.pairs {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

// text returns the scalar of a key, empty if it is not there.
func (b block) text(key string) string {
	n := b.get(key)
	if n == nil {
		return ""
	}
	return b.d.scalar(n, key)
}

func (d *decoder) scalar(n *node, what string) string {
	if n.kind != scalarNode {
		d.fail(n.line, "%s: want one value", what)
		return ""
	}
	return n.text
}

// texts returns the values of a key that holds one scalar or a list of them.
func (b block) texts(key string) []string {
	n := b.get(key)
	if n == nil {
		return nil
	}
	return b.d.scalars(n, key)
}

func (d *decoder) scalars(n *node, what string) []string {
	if n.kind == scalarNode {
		return []string{n.text}
	}
	if n.kind == mappingNode {
		d.fail(n.line, "%s: want a value or a list of values", what)
	}
	var out []string
	for _, item := range n.items {
		out = append(out, d.scalar(item, what))
	}
	return out
}

// truth returns a key that says true or false; not there is false.
func (b block) truth(key string) bool {
	switch text := b.text(key); text {
	case "true":
		return true
	case "", "false":
		return false
	default:
		b.d.fail(b.lineOf(key), "%s: want true or false", key)
		return false
	}
}

// one returns a key that holds one of the given values, the first if it is not
// there.
func (b block) one(key string, values ...string) string {
	text := b.text(key)
	switch {
	case text == "":
		return values[0]
	case !slices.Contains(values, text):
		b.d.fail(b.lineOf(key), "%s %q: want one of %s%s", key, text, strings.Join(values, ", "), didYouMean(text, values))
		return values[0]
	}
	return text
}
