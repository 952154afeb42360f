package fetch

import "testing"

// TestOpenUnreadable reads a regular file that opens but gives no bytes: the
// first page of a process is never mapped. Linux has such a file everywhere, and
// for root too, for whom permissions make none.
func TestOpenUnreadable(t *testing.T) {
	const memory = "/proc/self/mem"
	_, err := readAll(t, Limits{}, memory)
	oneSentence(t, err, memory, "cannot be read")
}
