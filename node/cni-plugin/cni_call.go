package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

const (
	defaultSocket  = "/run/statewright/cni.sock"
	defaultTimeout = 60 * time.Second
)

// Versions of the CNI specification, oldest first. The last one is the one that errors speak when none was agreed on.
var supportedVersions = []string{"0.4.0", "1.0.0", "1.1.0"}

// The environment variables without which a command means nothing.
// https://github.com/containernetworking/cni/blob/main/SPEC.md#cni-operations
var neededVariables = map[string][]string{
	"ADD":     {"CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"},
	"CHECK":   {"CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"},
	"DEL":     {"CNI_CONTAINERID", "CNI_IFNAME"},
	"GC":      {},
	"STATUS":  {},
	"VERSION": {},
}

// handOver is what the agent is told.
type handOver struct {
	Command          string          `json:"command"`
	ContainerID      string          `json:"containerId"`
	Netns            string          `json:"netns"`
	Ifname           string          `json:"ifname"`
	Args             string          `json:"args"`
	Path             string          `json:"path"`
	ValidAttachments json.RawMessage `json:"validAttachments,omitempty"`
	Config           json.RawMessage `json:"config"`
}

// call is one call of the runtime, understood.
type call struct {
	handOver
	version string
	socket  string
	timeout time.Duration
}

type networkConfig struct {
	CNIVersion       string          `json:"cniVersion"`
	Socket           string          `json:"socket"`
	TimeoutSeconds   float64         `json:"timeoutSeconds"`
	ValidAttachments json.RawMessage `json:"cni.dev/valid-attachments"`
}

// readCall reads the environment and the network configuration of a call.
func readCall(getenv func(string) string, stdin io.Reader) (*call, *cniError) {
	command := getenv("CNI_COMMAND")
	needed, known := neededVariables[command]
	if !known {
		return nil, failure(codeEnvironment, fmt.Sprintf("CNI_COMMAND %q is not known", command))
	}
	text, err := io.ReadAll(stdin)
	if err != nil {
		return nil, failure(codeIO, "the network configuration cannot be read from standard input: "+err.Error())
	}
	text = bytes.TrimSpace(text)
	if len(text) == 0 && command == "VERSION" {
		text = []byte("{}")
	}
	config := networkConfig{}
	if err := json.Unmarshal(text, &config); err != nil || text[0] != '{' {
		return nil, failure(codeDecoding, "the network configuration is not a JSON object of the known form: "+reason(err, text))
	}
	made := &call{version: config.CNIVersion, socket: config.Socket, timeout: defaultTimeout}
	if failed := checkVersion(command, config.CNIVersion); failed != nil {
		return nil, failed
	}
	missing := slices.DeleteFunc(slices.Clone(needed), func(name string) bool { return getenv(name) != "" })
	if len(missing) > 0 {
		failed := failure(codeEnvironment, fmt.Sprintf("%s needs %s", command, strings.Join(missing, ", ")))
		return nil, failed.inVersion(config.CNIVersion)
	}
	if config.TimeoutSeconds < 0 {
		return nil, failure(codeConfig, "timeoutSeconds is below 0").inVersion(config.CNIVersion)
	}
	if config.TimeoutSeconds > 0 {
		made.timeout = time.Duration(config.TimeoutSeconds * float64(time.Second))
	}
	if made.socket == "" {
		made.socket = defaultSocket
	}
	made.handOver = handOver{
		Command: command, ContainerID: getenv("CNI_CONTAINERID"), Netns: getenv("CNI_NETNS"), Ifname: getenv("CNI_IFNAME"),
		Args: getenv("CNI_ARGS"), Path: getenv("CNI_PATH"), ValidAttachments: config.ValidAttachments, Config: text,
	}
	return made, nil
}

func checkVersion(command, asked string) *cniError {
	if command == "VERSION" {
		return nil
	}
	if !slices.Contains(supportedVersions, asked) {
		if asked == "" {
			// So the specification says of a configuration without a version.
			asked = "0.1.0"
		}
		return failure(codeVersion, fmt.Sprintf("cniVersion %s is not supported; use %s", asked, strings.Join(supportedVersions, ", ")))
	}
	if (command == "GC" || command == "STATUS") && asked != "1.1.0" {
		return failure(codeVersion, fmt.Sprintf("cniVersion %s knows no %s; 1.1.0 does", asked, command)).inVersion(asked)
	}
	return nil
}

func reason(err error, text []byte) string {
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("it begins with %q", text[:1])
}
