package main

import (
	"bufio"
	"strings"
	"testing"
)

func TestReadAnswer(t *testing.T) {
	for name, row := range map[string]struct {
		text   string
		status int
		body   string
		fails  bool
	}{
		"of known length":      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, "{}", false},
		"in chunks":            {"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\n\r\n", 500, `{"a":1}`, false},
		"empty, in chunks":     {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "", false},
		"until the end":        {"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n{}", 200, "{}", false},
		"nothing":              {"", 0, "", true},
		"another protocol":     {"SSH-2.0-x\r\n\r\n", 0, "", true},
		"no number":            {"HTTP/1.1 OK\r\n\r\n", 0, "", true},
		"cut in the head":      {"HTTP/1.1 200 OK\r\nContent-Le", 0, "", true},
		"cut in the body":      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}", 0, "", true},
		"cut in a chunk":       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}", 0, "", true},
		"cut between chunks":   {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", 0, "", true},
		"a length below zero":  {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", 0, "", true},
		"a length past reason": {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", 0, "", true},
	} {
		status, body, err := readAnswer(bufio.NewReader(strings.NewReader(row.text)))
		if row.fails != (err != nil) {
			t.Errorf("%s: error %v", name, err)
		}
		if err == nil && (status != row.status || string(body) != row.body) {
			t.Errorf("%s: %d %q", name, status, body)
		}
	}
}
