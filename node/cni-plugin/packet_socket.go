package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// packetSocket sends and receives whole frames on one link.
type packetSocket struct {
	file *os.File
	link int
	mac  net.HardwareAddr
}

// openPacketSocket opens one in the namespace of the thread. It receives only claims of addresses, and only when asked to.
func openPacketSocket(link string, receives bool) (*packetSocket, error) {
	// Protocol 0 receives nothing: not before the filter is in its place.
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	socket := &packetSocket{file: os.NewFile(uintptr(fd), "packet socket of "+link)}
	if err := socket.prepare(fd, link, receives); err != nil {
		socket.file.Close()
		return nil, fmt.Errorf("frames of %s cannot be sent or received: %w", link, err)
	}
	return socket, nil
}

func (s *packetSocket) prepare(fd int, name string, receives bool) error {
	asked, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFINDEX, asked); err != nil {
		return err
	}
	s.link = int(asked.Uint32())
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFHWADDR, asked); err != nil {
		return err
	}
	// The union holds a sockaddr: the family in two bytes, then the address.
	s.mac = net.HardwareAddr((*[32]byte)(unsafe.Pointer(asked))[18:24:24])
	if !receives {
		return unix.Bind(fd, &unix.SockaddrLinklayer{Ifindex: s.link})
	}
	program := unix.SockFprog{Len: uint16(len(claimFilter)), Filter: &claimFilter[0]}
	if err := unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &program); err != nil {
		return err
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_AUXDATA, 1); err != nil {
		return err
	}
	// Answers to a solicitation without a sender go to all nodes, which a device may not listen to.
	group := unix.PacketMreq{Ifindex: int32(s.link), Type: unix.PACKET_MR_MULTICAST, Alen: 6}
	copy(group.Address[:], allNodesMAC)
	if err := unix.SetsockoptPacketMreq(fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &group); err != nil {
		return err
	}
	// All protocols: a link that is the port of a switch gives its frames to no other receiver.
	return unix.Bind(fd, &unix.SockaddrLinklayer{Ifindex: s.link, Protocol: bigEndian(unix.ETH_P_ALL)})
}

func (s *packetSocket) send(frame []byte) error {
	_, err := s.file.Write(frame)
	return err
}

// receive waits for a claim until the deadline, then for none: os.ErrDeadlineExceeded.
func (s *packetSocket) receive(deadline time.Time) (claim, error) {
	if err := s.file.SetReadDeadline(deadline); err != nil {
		return claim{}, err
	}
	raw, err := s.file.SyscallConn()
	if err != nil {
		return claim{}, err
	}
	buffer, control := make([]byte, 256), make([]byte, 128)
	for {
		var size, controlSize int
		var from unix.Sockaddr
		var failed error
		err := raw.Read(func(fd uintptr) bool {
			size, controlSize, _, from, failed = unix.Recvmsg(int(fd), buffer, control, 0)
			return !errors.Is(failed, unix.EAGAIN)
		})
		if err = errors.Join(err, failed); err != nil {
			return claim{}, err
		}
		if link, ok := from.(*unix.SockaddrLinklayer); ok && link.Pkttype == unix.PACKET_OUTGOING {
			continue
		}
		if said, ok := readClaim(buffer[:size], strippedVLAN(control[:controlSize])); ok {
			return said, nil
		}
	}
}

func (s *packetSocket) close() { s.file.Close() }

// strippedVLAN is the tag that the kernel took off a frame, 0 for none.
func strippedVLAN(control []byte) uint16 {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return 0
	}
	for _, message := range messages {
		if message.Header.Level != unix.SOL_PACKET || message.Header.Type != unix.PACKET_AUXDATA || len(message.Data) < 20 {
			continue
		}
		data := (*unix.TpacketAuxdata)(unsafe.Pointer(&message.Data[0]))
		if data.Status&unix.TP_STATUS_VLAN_VALID != 0 {
			return data.Vlan_tci & 0xfff
		}
	}
	return 0
}

func bigEndian(value uint16) uint16 { return value<<8 | value>>8 }
