package tabular

import (
	"fmt"
	"io"
	"os"
)

// spoolBytes is how much of a spool is kept in memory.
const spoolBytes = 32 << 20

// A spool keeps bytes for random access: in memory up to a bound, beyond it in
// a temporary file that has no name any more, so that a crash leaves nothing.
type spool struct {
	limit int // of memory; 0: spoolBytes
	mem   []byte
	file  *os.File
	size  int64
}

// Write implements io.Writer.
func (s *spool) Write(p []byte) (int, error) {
	limit := s.limit
	if limit == 0 {
		limit = spoolBytes
	}
	if s.file == nil && len(s.mem)+len(p) <= limit {
		s.mem = append(s.mem, p...)
		s.size += int64(len(p))
		return len(p), nil
	}
	if s.file == nil {
		file, err := os.CreateTemp("", "redress-table-*")
		if err != nil {
			return 0, fmt.Errorf("temporary file: %w", err)
		}
		// Where an open file cannot be removed it stays until the system clears
		// its temporary folder.
		_ = os.Remove(file.Name())
		if _, err := file.Write(s.mem); err != nil {
			return 0, fmt.Errorf("temporary file: %w", err)
		}
		s.file, s.mem = file, nil
	}
	n, err := s.file.Write(p)
	s.size += int64(n)
	if err != nil {
		return n, fmt.Errorf("temporary file: %w", err)
	}
	return n, nil
}

// ReadAt implements io.ReaderAt.
func (s *spool) ReadAt(p []byte, at int64) (int, error) {
	if s.file != nil {
		return s.file.ReadAt(p, at)
	}
	if at < 0 || at > int64(len(s.mem)) {
		return 0, io.EOF
	}
	n := copy(p, s.mem[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// close gives memory and disk back.
func (s *spool) close() {
	if s.file != nil {
		_ = s.file.Close() // nothing was to be kept
	}
	s.mem, s.file, s.size = nil, nil, 0
}

// spoolRest puts the whole stream into a spool: what is in sight and the rest.
func (r *Reader) spoolRest() (*spool, error) {
	s := &spool{}
	for {
		if _, err := s.Write(r.window.view()); err != nil {
			s.close()
			return nil, err
		}
		r.window.pos = r.window.end
		if !r.window.more() {
			break
		}
	}
	if r.window.err != io.EOF {
		s.close()
		return nil, fmt.Errorf("read: %w", r.window.err)
	}
	r.window = window{}
	return s, nil
}
