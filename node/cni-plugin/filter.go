package main

import "golang.org/x/sys/unix"

// claimFilter lets through what readClaim may understand, so that a busy link costs nothing: ARP, and ICMPv6 neighbour
// advertisements without extension headers, each with or without a tag in the frame.
var claimFilter = []unix.SockFilter{
	load(unix.BPF_H, 12),
	equal(etherARP, 11, 0),
	equal(etherIPv6, 4, 0),
	equal(etherVLAN, 0, 10),
	load(unix.BPF_H, 16),
	equal(etherARP, 7, 0),
	equal(etherIPv6, 4, 7),
	// IPv6 without a tag.
	load(unix.BPF_B, 20),
	equal(protocolICMPv6, 0, 5),
	load(unix.BPF_B, 54),
	equal(neighborAdvertisement, 2, 3),
	// IPv6 behind a tag.
	load(unix.BPF_B, 58),
	equal(neighborAdvertisement, 0, 1),
	{Code: unix.BPF_RET | unix.BPF_K, K: 256},
	{Code: unix.BPF_RET | unix.BPF_K, K: 0},
}

func load(size uint16, offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_ABS | size, K: offset}
}

// equal jumps over so many instructions when what was loaded equals the value, and when it does not.
func equal(value uint32, then, otherwise uint8) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: then, Jf: otherwise, K: value}
}
