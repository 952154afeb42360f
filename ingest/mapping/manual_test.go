package mapping

import (
	"os"
	"strings"
	"testing"
)

// TestManualNamesEveryKey: the package comment is the manual of the language.
func TestManualNamesEveryKey(t *testing.T) {
	manual, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range blockKinds() {
		for _, key := range kind.names() {
			if !strings.Contains(string(manual), key+":") && !strings.Contains(string(manual), key+",") && !strings.Contains(string(manual), " "+key+" ") {
				t.Errorf("the manual does not mention %s of %s", key, kind)
			}
		}
	}
	for _, token := range layoutTokens() {
		if !strings.Contains(string(manual), token.text) {
			t.Errorf("the manual does not mention %s of layouts", token.text)
		}
	}
}
