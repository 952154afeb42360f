package anonymise

import "strings"

// A wordSet holds words in small letters without accents.
type wordSet map[string]bool

func setOf(words string) wordSet {
	set := wordSet{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// has reports whether the set holds a word, whatever its letters' size and
// accents. It does not allocate.
func (set wordSet) has(word string) bool {
	var room [24]byte
	return set[string(appendFolded(room[:0], word))]
}

// appendFolded appends a word in small letters, Latin-1 accents off, as far as
// there is room.
func appendFolded(room []byte, word string) []byte {
	for i := 0; i < len(word) && len(room) < cap(room); i++ {
		c := word[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		case c == 0xC3 && i+1 < len(word):
			i++
			if c = unaccented[word[i]&0x1F]; c == 0 {
				c = '?'
			}
		}
		room = append(room, c)
	}
	return room
}
