package main

import (
	"bytes"
	"encoding/hex"
	"net"
	"net/netip"
	"testing"
)

var (
	here  = net.HardwareAddr{2, 0, 0, 0, 0, 1}
	there = net.HardwareAddr{2, 0, 0, 0, 0, 2}
	four  = netip.MustParseAddr("10.90.64.5")
	six   = netip.MustParseAddr("fd90::1:5")
)

func TestFramesAreWhatTheStandardsSay(t *testing.T) {
	probe := "ffffffffffff" + "020000000001" + "0806" + "0001080006040001" + "020000000001" + "00000000" + "000000000000" + "0a5a4005"
	announcement := "ffffffffffff" + "020000000001" + "0806" + "0001080006040001" + "020000000001" + "0a5a4005" + "000000000000" + "0a5a4005"
	tagged := "ffffffffffff" + "020000000001" + "81000064" + "0806" + "0001080006040001" + "020000000001" + "00000000" + "000000000000" + "0a5a4005"
	question := "3333ff010005" + "020000000001" + "86dd" + "600000000018" + "3aff" + "00000000000000000000000000000000" + "ff0200000000000000000001ff010005" +
		"8700" + "7d0b" + "00000000" + "fd900000000000000000000000010005"
	for name, pair := range map[string]struct {
		frame    []byte
		expected string
	}{
		"a probe by ARP":           {arp(here, 0, netip.IPv4Unspecified(), four), probe},
		"a probe in a VLAN":        {arp(here, 100, netip.IPv4Unspecified(), four), tagged},
		"an announcement by ARP":   {announcementARP(here, 0, four), announcement},
		"a neighbour solicitation": {solicitation(here, 0, six), question},
	} {
		if got := hex.EncodeToString(pair.frame); got != pair.expected {
			t.Errorf("%s is\n%s, not\n%s", name, got, pair.expected)
		}
	}
}

// A receiver sums pseudo-header and message with the checksum in it, and must get all ones (RFC 1071).
func TestChecksumsAddUp(t *testing.T) {
	for name, frame := range map[string][]byte{
		"solicitation":  solicitation(here, 0, six),
		"advertisement": advertisement(here, 0, six),
	} {
		packet := frame[14:]
		sum := uint32(len(packet)-40) + protocolICMPv6
		for i := 8; i < len(packet); i += 2 {
			sum += uint32(networkOrder.Uint16(packet[i:]))
		}
		for sum > 0xffff {
			sum = sum>>16 + sum&0xffff
		}
		if sum != 0xffff {
			t.Errorf("the checksum of the %s is wrong: the sum is %x", name, sum)
		}
	}
}

func TestReadClaim(t *testing.T) {
	foreignHops := advertisement(there, 0, six)
	foreignHops[14+7] = 254
	for name, row := range map[string]struct {
		frame    []byte
		stripped uint16
		claims   bool
		address  netip.Addr
		vlan     uint16
	}{
		"an ARP packet with a sender":                 {announcementARP(there, 0, four), 0, true, four, 0},
		"a tag that the kernel took off":              {announcementARP(there, 0, four), 7, true, four, 7},
		"a tag in the frame":                          {announcementARP(there, 7, four), 0, true, four, 7},
		"a probe, which has no sender":                {arp(there, 0, netip.IPv4Unspecified(), four), 0, false, four, 0},
		"an advertisement":                            {advertisement(there, 0, six), 0, true, six, 0},
		"an advertisement in a VLAN":                  {advertisement(there, 9, six), 0, true, six, 9},
		"an advertisement without its option":         {advertisement(there, 0, six)[:14+64], 0, true, six, 0},
		"an advertisement that came through a router": {foreignHops, 0, false, six, 0},
		"a solicitation":                              {solicitation(there, 0, six), 0, false, six, 0},
	} {
		got, claims := readClaim(row.frame, row.stripped)
		if claims != row.claims {
			t.Errorf("%s claims: %v", name, claims)
			continue
		}
		if claims && (got.address != row.address || got.vlan != row.vlan || !bytes.Equal(got.mac, there)) {
			t.Errorf("%s is read as %v of %v in VLAN %d", name, got.address, got.mac, got.vlan)
		}
	}
}

func FuzzReadClaim(f *testing.F) {
	f.Add(announcementARP(there, 7, four), uint16(0))
	f.Add(advertisement(there, 0, six), uint16(7))
	f.Fuzz(func(t *testing.T, frame []byte, vlan uint16) {
		if said, claims := readClaim(frame, vlan); claims && (len(said.mac) != 6 || !said.address.IsValid()) {
			t.Errorf("%x claims %v for %v", frame, said.address, said.mac)
		}
	})
}
