package main

import (
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// configurePair brings both ends up with what is to be on them. The host's end belongs to the switch alone. A switch in
// user space does not take frames away from the kernel: without these settings it would answer the pod's questions for
// addresses of the machine, and speak on the link by itself.
func configurePair(machine *netlink.Handle, pod *podNamespace, host *netlink.Veth, r attachRequest) error {
	if err := setting("ipv6", r.Host, "disable_ipv6", "1"); err != nil {
		return fmt.Errorf("IPv6 cannot be turned off at %s: %w", r.Host, err)
	}
	if err := machine.LinkSetARPOff(host); err != nil {
		return fmt.Errorf("ARP cannot be turned off at %s: %w", r.Host, err)
	}
	if err := machine.LinkSetUp(host); err != nil {
		return fmt.Errorf("%s cannot be set up: %w", r.Host, err)
	}
	peer, err := pod.netlink.LinkByName(r.Ifname)
	if err != nil {
		return fmt.Errorf("%s is not in the pod: %w", r.Ifname, err)
	}
	if err := pod.inside(func() error { return configureIPv6(r) }); err != nil {
		return fmt.Errorf("the IPv6 settings of %s cannot be written: %w", r.Ifname, err)
	}
	if err := turnOffChecksums(pod.control, r.Ifname); err != nil {
		return fmt.Errorf("the checksum offload of %s cannot be turned off: %w", r.Ifname, err)
	}
	if err := pod.netlink.LinkSetUp(peer); err != nil {
		return fmt.Errorf("%s cannot be set up: %w", r.Ifname, err)
	}
	for _, address := range r.Addresses {
		wanted := &netlink.Addr{IPNet: address.network()}
		if address.Addr().Is6() {
			// It was asked for by the probe; until the kernel had asked again, nobody could bind to it.
			wanted.Flags = unix.IFA_F_NODAD
		}
		if err := pod.netlink.AddrAdd(peer, wanted); err != nil {
			return fmt.Errorf("the address %v of %s cannot be set: %w", address, r.Ifname, err)
		}
	}
	for _, route := range r.Routes {
		if err := pod.netlink.RouteAdd(routeOf(route, peer.Attrs().Index, r.Addresses)); err != nil {
			return fmt.Errorf("the route to %v cannot be set: %w", route, err)
		}
	}
	return nil
}

// configureIPv6 is done inside. An address that the pod gives itself would be one that the switch lets nothing pass from, so
// it takes none from routers; the way out only when nobody says another.
func configureIPv6(r attachRequest) error {
	six, way := false, false
	for _, address := range r.Addresses {
		six = six || address.Addr().Is6()
	}
	for _, gateway := range r.Gateways {
		way = way || gateway.Is6()
	}
	// Nobody is asked again for the link-local address, which comes from the MAC: the pod can speak at once.
	values := map[string]string{"autoconf": "0", "accept_dad": "0"}
	if !six || way {
		values["accept_ra"] = "0"
	}
	if six {
		values["disable_ipv6"] = "0"
	}
	for name, value := range values {
		if err := setting("ipv6", r.Ifname, name, value); err != nil {
			return err
		}
	}
	return nil
}

func routeOf(route wishRoute, link int, addresses []prefix) *netlink.Route {
	made := &netlink.Route{LinkIndex: link, Dst: route.To.network()}
	if route.Via == nil {
		made.Scope = netlink.SCOPE_LINK
		return made
	}
	made.Gw = route.Via.AsSlice()
	if !isOnLink(*route.Via, addresses) {
		made.Flags = int(netlink.FLAG_ONLINK)
	}
	return made
}

// isOnLink tells whether the kernel finds the gateway by itself.
func isOnLink(gateway netip.Addr, addresses []prefix) bool {
	if gateway.IsLinkLocalUnicast() {
		return true
	}
	for _, address := range addresses {
		if address.Contains(gateway) {
			return true
		}
	}
	return false
}
