package guard

import (
	"context"
	"net/netip"
)

// Special reports whether an address answers whoever stands nearest, and is no
// server's for others: link-local, where clouds keep the credentials of their
// machines, the other addresses at which clouds answer, unspecified, multicast
// and reserved ones. That private addresses are allowed does not mean these. An
// IPv4 address that is written as IPv6 is judged as IPv4, and what cannot be told
// apart is special.
func Special(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	if !address.IsValid() {
		return true
	}
	if address.Is4() {
		return within(address, special4())
	}
	b := address.As16()
	switch {
	case address == netip.IPv6Loopback():
		return false
	case netip.MustParsePrefix("64:ff9b::/96").Contains(address), netip.MustParsePrefix("::/96").Contains(address):
		return Special(netip.AddrFrom4([4]byte(b[12:])))
	case netip.MustParsePrefix("2002::/16").Contains(address):
		return Special(netip.AddrFrom4([4]byte(b[2:6])))
	}
	return within(address, special6())
}

// special4 are link-local addresses, those at which clouds answer their machines,
// and what is no server's.
func special4() []string {
	return []string{"0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "100.100.100.200/32", "168.63.129.16/32", "224.0.0.0/4", "240.0.0.0/4"}
}

// special6 are the same of IPv6, and the tunnels in which an IPv4 address lies
// hidden: a NAT64 of one's own, and Teredo.
func special6() []string {
	return []string{"fe80::/10", "fd00:ec2::/32", "fd20:ce::/32", "ff00::/8", "64:ff9b:1::/48", "2001::/32"}
}

// named is the key of the address that somebody configured.
type named struct{}

// Named notes, for all that is dialled under the context, that host is what the
// operator gave: a special address is reached if it was given as it is.
func Named(ctx context.Context, host string) context.Context {
	address, err := netip.ParseAddr(host)
	if err != nil {
		return ctx
	}
	return context.WithValue(ctx, named{}, address.Unmap())
}

// Judge returns a *RefusedError where an address must not be reached. private
// allows those that are not public, but for special ones that are not Named.
func Judge(ctx context.Context, address netip.Addr, private bool) error {
	given, _ := ctx.Value(named{}).(netip.Addr)
	switch {
	case Public(address):
		return nil
	case private && address.IsValid() && (!Special(address) || address.Unmap() == given):
		return nil
	}
	return &RefusedError{Address: address}
}
