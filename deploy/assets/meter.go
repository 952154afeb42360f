package assets

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/term"
)

// A meter shows how a fetch goes on: one rewritten line on a terminal, a line
// at the start and one at the end elsewhere.
type meter struct {
	out      io.Writer
	what     string
	dir      string // its size is the progress
	terminal bool
}

func newMeter(out io.Writer, what, dir string) *meter {
	m := &meter{out: out, what: what, dir: dir}
	if file, ok := out.(*os.File); ok {
		m.terminal = term.IsTerminal(int(file.Fd()))
	}
	if out != nil && !m.terminal {
		fmt.Fprintf(out, "%s …\n", what)
	}
	return m
}

// watch rewrites the line until the returned function is called.
func (m *meter) watch() (stop func()) {
	if m.out == nil || !m.terminal {
		return func() {}
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			fmt.Fprintf(m.out, "\r%s … %d MB unpacked", m.what, treeSize(m.dir)>>20)
			select {
			case <-quit:
				return
			case <-tick.C:
			}
		}
	}()
	return func() { close(quit); <-done }
}

// end closes the line.
func (m *meter) end(how string) {
	if m.out == nil {
		return
	}
	if m.terminal {
		fmt.Fprintf(m.out, "\r\x1b[K")
	}
	fmt.Fprintf(m.out, "%s … %s\n", m.what, how)
}

// treeSize adds up the files under dir, in bytes; files that come and go while
// it looks are left out.
func treeSize(dir string) (size int64) {
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			size += info.Size()
		}
		return nil
	})
	return size
}
