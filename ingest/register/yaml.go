package register

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"redress/ingest"
	"redress/ingest/shallow"
)

// yaml reads a YAML file: a mapping with the entries under the register's code,
// and laws and sources beside them. Scalars are text, whatever they look like.
func (r *reading) yaml(name string, bytes io.Reader) error {
	src, err := io.ReadAll(io.LimitReader(bytes, maxYAML+1))
	if err != nil {
		return err
	}
	if len(src) > maxYAML {
		return fmt.Errorf("is over %d MiB of YAML: give a table", maxYAML>>20)
	}
	var deep shallow.Error
	if errors.As(shallow.Check(src, maxYAML), &deep) {
		return fmt.Errorf("is not YAML of a register: line %d %w", deep.Line, deep)
	}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		return errors.New("is not YAML: " + place(err))
	}
	var entries ast.Node
	r.judge.laws, r.judge.sources = map[string]law{}, map[string]string{}
	for _, doc := range file.Docs {
		for key, value := range pairs(doc.Body) {
			switch key {
			case r.kind.code:
				entries = value
			case "laws":
				err = errors.Join(err, r.judge.readLaws(value))
			case "sources":
				for code, text := range pairs(value) {
					r.judge.sources[code] = strings.TrimSpace(scalar(text))
				}
			default:
				r.unknown(key, 1)
			}
		}
	}
	if err != nil {
		return err
	}
	list, ok := entries.(*ast.SequenceNode)
	if !ok {
		return fmt.Errorf("has no list under the key %s", r.kind.code)
	}
	for _, item := range list.Values {
		if err := r.item(name, item); err != nil {
			return err
		}
	}
	return nil
}

// place is where a YAML parser stopped, "[3:7]", without what stands there.
func place(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	if at, _, ok := strings.Cut(first, "]"); ok && strings.HasPrefix(at, "[") {
		return "look at line and column " + at + "]"
	}
	return "it does not parse"
}

func (r *reading) item(name string, item ast.Node) error {
	e := entry{path: name, line: line(item), cells: map[string]string{}, columns: map[string]string{}}
	twice := ""
	set := func(key string, value ast.Node) {
		f, ok := r.kind.field(key)
		if !ok {
			r.unknown(key, 1)
			return
		}
		if _, again := e.columns[f]; again {
			twice = key
		}
		e.cells[f], e.columns[f] = scalar(value), key
	}
	for key, value := range pairs(item) {
		if !isMapping(value) {
			set(key, value)
			continue
		}
		for language, text := range pairs(value) {
			set(key+"_"+language, text)
		}
	}
	if twice != "" || !isMapping(item) {
		r.books().Read++
		return r.reject(ingest.RowError{File: name, Line: e.line, Column: twice, Reason: ingest.BadValue})
	}
	return r.take(e)
}

func (j *judge) readLaws(node ast.Node) error {
	for key, body := range pairs(node) {
		var l law
		for field, value := range pairs(body) {
			text := strings.TrimSpace(scalar(value))
			switch field {
			case "zh":
				l.name.ZH = text
			case "en":
				l.name.EN = text
			case "version":
				l.version = text
			case "in_force":
				var ok bool
				if l.inForce, ok = j.calendar.parse(text); !ok {
					return fmt.Errorf("line %d: in_force of a law is not a date", line(value))
				}
			}
		}
		j.laws[key] = l
	}
	return nil
}

func isMapping(n ast.Node) bool {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// pairs yields the keys and values of a mapping, nothing of any other node.
func pairs(n ast.Node) func(yield func(string, ast.Node) bool) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	}
	return func(yield func(string, ast.Node) bool) {
		for _, v := range values {
			if !yield(scalar(v.Key), v.Value) {
				return
			}
		}
	}
}

// scalar is the text of a scalar, or of a list of them with line ends between.
func scalar(n ast.Node) string {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.SequenceNode:
		words := make([]string, 0, len(n.Values))
		for _, v := range n.Values {
			words = append(words, scalar(v))
		}
		return strings.Join(words, "\n")
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value
	}
	return ""
}

// line is where a node begins.
func line(n ast.Node) int {
	for key := range keys(n) {
		n = key
		break
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

// keys yields the key nodes of a mapping.
func keys(n ast.Node) func(yield func(ast.Node) bool) {
	return func(yield func(ast.Node) bool) {
		switch n := n.(type) {
		case *ast.MappingNode:
			for _, v := range n.Values {
				if !yield(v.Key) {
					return
				}
			}
		case *ast.MappingValueNode:
			yield(n.Key)
		}
	}
}
