package engine

import (
	"os"
	"time"
)

// A process is an engine process that may have to be ended: by a handle that
// the kernel does not give to another process, so that a reused id harms
// nobody. The zero of it, a nil pointer, is a process that cannot be told, which
// is never hung and cannot be killed.
type process struct {
	pid    int
	handle *os.Process
	ticks  uint64        // processor time it had used when last looked at
	still  time.Duration // for how long it has used none
}

// openProcess opens the process with the id; nil when there is none to be seen,
// as across the border of containers.
func openProcess(pid int) *process {
	if pid <= 0 {
		return nil
	}
	handle, err := os.FindProcess(pid)
	if err != nil {
		return nil
	}
	return &process{pid: pid, handle: handle}
}

func (p *process) kill() {
	if p != nil {
		_ = p.handle.Kill()
	}
}

func (p *process) release() {
	if p != nil {
		_ = p.handle.Release()
	}
}
