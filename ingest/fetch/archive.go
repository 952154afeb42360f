package fetch

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// An archive is a zip file whose members are read. The file is open only while
// somebody reads, so that a blob may be opened long after it was listed.
type archive struct {
	path     string
	size     int64
	modified time.Time

	mu    sync.Mutex
	file  *os.File
	users int
}

// openArchive lists the members of a zip file in order of their names, after
// making sure that each can be read.
//
// Left out: folders, links, members that macOS adds (__MACOSX) and those
// with a part of their path that begins with a dot.
func openArchive(ctx context.Context, path string, limits Limits) ([]*Blob, error) {
	a := &archive{path: path}
	if err := a.acquire(); err != nil {
		return nil, err
	}
	defer a.release()
	sum, err := digest(ctx, a)
	if err != nil {
		return nil, err
	}
	directory, err := zip.NewReader(a, a.size)
	if err != nil {
		return nil, fmt.Errorf("%s: is a zip archive without a whole directory at its end (%w), so it was cut short; "+
			"download it again", path, err)
	}
	members, err := judge(path, directory.File, a.size, limits)
	if err != nil {
		return nil, err
	}
	blobs := make([]*Blob, 0, len(members))
	for _, file := range members {
		blobs = append(blobs, &Blob{
			Path:   path + "!" + strings.ToValidUTF8(file.Name, "\uFFFD"),
			source: &member{archive: a, file: file},
			limits: limits,
			sum:    sum,
			total:  int64(file.CompressedSize64),
		})
	}
	return blobs, nil
}

// digest returns the SHA-256 of the whole archive, in hex.
func digest(ctx context.Context, a *archive) (string, error) {
	sum, all, chunk := sha256.New(), io.NewSectionReader(a, 0, a.size), make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", fmt.Errorf("%s: %w", a.path, err)
		}
		n, err := all.Read(chunk)
		sum.Write(chunk[:n])
		if err == io.EOF {
			return hex.EncodeToString(sum.Sum(nil)), nil
		}
		if err != nil {
			return "", explainRead(a.path, err)
		}
	}
}

// acquire opens the file for one more user. A file that has changed since it
// was listed is refused: its digest and directory are of the old one.
func (a *archive) acquire() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.users > 0 {
		a.users++
		return nil
	}
	file, err := os.Open(a.path)
	if err != nil {
		return explainPath(a.path, err)
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return explainPath(a.path, err)
	}
	if a.modified.IsZero() {
		a.size, a.modified = info.Size(), info.ModTime()
	}
	if info.Size() != a.size || !info.ModTime().Equal(a.modified) {
		file.Close()
		return fmt.Errorf("%s: has changed since the load began; load it again", a.path)
	}
	a.file, a.users = file, 1
	return nil
}

// release gives the file up for one user.
func (a *archive) release() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.users--; a.users > 0 {
		return nil
	}
	return a.file.Close()
}

// ReadAt implements io.ReaderAt for those who hold the file.
func (a *archive) ReadAt(p []byte, offset int64) (int, error) { return a.file.ReadAt(p, offset) }

// A member is one file of an archive.
type member struct {
	archive *archive
	file    *zip.File
}

func (m *member) open() (packed, error) {
	if err := m.archive.acquire(); err != nil {
		return packed{}, err
	}
	raw, err := m.file.OpenRaw()
	if err != nil {
		m.archive.release()
		return packed{}, fmt.Errorf("%s: its member %q is damaged (%w); download it again", m.archive.path, m.file.Name, err)
	}
	how := plain
	if m.file.Method == zip.Deflate {
		how = deflated
	}
	return packed{
		bytes:  &memberBytes{Reader: raw, archive: m.archive},
		kind:   how,
		inside: "a zip archive",
		verify: &checksum{wantSize: m.file.UncompressedSize64, wantSum: m.file.CRC32},
	}, nil
}

// memberBytes gives the archive up once, when it is closed.
type memberBytes struct {
	io.Reader
	archive *archive
	once    sync.Once
}

func (m *memberBytes) Close() (err error) {
	m.once.Do(func() { err = m.archive.release() })
	return err
}
