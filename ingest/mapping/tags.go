package mapping

import (
	"slices"
	"strings"
)

// A tagSpec makes one text of a cell of unordered tags, so that the same tags
// are the same text.
type tagSpec struct {
	join string
	sort bool
}

// text is the tags of a cell, each once. between is what stands between them in
// the cell.
func (t *tagSpec) text(cell, between string) string {
	tags := strings.Split(cell, between)
	kept := tags[:0]
	for _, tag := range tags {
		if tag = cleanText(tag); tag != "" && !slices.Contains(kept, tag) {
			kept = append(kept, tag)
		}
	}
	if t.sort {
		slices.Sort(kept)
	}
	return strings.Join(kept, t.join)
}
