package engine

import (
	"syscall"
	"unsafe"
)

const (
	lastSignal = 64
	maskSize   = 8 // bytes of the kernel's signal set
)

// A disposition is the kernel's struct sigaction, taken and given back as it
// is. It is larger than the struct of any Linux platform.
type disposition [64]byte

// savedSignals are the dispositions of all signals at one time.
type savedSignals [lastSignal + 1]disposition

// saveSignals reads how the process handles every signal. It goes to the kernel
// directly, because os/signal only knows its own part.
func saveSignals() *savedSignals {
	saved := &savedSignals{}
	for number := 1; number <= lastSignal; number++ {
		syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(number), 0, uintptr(unsafe.Pointer(&saved[number])), maskSize, 0, 0)
	}
	return saved
}

// restore puts every disposition back that is not what it was.
func (s *savedSignals) restore() {
	now := saveSignals()
	for number := 1; number <= lastSignal; number++ {
		if now[number] != s[number] && number != int(syscall.SIGKILL) && number != int(syscall.SIGSTOP) {
			syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(number), uintptr(unsafe.Pointer(&s[number])), 0, maskSize, 0, 0)
		}
	}
}
