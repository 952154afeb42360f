package main_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What is kept goes when its time is over, whether or not its source loads.
func TestWhatIsKeptGoes(t *testing.T) {
	content := ownTable("未解决")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(content)) }))
	defer server.Close()
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	settings := func(keep string) {
		writeText(t, filepath.Join(folder, "redress.yaml"), "sources:\n  - publisher: cn-generic\n    places: [\""+server.URL+
			"/a.csv\"]\n    allow_private: true\n    "+keep+"\n")
	}
	load := func(args ...string) {
		t.Helper()
		must(t, append([]string{"ingest", "--data", data, "--config", folder, "cn-generic"}, args...)...)
	}
	kept := func() int {
		t.Helper()
		copies, err := filepath.Glob(filepath.Join(data, "keep", "*", "kept", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(copies)
	}
	keeping := func() {
		t.Helper()
		settings("keep: 720h")
		if load(); kept() != 2 { // a copy and its description
			t.Fatalf("%d files are kept of a load, want 2", kept())
		}
	}
	serve := func(config string) *site {
		t.Helper()
		return serving(t, "serve", "--data", data, "--config", config, "--addr", "127.0.0.1:0")
	}

	keeping()
	t.Run("not kept any more", func(t *testing.T) {
		settings("keep: 0s")
		s := serve(folder)
		eventually(t, "a server lets go what is not to be kept", s, func() bool { return kept() == 0 })
	})
	keeping()
	t.Run("loaded from a file", func(t *testing.T) {
		settings("keep: 1ms")
		load(writeText(t, filepath.Join(folder, "b.csv"), content))
		if kept() != 0 {
			t.Errorf("%d files are kept after a load from the disk, want none: their time is over", kept())
		}
	})
	keeping()
	t.Run("kept for weeks and days", func(t *testing.T) {
		settings("keep: 1w2d")
		for _, one := range []struct {
			age  time.Duration
			kept int
		}{{9*24*time.Hour - time.Hour, 2}, {9*24*time.Hour + time.Hour, 0}} {
			old(t, filepath.Join(data, "keep", "cn-generic", "kept"), one.age)
			if load(writeText(t, filepath.Join(folder, "b.csv"), content)); kept() != one.kept {
				t.Errorf("keep: 1w2d leaves %d files that are %v old, want %d", kept(), one.age, one.kept)
			}
		}
	})
	keeping()
	t.Run("removed from the configuration", func(t *testing.T) {
		old(t, filepath.Join(data, "keep", "cn-generic", "kept"), 40*24*time.Hour)
		s := serve(writeText(t, filepath.Join(t.TempDir(), "redress.yaml"), "sources: []\n"))
		eventually(t, "a server lets go what nobody loads any more", s, func() bool { return kept() == 0 })
	})
}

// old makes the copies of a folder older.
func old(t *testing.T, folder string, by time.Duration) {
	t.Helper()
	descriptions, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(descriptions) == 0 {
		t.Fatalf("no copies: %v", err)
	}
	for _, path := range descriptions {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var about map[string]any
		if err := json.Unmarshal(text, &about); err != nil {
			t.Fatal(err)
		}
		about["fetched_at"] = time.Now().Add(-by)
		if text, err = json.Marshal(about); err != nil {
			t.Fatal(err)
		}
		writeText(t, path, string(text))
	}
}
