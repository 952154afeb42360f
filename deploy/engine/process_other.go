//go:build !linux

package engine

import (
	"net"
	"time"
)

// peer cannot tell here who is at the other end.
func peer(net.Conn) int { return 0 }

func (*process) stopped() bool { return false }

func (*process) hung(_, _ time.Duration) bool { return false }

func (*process) answered() {}
