package tabular

import (
	"strings"
	"testing"
)

// TestExpectedInAnotherSpelling checks that a key belongs to the expected column
// whose name it is but for case, whenever it comes.
func TestExpectedInAnotherSpelling(t *testing.T) {
	format := Format{Expect: []string{"Closed", "a.B"}, Fold: strings.ToLower}
	f := func(input string, kind Kind, want ...got) {
		t.Helper()
		objects(t, input, format, kind, want...)
	}
	f(`[{"id":1,"closed":"x"},{"id":2,"Closed":"y","A":{"b":3}}]`, JSON, good(0, "Closed", "a.B", "id"), good(1, "x", "", "1"),
		good(1, "y", "3", "2"))
	f(`{"id":1,"CLOSED":"x"}`+"\n{}", NDJSON, good(0, "Closed", "a.B", "id"), good(1, "x", "", "1"), good(2, "", "", ""))
	// Which of two is meant has to be seen in the header.
	f(`[{"closed":"x","Closed":"y"}]`, JSON, good(0, "Closed", "a.B", "Closed"), good(1, "x", "", "y"))
	f(`[{"Closed":"x","closed":"y"}]`, JSON, good(0, "Closed", "a.B", "closed"), good(1, "x", "", "y"))

	late := strings.Repeat("{\"id\":1}\n", learnObjects)
	r := NewReader(strings.NewReader(late+"{\"closed\":\"x\"}\n{\"closed\":\"x\",\"Closed\":\"y\"}\n"), format)
	all, err := collect(r)
	if err != nil || len(all) != learnObjects+3 || all[learnObjects+1].Fields[0] != "x" || all[learnObjects+2].Kind != Malformed ||
		len(r.Unseen()) != 0 {
		t.Errorf("late keys: %v, %v, unseen %v, want x and a malformed record", all[learnObjects+1:], err, r.Unseen())
	}
}
