package main

import (
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

type listed struct {
	Links []hostLink `json:"links"`
}

type hostLink struct {
	Name  string `json:"name"`
	Index int    `json:"index"`
	Alias string `json:"alias"`
	Kind  string `json:"kind"`
	// The kernel's number of the namespace that the other end is in, where it is another one.
	PeerNetns *int `json:"peerNetns,omitempty"`
}

// listLinks lists every link of the machine's own namespace by one dump, or fails: never a part of them.
func listLinks() (*listed, error) {
	machine, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer machine.Close()
	links, err := whole(machine.LinkList)
	if err != nil {
		return nil, err
	}
	all := &listed{Links: make([]hostLink, 0, len(links))}
	for _, link := range links {
		attributes := link.Attrs()
		one := hostLink{Name: attributes.Name, Index: attributes.Index, Alias: attributes.Alias, Kind: link.Type()}
		if isHalfMade(link) {
			// So that whoever looks for what is ours finds it; no container has this id.
			one.Alias = aliasWord + "?"
		}
		if attributes.NetNsID >= 0 {
			one.PeerNetns = &attributes.NetNsID
		}
		all.Links = append(all.Links, one)
	}
	return all, nil
}
