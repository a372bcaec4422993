package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestNoAnswer(t *testing.T) {
	for command, row := range map[string]struct{ exit, code int }{
		"ADD": {1, codeTryAgain}, "CHECK": {1, codeTryAgain}, "GC": {1, codeTryAgain}, "STATUS": {1, codeNotAvailable}, "DEL": {0, 0},
	} {
		var stdout, stderr bytes.Buffer
		asked := &call{handOver: handOver{Command: command, ContainerID: "c1"}, version: "1.1.0", socket: "/s"}
		if exit := noAnswer(asked, errors.New("because"), &stdout, &stderr); exit != row.exit {
			t.Errorf("%s exits with %d", command, exit)
		}
		if command == "DEL" {
			if stdout.Len() > 0 || !strings.Contains(stderr.String(), "c1") {
				t.Errorf("DEL says %q, and aside %q", stdout.String(), stderr.String())
			}
			continue
		}
		said := cniError{}
		if err := json.Unmarshal(stdout.Bytes(), &said); err != nil || said.Code != row.code || said.Details != "because" {
			t.Errorf("%s says %s", command, stdout.String())
		}
	}
}

func TestCheckAnswer(t *testing.T) {
	for name, row := range map[string]struct {
		command string
		status  int
		answer  string
		good    bool
	}{
		"a result":                       {"ADD", 200, `{"cniVersion":"1.1.0"}`, true},
		"ADD without a result":           {"ADD", 200, "", false},
		"half a result":                  {"ADD", 200, `{"cniVersion`, false},
		"DEL without words":              {"DEL", 200, "", true},
		"an error":                       {"CHECK", 500, `{"code":100,"msg":"m"}`, true},
		"another server's page":          {"ADD", 404, "<html>", false},
		"a status without an error":      {"ADD", 404, "{}", false},
		"an error whose code is no code": {"ADD", 500, `{"code":"x"}`, false},
	} {
		if err := checkAnswer(row.command, row.status, []byte(row.answer)); row.good != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVersionsAreToldWithoutTheAgent(t *testing.T) {
	for config, expected := range map[string]string{
		`{"cniVersion":"1.0.0"}`: `{"cniVersion":"1.0.0","supportedVersions":["0.4.0","1.0.0","1.1.0"]}`,
		``:                       `{"cniVersion":"1.1.0","supportedVersions":["0.4.0","1.0.0","1.1.0"]}`,
	} {
		var stdout, stderr bytes.Buffer
		exit := runCNI(environment("CNI_COMMAND", "VERSION"), strings.NewReader(config), &stdout, &stderr, time.Now())
		if exit != 0 || strings.TrimSpace(stdout.String()) != expected {
			t.Errorf("%s: exit code %d, %s", config, exit, stdout.String())
		}
	}
}
