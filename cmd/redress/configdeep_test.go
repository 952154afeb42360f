package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A configuration that nests deep, or a declaration beside it, ends with its
// line and not with the machine's memory.
func TestDeepConfiguration(t *testing.T) {
	deep := "a: " + strings.Repeat("[", 2000) + "\n"
	for _, name := range []string{configName, filepath.Join(declarationsFolder, "deep.yaml")} {
		folder := t.TempDir()
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x: 1\n"+deep), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := readConfig(folder)
		if err == nil && name != configName {
			_, err = c.known.load("deep")
		}
		if err == nil || !strings.Contains(err.Error(), filepath.Base(name)+":2: nests too deep") {
			t.Errorf("readConfig with a deep %s = %.200v, want that its line 2 nests too deep", name, err)
		}
	}
}
