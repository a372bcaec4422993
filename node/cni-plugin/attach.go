package main

import (
	"errors"
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

type attachRequest struct {
	wish
	Host     string        `json:"host"`
	Alias    string        `json:"alias"`
	MTU      int           `json:"mtu"`
	Gateways []netip.Addr  `json:"gateways"`
	Probe    *probeRequest `json:"probe"`
}

type attached struct {
	HostMAC string `json:"hostMac"`
	Index   int    `json:"index"`
}

// attach makes the pair of links, or finds it made. What is at the name of the host's end decides:
//
//	| At the name                                    | Then                                       |
//	| ---------------------------------------------- | ------------------------------------------ |
//	| nothing                                        | make it                                    |
//	| a pair with our alias, in the pod as asked for | done                                       |
//	| a pair with our alias, else                    | delete it, make it                         |
//	| a link that carries our group and no alias     | we were killed halfway: delete it, make it |
//	| anything else                                  | exists-foreign                             |
func (w *worker) attach(r attachRequest) (*attached, error) {
	for _, gateway := range r.Gateways {
		all := prefix{netip.PrefixFrom(unspecified(gateway), 0)}
		r.Routes = append(r.Routes, wishRoute{To: all, Via: &gateway})
	}
	defer w.turns.take(r.Host)()
	pod, err := w.openNamespace(r.Netns)
	if err != nil {
		return nil, err
	}
	defer pod.close()
	machine, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer machine.Close()
	there, err := findLink(machine, r.Host)
	if err != nil {
		return nil, err
	}
	if there != nil {
		if !(isHalfMade(there) || there.Type() == "veth" && there.Attrs().Alias == r.Alias) {
			return nil, foreign("%s exists and is not of %q (kind %s, alias %q)", r.Host, r.Alias, there.Type(), there.Attrs().Alias)
		}
		if !isHalfMade(there) && isAsAsked(pod, there, r) {
			return &attached{HostMAC: there.Attrs().HardwareAddr.String(), Index: there.Attrs().Index}, nil
		}
		if err := machine.LinkDel(there); err != nil && !isGone(err) {
			return nil, fmt.Errorf("the half made link %s cannot be deleted: %w", r.Host, err)
		}
	}
	return makeAttached(machine, pod, r)
}

// makeAttached makes the pair while the network is asked for its addresses. The alias comes last: a link that has it is
// whole. Nothing is left of what fails.
func makeAttached(machine *netlink.Handle, pod *podNamespace, r attachRequest) (*attached, error) {
	probing, err := startProbe(r.Probe)
	if err != nil {
		return nil, err
	}
	defer probing.stop()
	link, err := makePair(machine, pod, r)
	if err != nil {
		return nil, err
	}
	err = configurePair(machine, pod, link, r)
	if err == nil {
		err = probing.wait()
	}
	if err == nil {
		if err = machine.LinkSetAlias(link, r.Alias); err != nil {
			err = fmt.Errorf("the alias of %s cannot be set: %w", r.Host, err)
		}
	}
	if err != nil {
		if left := machine.LinkDel(link); left != nil && !isGone(left) {
			err = errors.Join(err, fmt.Errorf("and %s could not be deleted: %w", r.Host, left))
		}
		return nil, err
	}
	return &attached{HostMAC: link.HardwareAddr.String(), Index: link.Index}, nil
}

// isAsAsked tells whether the other end is in the pod and all is as it would be made.
func isAsAsked(pod *podNamespace, host netlink.Link, r attachRequest) bool {
	peer, err := findLink(pod.netlink, r.Ifname)
	if err != nil || peer == nil || peer.Type() != "veth" {
		return false
	}
	there, here := peer.Attrs(), host.Attrs()
	if there.ParentIndex != here.Index || here.ParentIndex != there.Index || there.MTU != r.MTU || !isUp(host) {
		return false
	}
	problems, err := problemsOf(pod, r.wish)
	return err == nil && len(problems) == 0
}

func unspecified(like netip.Addr) netip.Addr {
	if like.Is4() {
		return netip.IPv4Unspecified()
	}
	return netip.IPv6Unspecified()
}
