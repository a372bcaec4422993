package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	longestAnswer = 16 << 20
	// Between two attempts while the agent's queue of connections is full.
	queueFullPause = 5 * time.Millisecond
)

// exchange posts body to the agent. This little of HTTP is written out because net/http alone takes longer to start
// than all the rest of a call.
func exchange(socket string, body []byte, deadline time.Time) (status int, answer []byte, err error) {
	conn, err := dial(socket, deadline)
	if err != nil {
		return 0, nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(deadline); err != nil {
		return 0, nil, err
	}
	head := "POST /cni HTTP/1.1\r\nHost: agent\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
	message := append([]byte(head+strconv.Itoa(len(body))+"\r\n\r\n"), body...)
	if _, err := conn.Write(message); err != nil {
		return 0, nil, err
	}
	return readAnswer(bufio.NewReader(conn))
}

func dial(socket string, deadline time.Time) (net.Conn, error) {
	dialer := net.Dialer{Deadline: deadline}
	for {
		conn, err := dialer.Dial("unix", socket)
		// The kernel says so when the queue of the listener is full, and does not wait.
		if errors.Is(err, syscall.EAGAIN) && time.Until(deadline) > queueFullPause {
			time.Sleep(queueFullPause)
			continue
		}
		return conn, err
	}
}

// readAnswer reads one answer of HTTP 1.x: of known length, in chunks, or until the end.
func readAnswer(from *bufio.Reader) (status int, body []byte, err error) {
	reader := textproto.NewReader(from)
	line, err := reader.ReadLine()
	if err != nil {
		return 0, nil, unexpectedEnd(err)
	}
	words := strings.SplitN(line, " ", 3)
	if len(words) < 2 || !strings.HasPrefix(words[0], "HTTP/1.") {
		return 0, nil, fmt.Errorf("it does not speak HTTP: %.40q", line)
	}
	if status, err = strconv.Atoi(words[1]); err != nil {
		return 0, nil, fmt.Errorf("it does not speak HTTP: %.40q", line)
	}
	header, err := reader.ReadMIMEHeader()
	if err != nil {
		return 0, nil, unexpectedEnd(err)
	}
	if strings.EqualFold(header.Get("Transfer-Encoding"), "chunked") {
		body, err = readChunks(reader)
		return status, body, unexpectedEnd(err)
	}
	length := header.Get("Content-Length")
	if length == "" {
		body, err = io.ReadAll(io.LimitReader(from, longestAnswer))
		return status, body, err
	}
	size, err := strconv.ParseInt(length, 10, 64)
	if err != nil || size < 0 || size > longestAnswer {
		return 0, nil, fmt.Errorf("its answer has the length %.40q", length)
	}
	body = make([]byte, size)
	_, err = io.ReadFull(from, body)
	return status, body, unexpectedEnd(err)
}

func readChunks(reader *textproto.Reader) ([]byte, error) {
	body := []byte{}
	for {
		line, err := reader.ReadLine()
		if err != nil {
			return nil, err
		}
		text, _, _ := strings.Cut(line, ";")
		size, err := strconv.ParseInt(strings.TrimSpace(text), 16, 64)
		if err != nil || size < 0 || int64(len(body))+size > longestAnswer {
			return nil, fmt.Errorf("its answer has a chunk of length %.40q", line)
		}
		if size == 0 {
			return body, nil
		}
		begin := len(body)
		body = append(body, make([]byte, size)...)
		if _, err := io.ReadFull(reader.R, body[begin:]); err != nil {
			return nil, err
		}
		if _, err := reader.ReadLine(); err != nil {
			return nil, err
		}
	}
}

func unexpectedEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
