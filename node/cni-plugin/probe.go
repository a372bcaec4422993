package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"
)

type probeRequest struct {
	Link         string `json:"link"`
	VLAN         uint16 `json:"vlan"`
	Addresses    []bare `json:"addresses"`
	Milliseconds int    `json:"milliseconds"`
}

// How often the network is asked within the time of a probe; a frame may be lost.
const probeRounds = 2

// probing is a question to the network whether addresses are in use, under way.
type probing struct {
	socket *packetSocket
	done   chan error
}

// startProbe asks by ARP (RFC 5227) and by neighbour solicitation. The sender is the link itself, not the pod: a pod that
// kept its address keeps its MAC, and a switch would no longer find the one that is to answer. A nil probe has no question.
func startProbe(r *probeRequest) (*probing, error) {
	if r == nil || r.Milliseconds <= 0 || len(r.Addresses) == 0 {
		return nil, nil
	}
	socket, err := openPacketSocket(r.Link, true)
	if err != nil {
		return nil, err
	}
	made := &probing{socket: socket, done: make(chan error, 1)}
	go func() { made.done <- ask(socket, r) }()
	return made, nil
}

// wait returns the conflict, or nil when nobody answered in time.
func (p *probing) wait() error {
	if p == nil {
		return nil
	}
	return <-p.done
}

func (p *probing) stop() {
	if p != nil {
		p.socket.close()
	}
}

func ask(socket *packetSocket, r *probeRequest) error {
	begin := time.Now()
	pause := time.Duration(r.Milliseconds) * time.Millisecond / probeRounds
	for round := 1; round <= probeRounds; round++ {
		for _, address := range r.Addresses {
			if err := socket.send(question(socket, r.VLAN, address)); err != nil {
				return fmt.Errorf("the network cannot be asked for %v on %s: %w", address, r.Link, err)
			}
		}
		if err := listen(socket, r, begin.Add(time.Duration(round)*pause)); err != nil {
			return err
		}
	}
	return nil
}

func question(socket *packetSocket, vlan uint16, address bare) []byte {
	if address.Is4() {
		return arp(socket.mac, vlan, unspecified(address.Addr), address.Addr)
	}
	return solicitation(socket.mac, vlan, address.Addr)
}

func listen(socket *packetSocket, r *probeRequest, until time.Time) error {
	for {
		heard, err := socket.receive(until)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("answers on %s cannot be received: %w", r.Link, err)
		}
		asked := has(r.Addresses, func(one bare) bool { return one.Addr == heard.address })
		if !asked || heard.vlan != r.VLAN || bytes.Equal(heard.mac, socket.mac) {
			continue
		}
		return &opError{
			Code:    codeConflict,
			Message: fmt.Sprintf("%v is in use by %v", heard.address, heard.mac),
			Details: map[string]string{"address": heard.address.String(), "mac": heard.mac.String()},
		}
	}
}
