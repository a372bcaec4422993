package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

const (
	// Marks a link as ours from the moment that it exists, which the alias cannot: the kernel takes the group with the
	// request that makes a link, the alias only after it. The letters "swt".
	ourGroup = 0x737774
	// The alias of a link of ours begins with it; the container's id follows.
	aliasWord = "statewright "
)

func isHalfMade(link netlink.Link) bool {
	return link.Type() == "veth" && link.Attrs().Group == ourGroup && link.Attrs().Alias == ""
}

func isOurs(link netlink.Link) bool {
	return isHalfMade(link) || strings.HasPrefix(link.Attrs().Alias, aliasWord)
}

func isUp(link netlink.Link) bool { return link.Attrs().Flags&net.FlagUp != 0 }

// isGone tells whether an operation failed because the link is no longer there.
func isGone(err error) bool { return errors.Is(err, unix.ENODEV) || errors.Is(err, unix.ENOENT) }

// findLink returns nil when there is no link of this name.
func findLink(in *netlink.Handle, name string) (netlink.Link, error) {
	link, err := in.LinkByName(name)
	if errors.As(err, &netlink.LinkNotFoundError{}) {
		return nil, nil
	}
	return link, err
}

func foreign(form string, values ...any) error {
	return &opError{Code: codeExistsForeign, Message: fmt.Sprintf(form, values...)}
}

// makePair makes both ends by one request, the pod's end in the pod from the first moment.
func makePair(machine *netlink.Handle, pod *podNamespace, r attachRequest) (*netlink.Veth, error) {
	attributes := netlink.NewLinkAttrs()
	attributes.Name = r.Host
	attributes.MTU = r.MTU
	attributes.Group = ourGroup
	address, err := hostMAC()
	if err != nil {
		return nil, err
	}
	attributes.HardwareAddr = address
	link := &netlink.Veth{
		LinkAttrs:        attributes,
		PeerName:         r.Ifname,
		PeerHardwareAddr: net.HardwareAddr(r.MAC),
		PeerNamespace:    netlink.NsFd(pod.file.Fd()),
		PeerTxQLen:       -1,
	}
	err = machine.LinkAdd(link)
	if errors.Is(err, os.ErrExist) {
		// Not the host's end: that one was looked for.
		return nil, foreign("the pod has a link %s that is not ours", r.Ifname)
	}
	if err != nil {
		return nil, fmt.Errorf("the links %s and %s cannot be made: %w", r.Host, r.Ifname, err)
	}
	return link, nil
}

// hostMAC is a random address that is higher than those of devices: a bridge takes the lowest one of its ports.
func hostMAC() (net.HardwareAddr, error) {
	address := net.HardwareAddr{0xfe, 0, 0, 0, 0, 0}
	_, err := rand.Read(address[1:])
	return address, err
}
