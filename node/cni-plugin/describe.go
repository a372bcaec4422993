package main

import (
	"github.com/vishvananda/netlink"
)

type describeRequest struct {
	Netns string `json:"netns"`
}

type described struct {
	Links     []describedLink    `json:"links"`
	Addresses []describedAddress `json:"addresses"`
	Routes    []describedRoute   `json:"routes"`
}

type describedLink struct {
	Name  string `json:"name"`
	Index int    `json:"index"`
	Kind  string `json:"kind"`
	MAC   string `json:"mac"`
	MTU   int    `json:"mtu"`
	Up    bool   `json:"up"`
}

type describedAddress struct {
	Link    string `json:"link"`
	Address string `json:"address"`
}

type describedRoute struct {
	Link string `json:"link"`
	To   string `json:"to"`
	Via  string `json:"via,omitempty"`
}

// describe says what is inside a namespace: all links and addresses, and the routes of the main table.
func (w *worker) describe(r describeRequest) (*described, error) {
	pod, err := w.openNamespace(r.Netns)
	if err != nil {
		return nil, err
	}
	defer pod.close()
	links, err := whole(pod.netlink.LinkList)
	if err != nil {
		return nil, err
	}
	addresses, err := whole(func() ([]netlink.Addr, error) { return pod.netlink.AddrList(nil, netlink.FAMILY_ALL) })
	if err != nil {
		return nil, err
	}
	routes, err := whole(func() ([]netlink.Route, error) { return pod.netlink.RouteList(nil, netlink.FAMILY_ALL) })
	if err != nil {
		return nil, err
	}
	said := &described{Links: []describedLink{}, Addresses: []describedAddress{}, Routes: []describedRoute{}}
	names := map[int]string{}
	for _, link := range links {
		one := link.Attrs()
		names[one.Index] = one.Name
		said.Links = append(said.Links, describedLink{
			Name: one.Name, Index: one.Index, Kind: link.Type(), MAC: one.HardwareAddr.String(), MTU: one.MTU, Up: isUp(link),
		})
	}
	for _, address := range addresses {
		said.Addresses = append(said.Addresses, describedAddress{Link: names[address.LinkIndex], Address: address.IPNet.String()})
	}
	for _, route := range routes {
		one := describedRoute{Link: names[route.LinkIndex]}
		if route.Dst != nil {
			one.To = route.Dst.String()
		}
		if len(route.Gw) > 0 {
			one.Via = route.Gw.String()
		}
		said.Routes = append(said.Routes, one)
	}
	return said, nil
}
