package ingest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
)

// Every reason that is declared is listed.
func TestReasonsListsEveryReason(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "rowerror.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []ingest.Reason
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Reason" {
			return true
		}
		for _, value := range spec.Values {
			text, err := strconv.Unquote(value.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			declared = append(declared, ingest.Reason(text))
		}
		return true
	})
	if diff := cmp.Diff(declared, ingest.Reasons); diff != "" {
		t.Errorf("Reasons (-declared +listed):\n%s", diff)
	}
}

// Every reason has words, and no two the same.
func TestReasonWords(t *testing.T) {
	said := map[string]ingest.Reason{}
	for _, reason := range ingest.Reasons {
		words := reason.Words()
		if words == "" || said[words] != "" {
			t.Errorf("Reason(%q).Words() = %q, want words of its own (said of %q)", reason, words, said[words])
		}
		said[words] = reason
	}
	if words := ingest.Reason("nonsense").Words(); words != "" {
		t.Errorf("Reason(nonsense).Words() = %q, want none", words)
	}
}
