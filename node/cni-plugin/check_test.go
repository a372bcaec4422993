package main

import (
	"encoding/json"
	"net"
	"strings"
	"testing"

	"github.com/vishvananda/netlink"
)

const asked = `{"ifname":"eth0","mac":"0a:58:0a:5a:40:05","addresses":["10.90.64.5/16","fd90::5/64"],
	"routes":[{"to":"0.0.0.0/0","via":"10.90.0.1"},{"to":"::/0","via":"fd90::1"},{"to":"10.96.7.7/16"}]}`

func address(t *testing.T, text string) *net.IPNet {
	ip, network, err := net.ParseCIDR(text)
	if err != nil {
		t.Fatal(err)
	}
	return &net.IPNet{IP: ip, Mask: network.Mask}
}

func TestCompareNamesWhatIsOther(t *testing.T) {
	r := wish{}
	if err := json.Unmarshal([]byte(asked), &r); err != nil {
		t.Fatal(err)
	}
	mac, _ := net.ParseMAC("0a:58:0a:5a:40:05")
	link := func() *netlink.LinkAttrs { return &netlink.LinkAttrs{HardwareAddr: mac, Flags: net.FlagUp} }
	addresses := []netlink.Addr{{IPNet: address(t, "fe80::1/64")}, {IPNet: address(t, "10.90.64.5/16")}, {IPNet: address(t, "fd90::5/64")}}
	routes := []netlink.Route{
		{Dst: address(t, "0.0.0.0/0"), Gw: net.ParseIP("10.90.0.1")},
		{Dst: address(t, "::/0"), Gw: net.ParseIP("fd90::1")},
		{Dst: address(t, "10.96.0.0/16")},
	}
	if problems := compare(r, link(), addresses, routes); len(problems) > 0 {
		t.Errorf("what is as asked has problems: %v", problems)
	}
	down, other := link(), link()
	down.Flags = 0
	other.HardwareAddr = net.HardwareAddr{2, 0, 0, 0, 0, 1}
	narrower := []netlink.Addr{addresses[0], {IPNet: address(t, "10.90.64.5/24")}, addresses[2]}
	elsewhere := []netlink.Route{routes[0], {Dst: routes[1].Dst, Gw: net.ParseIP("fd90::2")}, routes[2]}
	byGateway := []netlink.Route{routes[0], routes[1], {Dst: routes[2].Dst, Gw: net.ParseIP("10.90.0.1")}}
	for expected, got := range map[string][]string{
		"eth0 is down": compare(r, down, addresses, routes),
		"eth0 has the MAC 02:00:00:00:00:01, not 0a:58:0a:5a:40:05": compare(r, other, addresses, routes),
		"eth0 lacks the address 10.90.64.5/16":                      compare(r, link(), narrower, routes),
		"eth0 lacks the route to ::/0 by fd90::1":                   compare(r, link(), addresses, elsewhere),
		"eth0 lacks the route to 10.96.7.7/16 on the link":          compare(r, link(), addresses, byGateway),
	} {
		if strings.Join(got, "; ") != expected {
			t.Errorf("instead of %q: %v", expected, got)
		}
	}
}

func TestRequestsThatMakeNoSenseAreRefused(t *testing.T) {
	for _, text := range []string{
		`{"mac":"0a:58"}`, `{"mac":"0a:58:0a:5a:40:05:00:00"}`, `{"addresses":["10.0.0.1"]}`, `{"routes":[{"to":"10.0.0.0/33"}]}`,
		`{"routes":[{"to":"10.0.0.0/8","via":"x"}]}`,
	} {
		if err := json.Unmarshal([]byte(text), &wish{}); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}
