package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// podNamespace is the network namespace of a sandbox, reached through sockets that were opened inside: they stay there
// whatever thread uses them.
type podNamespace struct {
	file    *os.File
	netlink *netlink.Handle
	// A socket for ioctl.
	control int
	home    int
}

// openNamespace opens the namespace at path. The error is no-netns when there is none, or no longer.
func (w *worker) openNamespace(path string) (*podNamespace, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &opError{Code: codeNoNetns, Message: err.Error()}
	}
	pod := &podNamespace{file: file, control: -1, home: w.home}
	err = pod.inside(func() error {
		if pod.control, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0); err != nil {
			return fmt.Errorf("a socket in %s cannot be opened: %w", path, err)
		}
		pod.netlink, err = netlink.NewHandle(unix.NETLINK_ROUTE)
		return err
	})
	if err != nil {
		pod.close()
		return nil, err
	}
	return pod, nil
}

func (p *podNamespace) close() {
	if p.netlink != nil {
		p.netlink.Close()
	}
	if p.control >= 0 {
		unix.Close(p.control)
	}
	p.file.Close()
}

// inside runs do on a thread that is in the namespace for as long. A thread that cannot be brought back is thrown away:
// the runtime ends the thread of a goroutine that ends while it holds it.
func (p *podNamespace) inside(do func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		if err := unix.Setns(int(p.file.Fd()), unix.CLONE_NEWNET); err != nil {
			// A file that stays behind when a namespace was unmounted is no namespace.
			done <- &opError{Code: codeNoNetns, Message: fmt.Sprintf("%s is not a network namespace: %v", p.file.Name(), err)}
			runtime.UnlockOSThread()
			return
		}
		err := do()
		if unix.Setns(p.home, unix.CLONE_NEWNET) == nil {
			runtime.UnlockOSThread()
		}
		done <- err
	}()
	return <-done
}

// setting writes a setting of one link of the namespace; do it inside. A kernel without it has nothing to set.
func setting(family, link, name, value string) error {
	path := fmt.Sprintf("/proc/sys/net/%s/conf/%s/%s", family, link, name)
	err := os.WriteFile(path, []byte(value), 0)
	if os.IsNotExist(err) {
		return nil
	}
	return err
}
