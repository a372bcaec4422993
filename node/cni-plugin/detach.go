package main

import (
	"errors"
	"fmt"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

type detachRequest struct {
	Host string `json:"host"`
}

type detached struct {
	Removed bool `json:"removed"`
}

// detach deletes the link, and with it the other end; false when there is none of ours at the name.
func (w *worker) detach(r detachRequest) (*detached, error) {
	machine, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer machine.Close()
	removed, err := w.remove(machine, r.Host)
	return &detached{Removed: removed}, err
}

type purgeRequest struct {
	Hosts []string `json:"hosts"`
}

type purged struct {
	Removed int `json:"removed"`
}

// purge detaches many. One that fails does not keep the others; it fails then in the end.
func (w *worker) purge(r purgeRequest) (*purged, error) {
	machine, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer machine.Close()
	count := 0
	var failures []error
	for _, host := range r.Hosts {
		removed, err := w.remove(machine, host)
		if removed {
			count++
		}
		if err != nil {
			failures = append(failures, err)
		}
	}
	return &purged{Removed: count}, errors.Join(failures...)
}

func (w *worker) remove(machine *netlink.Handle, host string) (bool, error) {
	defer w.turns.take(host)()
	link, err := findLink(machine, host)
	if err != nil || link == nil || !isOurs(link) {
		return false, err
	}
	// By its index: another link may have got the name meanwhile.
	if err := machine.LinkDel(link); err != nil && !isGone(err) {
		return false, fmt.Errorf("%s cannot be deleted: %w", host, err)
	}
	return true, nil
}
