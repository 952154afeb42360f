package mapping

import (
	"fmt"
	"strings"
)

// didYouMean is the end of a message about an unknown word: the known one that
// is nearest to it, or nothing.
func didYouMean(word string, known []string) string {
	best, distance := "", 1+min(3, max(1, len(word)/3))
	for _, candidate := range known {
		if len(word) > 2 && best == "" && strings.HasPrefix(candidate, strings.ToLower(word)) { // outcome of outcome_basis
			best = candidate
		}
		if d := editDistance(strings.ToLower(word), strings.ToLower(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", best)
}

// editDistance counts the letters to put in, take out, change or swap with a
// neighbour that make b of a.
func editDistance(a, b string) int {
	if len(a) > maxKey || len(b) > maxKey { // no key is so long
		return maxKey
	}
	before, last, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			next[j] = min(last[j]+1, next[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, last, next = last, next, before
	}
	return last[len(b)]
}

// maxKey is longer than any key or code, in bytes.
const maxKey = 64
