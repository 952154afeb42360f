package engine

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// peer returns the id of the process at the other end of a Unix socket, 0 when
// the kernel does not tell.
func peer(conn net.Conn) int {
	socket, ok := conn.(*net.UnixConn)
	if !ok {
		return 0
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return 0
	}
	pid := 0
	_ = raw.Control(func(fd uintptr) {
		if who, err := syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED); err == nil {
			pid = int(who.Pid)
		}
	})
	return pid
}

// stopped reports whether the process was stopped by a signal. It never is by
// its own doing.
func (p *process) stopped() bool {
	if p == nil {
		return false
	}
	state, _, err := readStat(filepath.Join("/proc", strconv.Itoa(p.pid), "stat"))
	return err == nil && state == "T"
}

// hung reports whether a process that does not answer never will: it is
// stopped, or it stood still for the limit. It is called at the interval; each
// call that finds no processor time used since the one before, and no thread
// that wants a processor or waits for a disk, counts for one. A busy process is
// never hung, however long it takes.
func (p *process) hung(interval, limit time.Duration) bool {
	if p == nil {
		return false
	}
	state, ticks, err := readStat(filepath.Join("/proc", strconv.Itoa(p.pid), "stat"))
	if err != nil {
		return false // it is gone: the lease says so
	}
	if state == "T" {
		return true
	}
	if ticks != p.ticks || p.wantsProcessor() {
		p.ticks, p.still = ticks, 0
		return false
	}
	p.still += interval
	return p.still >= limit
}

// answered forgets that the process stood still.
func (p *process) answered() {
	if p != nil {
		p.still = 0
	}
}

// wantsProcessor reports whether a thread runs, waits for a processor, or waits
// for a disk.
func (p *process) wantsProcessor() bool {
	threads, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(p.pid), "task", "*", "stat"))
	if err != nil {
		return false
	}
	for _, thread := range threads {
		if state, _, err := readStat(thread); err == nil && (state == "R" || state == "D") {
			return true
		}
	}
	return false
}

// readStat reads the state and the used processor time from a stat file of the
// kernel. The name of the program, in parentheses, may hold anything.
func readStat(path string) (state string, ticks uint64, err error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return "", 0, err
	}
	text := string(body)
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 13 {
		return "", 0, fmt.Errorf("%s is too short", path)
	}
	user, err := strconv.ParseUint(fields[11], 10, 64)
	if err != nil {
		return "", 0, err
	}
	system, err := strconv.ParseUint(fields[12], 10, 64)
	if err != nil {
		return "", 0, err
	}
	return fields[0], user + system, nil
}
