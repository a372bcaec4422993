package main

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// From linux/ethtool.h: sets whether a device computes checksums of what is sent.
const setTransmitChecksum = 0x17

type ethtoolValue struct {
	command uint32
	data    uint32
}

// An ifreq whose union holds a pointer.
type ethtoolRequest struct {
	name [unix.IFNAMSIZ]byte
	data unsafe.Pointer
	_    [16]byte
}

// turnOffChecksums has the kernel compute the checksums of what the pod sends. A switch in user space forwards a frame as it
// gets it, without the checksum that a device would have put in.
func turnOffChecksums(socket int, link string) error {
	value := ethtoolValue{command: setTransmitChecksum}
	asked := ethtoolRequest{data: unsafe.Pointer(&value)}
	copy(asked.name[:unix.IFNAMSIZ-1], link)
	_, _, failed := unix.Syscall(unix.SYS_IOCTL, uintptr(socket), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&asked)))
	runtime.KeepAlive(&value)
	if failed != 0 {
		return failed
	}
	return nil
}
