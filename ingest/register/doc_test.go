package register

import (
	"os"
	"strings"
	"testing"
)

// The package comment is the manual: it names every column, with its Chinese name,
// and marks those that must be there.
func TestTheManualNamesEveryColumn(t *testing.T) {
	text, err := os.ReadFile("register.go")
	if err != nil {
		t.Fatal(err)
	}
	_, files, _ := strings.Cut(string(text), "# Files")
	for i, k := range kinds() {
		_, section, found := strings.Cut(files, "//\t"+k.code+" ")
		if i+1 < len(kinds()) {
			section, _, _ = strings.Cut(section, "//\t"+kinds()[i+1].code+" ")
		}
		if !found {
			t.Errorf("the manual does not describe %s", k.code)
			continue
		}
		words := strings.FieldsFunc(section, func(r rune) bool { return strings.ContainsRune(" ,;()\n\t:/", r) })
		named := map[string]bool{}
		for _, w := range words {
			named[w] = true
		}
		for _, f := range k.fields {
			name := f.name
			if f.needed {
				name += "*"
			}
			if !named[name] {
				t.Errorf("%s: the manual does not name the column %s", k.code, name)
			}
		}
	}
}
