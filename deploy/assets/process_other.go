//go:build !linux

package assets

import "syscall"

// boundToParent puts a child into a process group of its own.
func boundToParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func killGroup(pid int) error { return syscall.Kill(-pid, syscall.SIGKILL) }
