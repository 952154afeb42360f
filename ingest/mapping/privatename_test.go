package mapping_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"redress/ingest/mapping"
)

// TestPrivateKeysAreWithheld: keys that are somebody's address or number are
// named by their place.
func TestPrivateKeysAreWithheld(t *testing.T) {
	var file strings.Builder
	for i := range 1500 {
		late := ""
		if i > 1400 {
			late = `,"bruno@mail.example":1,"13900139000":2`
		}
		fmt.Fprintf(&file, `{"Number":"A%d","Opened":"2024-01-%02d","Platform":"Aurora","by":{"ana@mail.example":{"n":1},"+55 11 98765-4321":2,`+
			`"ref 4829105738":3}%s}`+"\n", i, 1+i%28, late)
	}
	private := regexp.MustCompile(`ana|bruno|@|98765|4829|13900`)
	draft := draftOf(t, file.String())
	if found := private.FindAllString(string(draft.Text), -1); len(found) > 0 {
		t.Errorf("the draft holds %q:\n%s", found, draft.Text)
	}
	for column := 4; column <= 6; column++ {
		if want := fmt.Sprintf("# column %d: its name looks like something of a person's", column); !strings.Contains(string(draft.Text), want) {
			t.Errorf("the draft lacks %q:\n%s", want, draft.Text)
		}
	}
	d := parse(t, strings.Replace(small, `file: {encodings: [utf-8], delimiter: ",", quoting: quoted, nulls: ["NULL"]}`, "file: {kind: ndjson}", 1))
	s, err := mapping.Try(t.Context(), d, strings.NewReader(file.String()), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 1})
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprint(s.Undeclared, s.Late, s.Personal)
	if len(s.Undeclared) != 3 || s.Late[mapping.Withheld] != 198 || len(s.Personal) != 3 || private.MatchString(shown) {
		t.Errorf("Try shows %s, want three columns by their place and 198 values withheld", shown)
	}
}
