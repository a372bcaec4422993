package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// runCNI answers one call of the runtime; returns the exit code. The call ends within its time-out after start.
func runCNI(getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer, start time.Time) int {
	call, failed := readCall(getenv, stdin)
	if failed != nil {
		return failed.print(stdout)
	}
	if call.Command == "VERSION" {
		return printVersions(call.version, stdout)
	}
	body, err := json.Marshal(call.handOver)
	if err != nil {
		return failure(codeDecoding, err.Error()).inVersion(call.version).print(stdout)
	}
	status, answer, err := exchange(call.socket, body, start.Add(call.timeout))
	if err == nil {
		err = checkAnswer(call.Command, status, answer)
	}
	if err != nil {
		return noAnswer(call, err, stdout, stderr)
	}
	if _, err := stdout.Write(answer); err != nil {
		fmt.Fprintln(stderr, "statewright-cni: the answer cannot be written:", err)
		return 1
	}
	if status != 200 {
		return 1
	}
	return 0
}

func printVersions(asked string, stdout io.Writer) int {
	if asked == "" {
		asked = supportedVersions[len(supportedVersions)-1]
	}
	text, _ := json.Marshal(map[string]any{"cniVersion": asked, "supportedVersions": supportedVersions})
	if _, err := stdout.Write(append(text, '\n')); err != nil {
		return 1
	}
	return 0
}

// checkAnswer tells the agent's answer from one that was cut off, or is somebody else's.
func checkAnswer(command string, status int, answer []byte) error {
	if status != 200 {
		said := cniError{}
		if err := json.Unmarshal(answer, &said); err != nil || said.Code == 0 {
			return fmt.Errorf("it answered with status %d and no error of CNI", status)
		}
		return nil
	}
	if len(answer) == 0 && command != "ADD" {
		return nil
	}
	if !json.Valid(answer) {
		return errors.New("its answer is not JSON")
	}
	return nil
}

// noAnswer is what the runtime hears when nothing is known of what the agent did.
//
//	| Command    | Outcome                                                                                           |
//	| ---------- | ------------------------------------------------------------------------------------------------- |
//	| DEL        | success: no pod may hang in its deletion; the link goes with the sandbox, the sweep takes the rest |
//	| STATUS     | 50, not available                                                                                 |
//	| all others | 11, try again later                                                                               |
func noAnswer(call *call, err error, stdout, stderr io.Writer) int {
	message := "the agent of this machine does not answer at " + call.socket
	code := codeTryAgain
	switch call.Command {
	case "DEL":
		fmt.Fprintf(stderr, "statewright-cni: %s (%v); container %s is left to the sweep\n", message, err, call.ContainerID)
		return 0
	case "STATUS":
		code = codeNotAvailable
	}
	failed := failure(code, message).inVersion(call.version)
	failed.Details = err.Error()
	return failed.print(stdout)
}
