package sink

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// The statements take versions apart by the numbers that version.go puts them
// together with. Any other long number would be one that nobody keeps in step.
func TestStatementsKnowTheBitsOfAVersion(t *testing.T) {
	const undated = 1 << 31 // begins the slices of complaints without the slice's day
	number := regexp.MustCompile(`\b\d{5,}\b`)
	comment := regexp.MustCompile(`--.*`)
	times := map[uint64]int{}
	files, err := fs.Glob(os.DirFS("."), "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("statements: %v, %v", files, err)
	}
	helper := filepath.Join("sinktest", "checksum.go")
	for _, path := range append(files, helper) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range number.FindAll(comment.ReplaceAll(text, nil), -1) {
			n, err := strconv.ParseUint(string(found), 10, 64)
			if err != nil || n != 1<<fileBits && n != 1<<(loadBits+fileBits) && n != undated {
				t.Errorf("%s: %s is none of the numbers of a version", path, found)
			}
			times[n]++
		}
	}
	for _, n := range []uint64{1 << fileBits, 1 << (loadBits + fileBits), undated} {
		if times[n] == 0 {
			t.Errorf("%d is in no statement: they take versions apart otherwise", n)
		}
	}
}
