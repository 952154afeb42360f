package main_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// The manual says where an installation lives when nobody says.
func TestHelpSaysWhereDataLies(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_DATA_HOME", home)
	for _, command := range []string{"ingest", "serve", "loads", "check", "query", "migrate"} {
		// Long lines are broken, also within a path.
		said := strings.Join(strings.Fields(must(t, command, "--help")), "")
		if want := "default:" + filepath.Join(home, "redress"); !strings.Contains(said, want) {
			t.Errorf("redress %s --help does not say %s", command, want)
		}
	}
}
