package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// What is promised: a generated file of 5 GB loads within 1 GiB.
const (
	promisedBytes  = 5_000_000_000
	promisedMemory = 1 << 30
)

// TestMemoryStaysFlat loads a file that is larger than the memory the load may
// use, and looks that memory does not grow with the file: what it grows by from
// the first quarter of the file on must, over the promised size, stay within the
// promise. The engine has a process and a ceiling of its own and is not counted.
//
// With REDRESS_TEST_BYTES it loads a file of about so many bytes instead and
// holds it to the promise itself. For the whole promise, which takes some
// minutes and twice the bytes on the disk that TMPDIR is on:
//
//	REDRESS_TEST_BYTES=5000000000 go test ./cmd/redress -run '^TestMemoryStaysFlat$' -v -timeout 2h
func TestMemoryStaysFlat(t *testing.T) {
	const perComplaint = 530 // bytes, about
	complaints, ceiling := 400_000, int64(176<<20)
	if asked := os.Getenv("REDRESS_TEST_BYTES"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil {
			t.Fatalf("REDRESS_TEST_BYTES=%s is no number", asked)
		}
		complaints, ceiling = n/perComplaint, promisedMemory
	}
	path := filepath.Join(t.TempDir(), "large.csv")
	writeDemoFile(t, path, complaints, 1)
	info, err := os.Stat(path)
	if err != nil || info.Size() < min(ceiling, 176<<20) {
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
	var seen []reading
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("ingest: %v: %s", err, stderr.String())
			}
			if len(seen) < 10 {
				t.Fatalf("only %d readings", len(seen))
			}
			last := seen[len(seen)-1]
			quarter := seen[slices.IndexFunc(seen, func(r reading) bool { return r.read*4 >= last.read })]
			// Of the first quarter on: buffers are as large as they get by then.
			rest := info.Size() * 3 / 4
			foreseen := quarter.peak + (last.peak-quarter.peak)*promisedBytes/rest
			t.Logf("peak %d MiB for a file of %d MiB, %d MiB after a quarter of it: %d MiB for the promised %d GB",
				last.peak>>20, info.Size()>>20, quarter.peak>>20, foreseen>>20, promisedBytes/1_000_000_000)
			if last.peak > ceiling {
				t.Errorf("the load's memory peaked at %d MiB, want at most %d", last.peak>>20, ceiling>>20)
			}
			if foreseen > promisedMemory {
				t.Errorf("the load's memory grows from %d to %d MiB over %d MiB: it would come to %d MiB, want at most %d",
					quarter.peak>>20, last.peak>>20, rest>>20, foreseen>>20, promisedMemory>>20)
			}
			return
		case <-time.After(20 * time.Millisecond):
			if now := (reading{ofProcess(command.Process.Pid, "io", "rchar:"), ofProcess(command.Process.Pid, "status", "VmHWM:") << 10}); now.peak > 0 {
				seen = append(seen, now)
			}
		}
	}
}

// A reading is how many bytes a process has read so far, and the most memory it
// ever had resident.
type reading struct{ read, peak int64 }

// ofProcess is a number that the system tells of a process; 0 when that has
// ended.
func ofProcess(pid int, file, name string) (n int64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(text, []byte(name))
	if _, err := fmt.Sscan(string(rest), &n); err != nil {
		return 0
	}
	return n
}
