package fetch

import (
	"bytes"
	"strings"
)

// Of a text that is called like a note, so much is looked at, and so many lines of
// the same number of cells make a table of it all the same.
const (
	noteBytes  = 8 << 10
	tableLines = 5
)

// readsAsTable reports whether a text begins as tables do: in one line after the
// other, the same sign parts the same number of cells; or it is JSON. cut says
// that the text goes on.
func readsAsTable(head []byte, cut bool) bool {
	text := string(bytes.TrimPrefix(bytes.ReplaceAll(head, []byte{0}, nil), []byte("\uFEFF")))
	text = strings.TrimLeft(strings.TrimPrefix(text, "\xFF\xFE"), " \t\r\n")
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[{") {
		return true
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	if cut && len(lines) > 1 {
		lines = lines[:len(lines)-1]
	}
	if len(lines) < 2 {
		return false
	}
	lines = lines[:min(len(lines), tableLines)]
	for _, sign := range []string{",", ";", "\t", "|"} {
		cells := strings.Count(lines[0], sign)
		if cells == 0 || cells == 1 && len(lines) < tableLines { // two lines of prose may have a comma each
			continue
		}
		same := 1
		for same < len(lines) && strings.Count(lines[same], sign) == cells {
			same++
		}
		if same == len(lines) {
			return true
		}
	}
	return false
}
