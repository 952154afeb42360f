package guard

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"
)

func TestPublic(t *testing.T) {
	f := func(want bool, addresses ...string) {
		t.Helper()
		for _, address := range addresses {
			if have := Public(netip.MustParseAddr(address)); have != want {
				t.Errorf("Public(%s) = %v, want %v", address, have, want)
			}
		}
	}
	f(true, "1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "192.0.1.1", "223.255.255.255",
		"2606:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1", "64:ff9b::808:808", "168.63.129.17")
	f(false, "127.0.0.1", "127.255.0.1", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "169.254.170.2", "100.64.0.1", "100.100.100.200", "100.127.255.255", "192.0.0.192", "192.0.2.1",
		"198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
		"255.255.255.255", "168.63.129.16",
		"::", "::1", "::7f00:1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::",
		"2001::1", "100::1", "3fff::1", "4000::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
		"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2606:4700::1%eth0")
	if Public(netip.Addr{}) {
		t.Error("Public of no address = true, want false")
	}
}

func TestDialer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	here := listener.Addr().String()
	_, port, err := net.SplitHostPort(here)
	if err != nil {
		t.Fatal(err)
	}
	dial := Dialer(time.Second, false, func(hostPort string) bool { return hostPort == here })
	if connection, err := dial(t.Context(), "tcp", here); err != nil {
		t.Errorf("dial of a trusted address = %v, want no error", err)
	} else {
		connection.Close()
	}
	for _, name := range []string{"localhost", "[::ffff:127.0.0.1]", "127.1.1.1", "0.0.0.0"} {
		var refused *RefusedError
		if _, err := dial(t.Context(), "tcp", name+":"+port); !errors.As(err, &refused) {
			t.Errorf("dial of %s = %v, want it refused", name, err)
		}
	}
	if _, err := Dialer(time.Second, false, nil)(t.Context(), "tcp", here); err == nil {
		t.Error("dial without trust = nil, want it refused")
	}
}

func TestJudge(t *testing.T) {
	f := func(want bool, given string, addresses ...string) {
		t.Helper()
		for _, address := range addresses {
			err := Judge(Named(t.Context(), given), netip.MustParseAddr(address), true)
			var refused *RefusedError
			if (err == nil) != want || err != nil && !errors.As(err, &refused) {
				t.Errorf("Judge(%s) where %q is the place and private ones are allowed = %v, want it to pass: %v", address, given, err, want)
			}
		}
	}
	f(true, "", "1.1.1.1", "127.0.0.1", "10.0.0.1", "192.168.1.1", "100.64.0.1", "198.18.0.1", "::1", "fd00::1", "fc00::1", "2606:4700::1111",
		"::ffff:127.0.0.1", "64:ff9b::a00:1", "::ffff:192.168.1.1")
	refused := []string{"169.254.169.254", "169.254.0.1", "169.254.170.2", "fe80::1", "fe80::1%eth0", "febf::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
		"64:ff9b:1::a9fe:a9fe", "::a9fe:a9fe", "2002:a9fe:a9fe::1", "2001:0:a9fe:a9fe::1", "168.63.129.16", "100.100.100.200", "192.0.0.192",
		"fd00:ec2::254", "fd20:ce::254", "0.0.0.0", "::", "::ffff:0.0.0.0", "0.1.2.3", "224.0.0.251", "255.255.255.255", "ff02::1"}
	f(false, "", refused...)
	f(false, "publisher.example", refused...)
	f(false, "169.254.1.1", refused...) // only the very address
	f(true, "169.254.169.254", "169.254.169.254", "::ffff:169.254.169.254")
	f(true, "::ffff:169.254.1.1", "169.254.1.1")
	f(true, "fe80::1%eth0", "fe80::1%eth0")
	f(false, "fe80::1%eth0", "fe80::1%eth1", "fe80::2%eth0")
	if err := Judge(Named(t.Context(), "169.254.1.1"), netip.MustParseAddr("169.254.1.1"), false); err == nil {
		t.Error("Judge of a place itself without private ones allowed = nil, want it refused")
	}
	if err := Judge(t.Context(), netip.Addr{}, true); err == nil {
		t.Error("Judge of no address = nil, want it refused")
	}
}
