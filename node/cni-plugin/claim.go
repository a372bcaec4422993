package main

import (
	"net"
	"net/netip"
)

// claim is what a frame says of an address: this device has it.
type claim struct {
	address netip.Addr
	mac     net.HardwareAddr
	vlan    uint16
}

// readClaim reads a frame that arrived. The VLAN is the tag that the kernel took off, 0 for none; a tag that is still in
// the frame counts as well. Any ARP packet claims the address of its sender; in IPv6, advertisements do.
func readClaim(frame []byte, vlan uint16) (claim, bool) {
	if len(frame) < 14 {
		return claim{}, false
	}
	source := net.HardwareAddr(frame[6:12])
	kind, rest := networkOrder.Uint16(frame[12:]), frame[14:]
	if kind == etherVLAN && len(rest) >= 4 {
		vlan, kind, rest = networkOrder.Uint16(rest)&0xfff, networkOrder.Uint16(rest[2:]), rest[4:]
	}
	switch {
	case kind == etherARP && len(rest) >= 28 && string(rest[:6]) == "\x00\x01\x08\x00\x06\x04":
		sender := netip.AddrFrom4([4]byte(rest[14:18]))
		return claim{address: sender, mac: net.HardwareAddr(rest[8:14]), vlan: vlan}, !sender.IsUnspecified()
	case kind == etherIPv6 && len(rest) >= 64 && rest[6] == protocolICMPv6 && rest[7] == ndpHops && rest[40] == neighborAdvertisement:
		target := netip.AddrFrom16([16]byte(rest[48:64]))
		mac := source
		if len(rest) >= 72 && rest[64] == 2 && rest[65] == 1 {
			mac = net.HardwareAddr(rest[66:72])
		}
		return claim{address: target, mac: mac, vlan: vlan}, true
	}
	return claim{}, false
}
