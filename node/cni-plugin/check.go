package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"

	"github.com/vishvananda/netlink"
)

type checked struct {
	// What is not as it was made.
	Problems []string `json:"problems"`
}

func (w *worker) check(r wish) (*checked, error) {
	pod, err := w.openNamespace(r.Netns)
	if err != nil {
		return nil, err
	}
	defer pod.close()
	problems, err := problemsOf(pod, r)
	if err != nil {
		return nil, err
	}
	return &checked{Problems: problems}, nil
}

func problemsOf(pod *podNamespace, r wish) ([]string, error) {
	link, err := findLink(pod.netlink, r.Ifname)
	if err != nil {
		return nil, err
	}
	if link == nil {
		return []string{r.Ifname + " does not exist"}, nil
	}
	addresses, err := whole(func() ([]netlink.Addr, error) { return pod.netlink.AddrList(link, netlink.FAMILY_ALL) })
	if err != nil {
		return nil, err
	}
	routes, err := whole(func() ([]netlink.Route, error) { return pod.netlink.RouteList(link, netlink.FAMILY_ALL) })
	if err != nil {
		return nil, err
	}
	return compare(r, link.Attrs(), addresses, routes), nil
}

// compare names in sentences what is missing or other than asked for. What is there besides is the pod's own affair.
func compare(r wish, link *netlink.LinkAttrs, addresses []netlink.Addr, routes []netlink.Route) []string {
	problems := []string{}
	if link.Flags&net.FlagUp == 0 {
		problems = append(problems, r.Ifname+" is down")
	}
	if !bytes.Equal(link.HardwareAddr, r.MAC) {
		problems = append(problems, fmt.Sprintf("%s has the MAC %v, not %v", r.Ifname, link.HardwareAddr, r.MAC))
	}
	for _, wanted := range r.Addresses {
		if !has(addresses, func(one netlink.Addr) bool { return one.IPNet.String() == wanted.network().String() }) {
			problems = append(problems, fmt.Sprintf("%s lacks the address %v", r.Ifname, wanted))
		}
	}
	for _, wanted := range r.Routes {
		if !has(routes, func(one netlink.Route) bool { return isRoute(one, wanted) }) {
			problems = append(problems, fmt.Sprintf("%s lacks the route to %v", r.Ifname, wanted))
		}
	}
	return problems
}

func isRoute(there netlink.Route, wanted wishRoute) bool {
	to := &net.IPNet{IP: wanted.To.Masked().Addr().AsSlice(), Mask: wanted.To.network().Mask}
	if there.Dst == nil || there.Dst.String() != to.String() {
		return false
	}
	if wanted.Via == nil {
		return len(there.Gw) == 0
	}
	return there.Gw.Equal(wanted.Via.AsSlice())
}

func has[T any](list []T, is func(T) bool) bool {
	for _, one := range list {
		if is(one) {
			return true
		}
	}
	return false
}

// Attempts at a list that others change meanwhile.
const listAttempts = 10

// whole asks until the kernel says that nothing changed while it answered: of a changed list, parts may be missing.
func whole[T any](list func() ([]T, error)) ([]T, error) {
	for attempt := 1; ; attempt++ {
		all, err := list()
		if errors.Is(err, netlink.ErrDumpInterrupted) && attempt < listAttempts {
			continue
		}
		return all, err
	}
}
