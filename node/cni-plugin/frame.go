package main

import (
	"encoding/binary"
	"net"
	"net/netip"
)

const (
	etherARP  = 0x0806
	etherIPv6 = 0x86dd
	etherVLAN = 0x8100

	arpRequest = 1

	protocolICMPv6 = 58
	// Neighbour discovery is only believed with this number of hops left: no router has passed it on.
	ndpHops               = 255
	neighborSolicitation  = 135
	neighborAdvertisement = 136
	// The advertisement replaces what a neighbour remembers.
	overrideFlag = 1 << 29
)

var (
	broadcast    = net.HardwareAddr{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	allNodesMAC  = net.HardwareAddr{0x33, 0x33, 0, 0, 0, 1}
	allNodes     = netip.MustParseAddr("ff02::1")
	noMAC        = net.HardwareAddr{0, 0, 0, 0, 0, 0}
	networkOrder = binary.BigEndian
)

// ethernet begins a frame, with a tag for a VLAN other than 0.
func ethernet(to, from net.HardwareAddr, vlan, kind uint16) []byte {
	frame := append(append(make([]byte, 0, 100), to...), from...)
	if vlan > 0 {
		frame = networkOrder.AppendUint16(frame, etherVLAN)
		frame = networkOrder.AppendUint16(frame, vlan)
	}
	return networkOrder.AppendUint16(frame, kind)
}

// arp is an ARP request for Ethernet and IPv4 (RFC 826), sent to all.
func arp(from net.HardwareAddr, vlan uint16, sender, target netip.Addr) []byte {
	frame := ethernet(broadcast, from, vlan, etherARP)
	frame = append(frame, 0, 1, 0x08, 0, 6, 4, 0, arpRequest)
	frame = append(append(frame, from...), sender.AsSlice()...)
	return append(append(frame, noMAC...), target.AsSlice()...)
}

// announcementARP tells all where an address is now: a request for itself (RFC 5227, 2.3).
func announcementARP(from net.HardwareAddr, vlan uint16, address netip.Addr) []byte {
	return arp(from, vlan, address, address)
}

// solicitation asks, before an address is used, whether anybody has it (RFC 4862, 5.4.2).
func solicitation(from net.HardwareAddr, vlan uint16, target netip.Addr) []byte {
	low := target.As16()
	group := netip.MustParseAddr("ff02::1:ff00:0").As16()
	copy(group[13:], low[13:])
	to := net.HardwareAddr{0x33, 0x33, 0xff, low[13], low[14], low[15]}
	message := append([]byte{neighborSolicitation, 0, 0, 0, 0, 0, 0, 0}, target.AsSlice()...)
	return append(ethernet(to, from, vlan, etherIPv6), icmpv6(netip.IPv6Unspecified(), netip.AddrFrom16(group), message)...)
}

// advertisement tells all nodes where an address is now (RFC 4861, 7.2.6).
func advertisement(from net.HardwareAddr, vlan uint16, target netip.Addr) []byte {
	message := networkOrder.AppendUint32([]byte{neighborAdvertisement, 0, 0, 0}, overrideFlag)
	message = append(message, target.AsSlice()...)
	// The option "target link-layer address", in units of 8 bytes.
	message = append(append(message, 2, 1), from...)
	return append(ethernet(allNodesMAC, from, vlan, etherIPv6), icmpv6(target, allNodes, message)...)
}

// icmpv6 puts the message into a packet and its checksum into the message.
func icmpv6(from, to netip.Addr, message []byte) []byte {
	packet := networkOrder.AppendUint16([]byte{0x60, 0, 0, 0}, uint16(len(message)))
	packet = append(packet, protocolICMPv6, ndpHops)
	packet = append(append(packet, from.AsSlice()...), to.AsSlice()...)
	// The pseudo-header of the checksum is both addresses, the length and the protocol (RFC 8200, 8.1).
	sum := uint32(len(message)) + protocolICMPv6
	for _, part := range [][]byte{packet[8:], message} {
		for i := 0; i+1 < len(part); i += 2 {
			sum += uint32(networkOrder.Uint16(part[i:]))
		}
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	networkOrder.PutUint16(message[2:], ^uint16(sum))
	return append(packet, message...)
}
