package main

import (
	"fmt"
	"time"
)

type announceRequest struct {
	Netns     string `json:"netns"`
	Ifname    string `json:"ifname"`
	Addresses []bare `json:"addresses"`
}

type announced struct{}

// Between the two announcements: the second one is for whom the first one did not reach.
const announcePause = 200 * time.Millisecond

// announce tells the network, from inside the pod, where its addresses are: by an ARP request for itself and by an
// advertisement that overrides. Once before it returns, once after.
func (w *worker) announce(r announceRequest) (*announced, error) {
	pod, err := w.openNamespace(r.Netns)
	if err != nil {
		return nil, err
	}
	defer pod.close()
	var socket *packetSocket
	err = pod.inside(func() (err error) {
		socket, err = openPacketSocket(r.Ifname, false)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := sendAnnouncements(socket, r.Addresses); err != nil {
		socket.close()
		return nil, err
	}
	w.background.Add(1)
	time.AfterFunc(announcePause, func() {
		defer w.background.Done()
		defer socket.close()
		if err := sendAnnouncements(socket, r.Addresses); err != nil {
			fmt.Fprintf(w.log, "%s in %s: the second announcement failed: %v\n", r.Ifname, r.Netns, err)
		}
	})
	return &announced{}, nil
}

func sendAnnouncements(socket *packetSocket, addresses []bare) error {
	for _, address := range addresses {
		frame := advertisement
		if address.Is4() {
			frame = announcementARP
		}
		if err := socket.send(frame(socket.mac, 0, address.Addr)); err != nil {
			return fmt.Errorf("%v cannot be announced: %w", address, err)
		}
	}
	return nil
}
