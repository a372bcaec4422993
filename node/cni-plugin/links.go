package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"golang.org/x/sys/unix"
)

// Requests at a time. The kernel makes links one by one; what runs beside each other is the waiting for probes.
const mostAtOnce = 64

// worker makes links for the agent: requests in, answers out, one JSON object a line each.
type worker struct {
	turns turns
	// The namespace of the machine, which every thread is in unless it says otherwise.
	home int
	log  io.Writer
	// What goes on after its request was answered.
	background sync.WaitGroup
}

type request struct {
	ID int64  `json:"id"`
	Op string `json:"op"`
}

type answer struct {
	ID     int64    `json:"id"`
	OK     bool     `json:"ok"`
	Result any      `json:"result,omitempty"`
	Error  *opError `json:"error,omitempty"`
}

// opError is a failure as the agent is told.
type opError struct {
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Details map[string]string `json:"details,omitempty"`
}

func (e *opError) Error() string { return e.Message }

const (
	codeConflict      = "conflict"
	codeNoNetns       = "no-netns"
	codeExistsForeign = "exists-foreign"
	codeFailed        = "failed"
)

// serveLinks works until in ends, and finishes what it has begun.
func serveLinks(in io.Reader, out, log io.Writer) error {
	home, err := unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("the network namespace of this process cannot be opened: %w", err)
	}
	// Threads spend their time waiting in the kernel, not computing.
	runtime.GOMAXPROCS(max(2, min(4, runtime.NumCPU())))
	serving := &worker{home: home, log: &lockedWriter{to: log}}
	answers := &lockedWriter{to: out}
	running := make(chan struct{}, mostAtOnce)
	lines := bufio.NewReader(in)
	var all sync.WaitGroup
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			all.Wait()
			serving.background.Wait()
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		running <- struct{}{}
		all.Add(1)
		go func() {
			defer func() { <-running; all.Done() }()
			serving.serve(line, answers)
		}()
	}
}

func (w *worker) serve(line []byte, answers io.Writer) {
	asked := request{}
	if err := json.Unmarshal(line, &asked); err != nil {
		fmt.Fprintf(w.log, "not a request: %.200q\n", line)
		return
	}
	said := answer{ID: asked.ID}
	result, err := w.do(asked.Op, line)
	if err == nil {
		said.OK, said.Result = true, result
	} else if !errors.As(err, &said.Error) {
		said.Error = &opError{Code: codeFailed, Message: err.Error()}
	}
	text, err := json.Marshal(said)
	if err != nil {
		fmt.Fprintf(w.log, "the answer to %s has no JSON form: %v\n", asked.Op, err)
		return
	}
	if _, err := answers.Write(append(text, '\n')); err != nil {
		fmt.Fprintf(w.log, "the answer to %s cannot be written: %v\n", asked.Op, err)
	}
}

func (w *worker) do(op string, line []byte) (any, error) {
	switch op {
	case "attach":
		return decoded(line, w.attach)
	case "detach":
		return decoded(line, w.detach)
	case "purge":
		return decoded(line, w.purge)
	case "check":
		return decoded(line, w.check)
	case "announce":
		return decoded(line, w.announce)
	case "describe":
		return decoded(line, w.describe)
	case "list":
		return listLinks()
	}
	return nil, fmt.Errorf("%q is not an operation", op)
}

func decoded[Request, Result any](line []byte, do func(Request) (Result, error)) (any, error) {
	var asked Request
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	return do(asked)
}

// lockedWriter keeps the lines of goroutines apart.
type lockedWriter struct {
	lock sync.Mutex
	to   io.Writer
}

func (l *lockedWriter) Write(line []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.to.Write(line)
}
