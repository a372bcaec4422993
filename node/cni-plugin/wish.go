package main

import (
	"fmt"
	"net"
	"net/netip"
)

// wish is what a pod's link is to be, as the agent asks for it.
type wish struct {
	Netns     string      `json:"netns"`
	Ifname    string      `json:"ifname"`
	MAC       mac         `json:"mac"`
	Addresses []prefix    `json:"addresses"`
	Routes    []wishRoute `json:"routes"`
}

type wishRoute struct {
	To prefix `json:"to"`
	// Absent: on the link.
	Via *netip.Addr `json:"via"`
}

func (r wishRoute) String() string {
	if r.Via == nil {
		return fmt.Sprintf("%v on the link", r.To)
	}
	return fmt.Sprintf("%v by %v", r.To, *r.Via)
}

// mac is a hardware address in its usual form.
type mac net.HardwareAddr

func (m *mac) UnmarshalText(text []byte) error {
	parsed, err := net.ParseMAC(string(text))
	if err == nil && len(parsed) != 6 {
		err = fmt.Errorf("%s is not the address of an Ethernet device", text)
	}
	*m = mac(parsed)
	return err
}

func (m mac) String() string { return net.HardwareAddr(m).String() }

// prefix is an address with the length of its network: `10.90.64.5/16`; bits of the host are kept.
type prefix struct{ netip.Prefix }

func (p *prefix) UnmarshalText(text []byte) error {
	parsed, err := netip.ParsePrefix(string(text))
	p.Prefix = parsed
	return err
}

// network is the prefix in the form of package net, with the bits of the host.
func (p prefix) network() *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// bare is an address, with or without a length that is not looked at.
type bare struct{ netip.Addr }

func (b *bare) UnmarshalText(text []byte) error {
	for i, letter := range text {
		if letter == '/' {
			text = text[:i]
			break
		}
	}
	parsed, err := netip.ParseAddr(string(text))
	b.Addr = parsed
	return err
}
