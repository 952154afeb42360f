package register_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/register"
)

// links reads a table of platforms; row n stands at "line n".
func links(t *testing.T, rows string) []register.PlacedLink {
	t.Helper()
	r := read(t, register.Platforms, write(t, "made.csv", "kind,source,platform,canonical,group,name,from\n"+rows))
	if len(r.Rejects) > 0 {
		t.Fatalf("rejected: %v", &r.Rejects[0].Row)
	}
	var out []register.PlacedLink
	for _, row := range r.Rows {
		out = append(out, register.PlacedLink{Link: row.Record.(register.Link), Place: fmt.Sprintf("line %d", row.Line)})
	}
	return out
}

func TestAliasesFollowChains(t *testing.T) {
	l, err := register.Resolve(links(t, `alias,,A,B,,,
alias,*,B,cnpj:00000000,,,
alias,one,B,C,,,
alias,,D,D,,,
`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"name:a": "cnpj:00000000", "name:b": "cnpj:00000000"}, l.Aliases("other")); diff != "" {
		t.Errorf("Aliases(other) (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"name:a": "name:c", "name:b": "name:c"}, l.Aliases("one")); diff != "" {
		t.Errorf("Aliases(one) (-want +got):\n%s", diff)
	}
	if got := l.Canonical("one", "name:a"); got != "name:c" {
		t.Errorf("Canonical(one, name:a) = %s, want name:c", got)
	}
}

func TestCircles(t *testing.T) {
	f := func(rows string, kind register.LinkKind, places ...string) {
		t.Helper()
		_, err := register.Resolve(links(t, rows))
		var circle *register.CycleError
		if !errors.As(err, &circle) {
			t.Errorf("Resolve of %q = %v, want a circle", rows, err)
			return
		}
		if diff := cmp.Diff(&register.CycleError{Kind: kind, Places: places}, circle); diff != "" {
			t.Errorf("Resolve of %q (-want +got):\n%s", rows, diff)
		}
	}
	f("alias,,A,B,,,\nalias,,B,C,,,\nalias,,C,B,,,\n", register.Alias, "line 3", "line 4")
	f("alias,,A,B,,,\nalias,one,B,A,,,\n", register.Alias, "line 2", "line 3")
	f("group,,A,,G,,\ngroup,,group:G,,H,,\ngroup,,group:h,,g,,\n", register.Group, "line 3", "line 4")
	f("group,,group:G,,G,,\n", register.Group, "line 2")
}

func TestGroups(t *testing.T) {
	l, err := register.Resolve(links(t, "group,,A,,North,,\ngroup,,group:North,,World Holding Ltd,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"name:a": "group:world-holding", "group:north": "group:world-holding", "name:b": ""} {
		if got := l.TopGroup("any", key); got != want {
			t.Errorf("TopGroup(%s) = %q, want %q", key, got, want)
		}
	}
}

func TestNamesByDay(t *testing.T) {
	l, err := register.Resolve(links(t, `rename,,A,,,Second,2020-01-01
rename,,A,,,First,2019-01-01
rename,one,A,,,Own,2020-01-01
rename,,B,,,Gone,2018-01-01
alias,,B,A,,,
`))
	if err != nil {
		t.Fatal(err)
	}
	f := func(source, day string, want map[string]string) {
		t.Helper()
		if diff := cmp.Diff(want, l.Names(source, date(t, day).First)); diff != "" {
			t.Errorf("Names(%s, %s) (-want +got):\n%s", source, day, diff)
		}
	}
	f("other", "2018-12-31", map[string]string{})
	f("other", "2019-12-31", map[string]string{"name:a": "First"})
	f("other", "2020-01-01", map[string]string{"name:a": "Second"})
	f("one", "2024-01-01", map[string]string{"name:a": "Own"})
}
