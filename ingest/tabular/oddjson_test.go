package tabular

import (
	"errors"
	"strings"
	"testing"
)

// TestOddJSON: JSON that is no table of objects is named as what it is, not read as
// a line of delimited text; delimited text that looks a little like it is read.
func TestOddJSON(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		all, err := text(in, Format{})
		if want == "" && (err != nil || len(all) == 0) {
			t.Errorf("%q: %v, %v, want records", in, all, err)
		}
		if want != "" && (!errors.Is(err, ErrNoTable) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
	f(`[["id","opened"],["1","secret"]]`, "is an array of arrays")
	f("\n[ [1,\n 2] ]", "is an array of arrays")
	f(`["secret","b","c","d","e"]`, "is an array of single values")
	f(`callback({"rows":[{"id":"secret"}]});`, "stands in a script (JSONP)")
	f(`app.load ([{"id":"secret"}])`, "stands in a script (JSONP)")
	f(`var rows = [{"id":"secret"}];`, "stands in a script (JSONP)")
	f(")]}',\n[{\"id\":\"secret\"}]", "prefix")
	f("[id],[opened]\n1,2\n", "")
	f("[[id]],opened\n1,2\n", "")
	f("amount(EUR),opened\n1,2\n", "")
	f("a=[x],b\n1,2\n", "")
	f(`[{"id":"1"}]`, "")
}
