package engine

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// fallbackMemory is the limit where the machine does not say what it has.
const fallbackMemory = 2 << 30

// defaultMemory is half of what the machine or the control group of this
// process has, in bytes: the other half is for the program itself and for the
// page cache.
func defaultMemory() int64 {
	least := int64(0)
	note := func(bytes int64) {
		if bytes > 0 && (least == 0 || bytes < least) {
			least = bytes
		}
	}
	note(machineMemory())
	for _, file := range groupFiles() {
		note(readLimit(file))
	}
	if least == 0 {
		return fallbackMemory
	}
	return least / 2
}

// machineMemory reads the memory of the machine, 0 where it cannot be told.
func machineMemory() int64 {
	body, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(body)) {
		if rest, ok := strings.CutPrefix(line, "MemTotal:"); ok {
			kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kilobytes << 10
		}
	}
	return 0
}

// groupFiles lists the files that may limit this process, from its own control
// group up to the root, in both versions of the interface.
func groupFiles() []string {
	body, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil
	}
	var files []string
	for line := range strings.Lines(string(body)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		root, name := "", ""
		switch {
		case parts[1] == "":
			root, name = "/sys/fs/cgroup", "memory.max"
		case strings.Contains(","+parts[1]+",", ",memory,"):
			root, name = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
		default:
			continue
		}
		for group := filepath.Clean(parts[2]); ; group = filepath.Dir(group) {
			files = append(files, filepath.Join(root, group, name))
			if group == "/" || group == "." {
				break
			}
		}
	}
	return files
}

// readLimit reads a limit in bytes, 0 for none.
func readLimit(file string) int64 {
	body, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	limit, err := strconv.ParseInt(strings.TrimSpace(string(body)), 10, 64)
	if err != nil || limit > 1<<60 { // "max", or version 1's way to say it
		return 0
	}
	return limit
}
