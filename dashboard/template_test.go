package dashboard

import (
	"html/template"
	syntax "text/template/parse"
)

// calledFrom lists the templates that name's template shows, itself included.
func calledFrom(t *template.Template, name string, seen map[string]bool) map[string]bool {
	one := t.Lookup(name)
	if seen[name] || one == nil || one.Tree == nil {
		return seen
	}
	seen[name] = true
	for _, node := range calls(one.Tree.Root) {
		calledFrom(t, node, seen)
	}
	return seen
}

func calls(node syntax.Node) (names []string) {
	switch n := node.(type) {
	case *syntax.ListNode:
		if n == nil {
			return nil
		}
		for _, child := range n.Nodes {
			names = append(names, calls(child)...)
		}
	case *syntax.TemplateNode:
		names = append(names, n.Name)
	case *syntax.IfNode:
		names = append(calls(n.List), calls(n.ElseList)...)
	case *syntax.RangeNode:
		names = append(calls(n.List), calls(n.ElseList)...)
	case *syntax.WithNode:
		names = append(calls(n.List), calls(n.ElseList)...)
	}
	return names
}
