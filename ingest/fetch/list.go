package fetch

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
)

// maxLayers is how many times bytes may be packed: an archive or compressed
// file, and one more inside. Nobody packs thrice without a reason to hide.
const maxLayers = 2

// A lister finds the blobs in one file as given.
type lister struct {
	ctx     context.Context
	limits  Limits
	temp    string // folder of temporary files
	members int    // of all archives in the file so far
	// patterns are Options.Members, log is told what is left out.
	patterns []string
	log      *slog.Logger
	names    *namer
	left     []string // members left out since the last blob, as they are called
	leftMore int      // those over mostLeftOut
}

// list yields the blobs in b, which has been packed depth times so far. more is
// false once yield wants no more.
func (l *lister) list(b *Blob, depth int, yield func(*Blob) bool) (more bool, err error) {
	if err := l.ctx.Err(); err != nil {
		return false, fmt.Errorf("%s: %w", b.Path, err)
	}
	head, err := peek(b, headBytes)
	if err != nil {
		return l.give(b, yield), nil // Open tells the same fault, in its turn
	}
	switch inner := sniff(head); inner {
	case plain:
		return l.give(b, yield), nil
	case zipped:
		return l.archive(b, depth, yield)
	case gzipped, zstandard:
		if depth == maxLayers {
			return false, tooDeep(b, inner)
		}
		return l.list(b.with(inner), depth+1, yield)
	default:
		if depth > 0 {
			return false, fmt.Errorf("%s: is %s inside %s, which is not read here; unpack it and give the files in it", b.Path,
				inner, b.packedBy())
		}
		return false, fmt.Errorf("%s: is %s, which is not read here; unpack it and give the files in it", b.Path, inner)
	}
}

// mostLeftOut is how many members that were left out a blob names.
const mostLeftOut = 100

// give yields a blob, with what was left out before it.
func (l *lister) give(b *Blob, yield func(*Blob) bool) bool {
	if b.LeftOut = l.left; l.leftMore > 0 {
		b.LeftOut = append(b.LeftOut, fmt.Sprintf("and %d more", l.leftMore))
	}
	l.left, l.leftMore = nil, 0
	return yield(b)
}

// tooDeep refuses what is packed once more.
func tooDeep(b *Blob, inner kind) error {
	return fmt.Errorf("%s: is %s inside %s, and no more than %d layers are unpacked here; unpack the outer ones and give "+
		"what they hold", b.Path, inner, b.packedBy(), maxLayers)
}

// peek returns the first bytes of b, at most n, unpacked as far as b says.
func peek(b *Blob, n int) ([]byte, error) {
	asIs := b.with(plain)
	asIs.layers, asIs.whole = b.layers, true
	stream, err := asIs.Open()
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	head, err := bufio.NewReaderSize(stream, n).Peek(n)
	if err != nil && err != io.EOF {
		return nil, err
	}
	return head, nil
}

// archive yields the blobs in b, which is a zip archive or a spreadsheet.
func (l *lister) archive(b *Blob, depth int, yield func(*Blob) bool) (more bool, err error) {
	h := b.source.held()
	if depth > 0 {
		if h, err = l.unpackArchive(b); err != nil {
			return false, err
		}
	}
	if err := h.acquire(); err != nil {
		return false, err
	}
	defer h.release()
	files, err := directory(h, l.limits)
	if err != nil {
		return false, err
	}
	switch {
	case isSpreadsheet(files):
		b.whole = true
		return l.give(b, yield), nil
	case depth == maxLayers:
		return false, tooDeep(b, zipped)
	}
	if l.members += len(files); l.members > l.limits.MaxMembers {
		return false, tooMany(b.Path, l.members, l.limits)
	}
	members, err := l.judge(b, files, h.size)
	if err != nil {
		return false, err
	}
	if members, err = l.tables(b, h, members); err != nil {
		return false, err
	}
	if err := h.digest(l.ctx); err != nil {
		return false, err
	}
	provenance := b.provenance
	provenance.SHA256 = h.sum
	for _, file := range members {
		inner := &Blob{Path: l.names.member(b, file.Name), Name: b.Name + "!" + file.Name, source: &member{h, file, l.names}, limits: l.limits,
			provenance: provenance, total: int64(file.CompressedSize64)}
		if more, err := l.list(inner, depth+1, yield); err != nil || !more {
			return false, err
		}
	}
	return true, nil
}

// unpackArchive unpacks an archive that lies in another, because its directory
// is at its end. It counts towards the limits like any other member.
func (l *lister) unpackArchive(b *Blob) (*holder, error) {
	asIs := b.with(plain)
	asIs.layers, asIs.whole = b.layers, true
	stream, err := asIs.Open()
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	file, size, err := spool(l.temp, &cancelled{l.ctx, stream})
	if err != nil {
		return nil, err
	}
	h := unlinkedFile(b.Path, file, size)
	h.sum = asIs.provenance.SHA256
	outer := b.source.held()
	if packed, _ := asIs.Progress(); packed < size {
		h.share = outer.share * float64(packed) / float64(size)
	} else {
		h.share = outer.share
	}
	return h, nil
}

// cancelled stops reading with the context.
type cancelled struct {
	ctx context.Context
	src io.Reader
}

func (c *cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.src.Read(p)
}
