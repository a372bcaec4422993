package main

import (
	"fmt"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

type raiseRequest struct {
	Link string `json:"link"`
}

type raised struct{}

// raise sets a link of the machine up: one that is down neither asks nor hears. Open vSwitch leaves a bridge's own link down.
func raise(r raiseRequest) (*raised, error) {
	machine, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	defer machine.Close()
	link, err := machine.LinkByName(r.Link)
	if err != nil {
		return nil, fmt.Errorf("there is no link %s: %w", r.Link, err)
	}
	if isUp(link) {
		return &raised{}, nil
	}
	if err := machine.LinkSetUp(link); err != nil {
		return nil, fmt.Errorf("%s cannot be set up: %w", r.Link, err)
	}
	return &raised{}, nil
}
