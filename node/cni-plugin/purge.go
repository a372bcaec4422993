package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

type purgeRequest struct {
	Hosts []string `json:"hosts"`
}

type purged struct {
	Removed int `json:"removed"`
}

const (
	// The group of links that are about to be deleted. The letters "swx".
	doomedGroup = 0x737778
	// Links deleted by one request, during which the kernel does nothing else with links.
	purgeBatch = 200
	// No link has this name: what it keeps apart is purges.
	purgeTurn = "/purge"
)

// purge detaches many. The kernel waits some 20 ms for each request that deletes links, however many it deletes: so links
// are put into a group first, and the group is deleted.
func (w *worker) purge(r purgeRequest) (*purged, error) {
	machine, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer machine.Close()
	defer w.turns.take(purgeTurn)()
	// In order, and each once: a turn is waited for while others are held.
	hosts := slices.Compact(slices.Sorted(slices.Values(r.Hosts)))
	said := &purged{}
	for batch := range slices.Chunk(hosts, purgeBatch) {
		removed, err := w.purgeBatch(machine, batch)
		said.Removed += removed
		if err != nil {
			return nil, err
		}
	}
	return said, nil
}

func (w *worker) purgeBatch(machine *netlink.Handle, hosts []string) (int, error) {
	for _, host := range hosts {
		defer w.turns.take(host)()
	}
	links, err := whole(machine.LinkList)
	if err != nil {
		return 0, err
	}
	doomed, stray := chooseDoomed(links, hosts)
	if stray {
		return deleteEach(machine, doomed)
	}
	count := 0
	for _, link := range doomed {
		err := machine.LinkSetGroup(link, doomedGroup)
		if err == nil {
			count++
		} else if !isGone(err) {
			return 0, fmt.Errorf("the group of %s cannot be set: %w", link.Attrs().Name, err)
		}
	}
	if count == 0 {
		return 0, nil
	}
	request := nl.NewNetlinkRequest(unix.RTM_DELLINK, unix.NLM_F_ACK)
	request.AddData(nl.NewIfInfomsg(unix.AF_UNSPEC))
	request.AddData(nl.NewRtAttr(unix.IFLA_GROUP, nl.Uint32Attr(doomedGroup)))
	if _, err := request.Execute(unix.NETLINK_ROUTE, 0); err != nil && !isGone(err) {
		return 0, fmt.Errorf("%d links cannot be deleted: %w", count, err)
	}
	return count, nil
}

// chooseDoomed picks the links that are ours among those asked for. A stray is a link in the group of the doomed that nobody
// asked for: the group as a whole may then not be deleted.
func chooseDoomed(links []netlink.Link, hosts []string) (doomed []netlink.Link, stray bool) {
	for _, link := range links {
		_, asked := slices.BinarySearch(hosts, link.Attrs().Name)
		switch {
		case asked && isOurs(link):
			doomed = append(doomed, link)
		case link.Attrs().Group == doomedGroup:
			stray = true
		}
	}
	return doomed, stray
}

// deleteEach deletes one by one; one that fails does not keep the others, and is told of in the end.
func deleteEach(machine *netlink.Handle, links []netlink.Link) (int, error) {
	var failures []error
	for _, link := range links {
		if err := machine.LinkDel(link); err != nil && !isGone(err) {
			failures = append(failures, fmt.Errorf("%s cannot be deleted: %w", link.Attrs().Name, err))
		}
	}
	return len(links) - len(failures), errors.Join(failures...)
}
