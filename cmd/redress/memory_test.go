package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestMemoryStaysFlat loads a file that is larger than the memory the load may
// use. The engine has a process and a ceiling of its own and is not counted.
func TestMemoryStaysFlat(t *testing.T) {
	const ceiling = 224 << 20 // of a file of 265 MB; the limit promised for 5 GB is 1 GiB
	path := filepath.Join(t.TempDir(), "large.csv")
	writeDemoFile(t, path, 500_000, 1)
	info, err := os.Stat(path)
	if err != nil || info.Size() < ceiling {
		t.Fatalf("the file has %d bytes (%v), want more than %d", info.Size(), err, ceiling)
	}
	command := exec.CommandContext(t.Context(), program(t), "ingest", "--data", t.TempDir(), "demo", path)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	peak := int64(0)
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("ingest: %v: %s", err, stderr.String())
			}
			if peak == 0 || peak > ceiling {
				t.Errorf("the load's memory peaked at %d MiB, want at most %d", peak>>20, ceiling>>20)
			}
			t.Logf("peak %d MiB for a file of %d MiB", peak>>20, info.Size()>>20)
			return
		case <-time.After(50 * time.Millisecond):
			peak = max(peak, residentPeak(command.Process.Pid))
		}
	}
}

// residentPeak is the most memory a process ever had resident, in bytes; 0 when
// it has ended.
func residentPeak(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	var kB int64
	if _, err := fmt.Sscan(string(rest), &kB); err != nil {
		return 0
	}
	return kB << 10
}
