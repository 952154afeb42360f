package fetch

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"redress/ingest/keep"
)

// directory lists all that a zip archive says it holds, under names in UTF-8. The caller holds h.
//
// archive/zip reads as many entries as there are, and makes room for as many as
// are claimed; both are bounded first, because memory is what a hostile
// directory is after.
func directory(h *holder, limits Limits) ([]*zip.File, error) {
	if claimed := claimedMembers(h); claimed > uint64(limits.MaxMembers) {
		return nil, tooMany(h.path, int(min(claimed, 1<<40)), limits)
	}
	bounded := &boundedReader{ReaderAt: h, left: int64(limits.MaxMembers)*512 + 1<<20}
	archive, err := zip.NewReader(bounded, h.size)
	if bounded.left < 0 {
		return nil, fmt.Errorf("%s: has a directory that is too large for the limit of %d members; split it", h.path,
			limits.MaxMembers)
	}
	bounded.listed = true
	var kept *keep.DamagedError
	if errors.As(err, &kept) {
		return nil, kept
	}
	if err != nil {
		return nil, fmt.Errorf("%s: is a zip archive without a whole directory at its end (%w), so it was cut short; "+
			"download it again", h.path, err)
	}
	for _, file := range archive.File {
		file.Name = memberName(file)
	}
	return archive.File, nil
}

var errLongDirectory = errors.New("directory too large")

// A boundedReader lets little be read while the directory is.
type boundedReader struct {
	io.ReaderAt
	left   int64
	listed bool
}

func (b *boundedReader) ReadAt(p []byte, offset int64) (int, error) {
	if !b.listed {
		if b.left -= int64(len(p)); b.left < 0 {
			return 0, errLongDirectory
		}
	}
	return b.ReaderAt.ReadAt(p, offset)
}

// claimedMembers returns how many members the end of the archive says it has; 0
// where there is no such end, which archive/zip will say in its turn.
func claimedMembers(h *holder) uint64 {
	const endLength, locatorLength = 22, 20
	tail := make([]byte, min(h.size, 65<<10+locatorLength))
	start := h.size - int64(len(tail))
	if _, err := h.ReadAt(tail, start); err != nil && err != io.EOF {
		return 0
	}
	at := bytes.LastIndex(tail[:max(0, len(tail)-endLength+4)], []byte("PK\x05\x06"))
	if at < 0 || at+endLength > len(tail) {
		return 0
	}
	count := uint64(binary.LittleEndian.Uint16(tail[at+10:]))
	if at < locatorLength || !bytes.HasPrefix(tail[at-locatorLength:], []byte("PK\x06\x07")) {
		return count
	}
	// The real number is in the record for large archives.
	var record [40]byte
	where := binary.LittleEndian.Uint64(tail[at-locatorLength+8:])
	if where >= uint64(h.size) {
		return count
	}
	if _, err := h.ReadAt(record[:], int64(where)); err != nil && err != io.EOF || !bytes.HasPrefix(record[:], []byte("PK\x06\x06")) {
		return count
	}
	return max(count, binary.LittleEndian.Uint64(record[32:]))
}

// isSpreadsheet reports whether the members are those of an XLSX workbook, whose
// reader wants it whole.
func isSpreadsheet(files []*zip.File) bool {
	return slices.ContainsFunc(files, func(file *zip.File) bool { return file.Name == "xl/workbook.xml" })
}

func tooMany(path string, members int, limits Limits) error {
	return fmt.Errorf("%s: holds %d members, over the limit of %d; split it", path, members, limits.MaxMembers)
}

// A member is one file of an archive.
type member struct {
	holder *holder
	file   *zip.File
	names  *namer
}

func (m *member) held() *holder { return m.holder }

func (m *member) open() (opened, error) {
	if err := m.holder.acquire(); err != nil {
		return opened{}, err
	}
	raw, err := m.file.OpenRaw()
	if err != nil {
		m.holder.release()
		return opened{}, fmt.Errorf("%s: its member %q is damaged (%w); download it again", m.holder.path, m.names.text(m.file.Name), err)
	}
	how := plain
	if m.file.Method == zip.Deflate {
		how = deflated
	}
	return opened{
		bytes:  &heldBytes{Reader: raw, holder: m.holder},
		packed: how,
		verify: &checksum{wantSize: m.file.UncompressedSize64, wantSum: m.file.CRC32},
	}, nil
}
