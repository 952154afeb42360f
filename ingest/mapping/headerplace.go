package mapping

import (
	"bytes"
	"io"
	"slices"

	"redress/ingest/tabular"
)

// mostCopied is the size, in bytes, up to which a workbook is kept until its
// header is found: a draft looks behind a cover sheet in these.
const mostCopied = 32 << 20

// A workbookCopy keeps what is read of a workbook, so that its other sheets can be
// looked at. It keeps nothing of other files, nor of a workbook that is larger
// than mostCopied.
type workbookCopy struct {
	content bytes.Buffer
	dropped bool
}

// Write takes what was read; it never fails.
func (c *workbookCopy) Write(p []byte) (int, error) {
	if c.dropped {
		return len(p), nil
	}
	c.content.Write(p)
	if start := []byte("PK"); c.content.Len() > mostCopied || !bytes.HasPrefix(c.content.Bytes(), start[:min(2, c.content.Len())]) {
		c.drop()
	}
	return len(p), nil
}

// drop gives the memory back.
func (c *workbookCopy) drop() { c.content, c.dropped = bytes.Buffer{}, true }

// bestSheet sketches what the other sheets of a workbook hold and returns the one
// whose header says most; f where that is it.
func (f *draftFile) bestSheet(read func(format tabular.Format, r io.Reader) (*draftFile, error), copied *workbookCopy) *draftFile {
	best := f
	for _, name := range slices.Clone(f.unread) {
		other, err := read(tabular.Format{Sheet: name}, bytes.NewReader(copied.content.Bytes()))
		if err == nil && other.understood() > best.understood() {
			other.sheet = name
			best = other
		}
	}
	return best
}

// understood is how many columns have a header that says what they are.
func (f *draftFile) understood() int {
	n := 0
	for _, p := range f.columns {
		if said, _ := roleOf(p.header); said != noRole {
			n++
		}
	}
	return n
}
