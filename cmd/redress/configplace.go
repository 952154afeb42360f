package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"redress/ingest/shallow"
)

// parsable refuses a configuration that would take the parser's memory.
func parsable(file string, text []byte) error {
	var refused shallow.Error
	if errors.As(shallow.Check(text, shallow.SmallBytes), &refused) {
		return fmt.Errorf("%s:%d: %w", file, refused.Line, refused)
	}
	return nil
}

// misread is the error of a file that is not what a configuration looks like,
// with the line, the key where one has the wrong kind of value, and without the
// file's text.
func misread(file string, text []byte, err error) error {
	var placed interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if !errors.As(err, &placed) || placed.GetToken() == nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	says := placed.GetMessage()
	var kind *yaml.TypeError
	var shape *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &kind):
		says = wanted(kind.DstType.Kind())
	case errors.As(err, &shape) && shape.Expected == ast.MappingType:
		says = wanted(reflect.Struct)
	case errors.As(err, &shape) && shape.Expected == ast.SequenceType:
		says = wanted(reflect.Slice)
	}
	if says != placed.GetMessage() {
		if key := keyAt(text, placed.GetToken()); key != "" {
			says = key + ": " + says
		}
	}
	return fmt.Errorf("%s:%d: %s", file, placed.GetToken().Position.Line, says)
}

// wanted says what to write where a value of another kind stands.
func wanted(kind reflect.Kind) string {
	switch kind {
	case reflect.Struct, reflect.Map:
		return "write keys and their values below it, such as {key: value}"
	case reflect.Slice:
		return "write a list, such as [one, another]"
	case reflect.Bool:
		return "write true or false"
	case reflect.Int, reflect.Int64:
		return "write a whole number such as 8"
	case reflect.Float64:
		return "write a number such as 0.05"
	}
	return "write a text"
}

// keyAt is the key whose value a token begins; empty where none does.
func keyAt(text []byte, at *token.Token) string {
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		return ""
	}
	found := &atToken{at: at.Position.Offset}
	for _, doc := range tree.Docs {
		ast.Walk(found, doc.Body)
	}
	return strings.TrimPrefix(strings.TrimPrefix(found.path, "$"), ".")
}

// An atToken looks for the node that a token begins.
type atToken struct {
	at   int
	path string
}

// Visit takes the innermost node of the token.
func (a *atToken) Visit(node ast.Node) ast.Visitor {
	if begins := node.GetToken(); begins != nil && begins.Position.Offset == a.at {
		a.path = node.GetPath()
	}
	return a
}

// locate gives mistakes their lines.
func locate(file string, text []byte, wrong []mistake) error {
	if len(wrong) == 0 {
		return nil
	}
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		return misread(file, text, err)
	}
	var all []error
	for _, m := range wrong {
		all = append(all, fmt.Errorf("%s:%d: %s: %w", file, lineOf(tree, m.key), m.key, m.err))
	}
	return errors.Join(all...)
}

// lineOf is the line of a key, or of the nearest one around it that the file
// has.
func lineOf(tree *ast.File, key string) int {
	for ; key != ""; key = key[:max(0, strings.LastIndexAny(key, ".["))] {
		path, err := yaml.PathString("$." + key)
		if err != nil {
			continue
		}
		if node, err := path.FilterFile(tree); err == nil && node != nil {
			return node.GetToken().Position.Line
		}
	}
	return 1
}
