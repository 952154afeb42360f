package main_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// Two servers that wait with the same slot load it once, whoever comes first.
func TestOneSlotForTwoServers(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	writeDemoFile(t, filepath.Join(folder, "files.csv"), 200, 1)
	writeText(t, filepath.Join(folder, "policies.csv"), policies(t))
	for source, file := range map[string]string{"demo": "files.csv", "policies": "policies.csv"} {
		writeText(t, filepath.Join(folder, "redress.yaml"), "sources:\n  - publisher: "+source+"\n    places: ["+file+"]\n    schedule: \"30 4 1 1 *\"\n")
		t.Run(source, func(t *testing.T) {
			release := busy(t, data)
			var sites []*site
			for range 2 {
				s := serving(t, "serve", "--data", data, "--config", folder, "--addr", "127.0.0.1:0")
				eventually(t, "a load that waits", s, func() bool { return strings.Contains(s.stderr.String(), "waiting for it to end") })
				sites = append(sites, s)
			}
			release()
			for _, s := range sites {
				eventually(t, "a load", s, func() bool { return strings.Contains(s.stderr.String(), "load finished") })
			}
			loads, read := 0, 0
			for _, row := range tableRows(t, must(t, "loads", "--data", data, "--format", "csv")) {
				if !strings.HasSuffix(row["source"], source) {
					continue
				}
				if loads++; row["read"] != "0" {
					read++
				}
			}
			if loads != 2 || read != 1 {
				t.Errorf("%d loads of the slot read its file, of %d, want 1 of 2", read, loads)
			}
		})
	}
}
