// Package guard decides which addresses of the network a fetch may reach. A
// place is named by somebody who writes a declaration, and a redirect by
// whoever answers it; neither may make this machine ask its own neighbours.
//
// Its one rule: what is judged is the address that is dialled, at the moment it
// is dialled, not the name that was resolved before.
package guard

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// A RefusedError says that an address is not one of the public network.
type RefusedError struct{ Address netip.Addr }

// Error says it in one sentence.
func (e *RefusedError) Error() string {
	if Special(e.Address) {
		return fmt.Sprintf("the address %s is private or reserved, and is reached only where it is the place itself", e.Address)
	}
	return fmt.Sprintf("the address %s is private or reserved, and such addresses are not allowed", e.Address)
}

// Public reports whether an address is one of the public network: not loopback,
// private, link-local (where clouds keep their metadata), shared (CGNAT),
// multicast, unspecified, reserved or for documentation. An IPv4 address that is
// written as IPv6, mapped or through NAT64, is judged as IPv4.
func Public(address netip.Addr) bool {
	if !address.IsValid() || address.Zone() != "" {
		return false
	}
	address = address.Unmap()
	if address.Is4() {
		return !within(address, reserved4())
	}
	if netip.MustParsePrefix("64:ff9b::/96").Contains(address) {
		b := address.As16()
		return Public(netip.AddrFrom4([4]byte(b[12:])))
	}
	return netip.MustParsePrefix("2000::/3").Contains(address) && !within(address, reserved6())
}

func within(address netip.Addr, prefixes []string) bool {
	for _, prefix := range prefixes {
		if netip.MustParsePrefix(prefix).Contains(address) {
			return true
		}
	}
	return false
}

// reserved4 are the IPv4 blocks that are not of the public network: the IANA
// registry of special-purpose addresses, and what clouds answer metadata at.
func reserved4() []string {
	return []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
		"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"224.0.0.0/4", "240.0.0.0/4",
		"168.63.129.16/32", // a public address that one cloud answers its machines at
	}
}

// reserved6 are the same within 2000::/3. Addresses that carry an IPv4 address
// through a tunnel (6to4, Teredo) are among them.
func reserved6() []string {
	return []string{"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"}
}

// Dialer returns a dial function for http.Transport that connects to what Judge
// lets pass only. trusted, which may be nil, names host:port pairs that are
// dialled without being judged: proxies that the operator has configured.
func Dialer(timeout time.Duration, private bool, trusted func(hostPort string) bool) func(ctx context.Context, network, hostPort string) (net.Conn, error) {
	open := &net.Dialer{Timeout: timeout}
	guarded := &net.Dialer{Timeout: timeout, ControlContext: func(ctx context.Context, _, hostPort string, _ syscall.RawConn) error {
		address, err := netip.ParseAddrPort(hostPort)
		if err != nil {
			return &RefusedError{}
		}
		return Judge(ctx, address.Addr(), private)
	}}
	return func(ctx context.Context, network, hostPort string) (net.Conn, error) {
		if trusted != nil && trusted(hostPort) {
			return open.DialContext(ctx, network, hostPort)
		}
		return guarded.DialContext(ctx, network, hostPort)
	}
}
