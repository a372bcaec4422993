package main

import (
	"encoding/json"
	"io"
)

// Error codes of the CNI specification.
const (
	codeVersion      = 1
	codeEnvironment  = 4
	codeIO           = 5
	codeDecoding     = 6
	codeConfig       = 7
	codeTryAgain     = 11
	codeNotAvailable = 50
)

// cniError is a failure in the form that the specification gives it.
type cniError struct {
	CNIVersion string `json:"cniVersion"`
	Code       int    `json:"code"`
	Msg        string `json:"msg"`
	Details    string `json:"details,omitempty"`
}

func failure(code int, message string) *cniError {
	return &cniError{CNIVersion: supportedVersions[len(supportedVersions)-1], Code: code, Msg: message}
}

func (e *cniError) inVersion(version string) *cniError {
	e.CNIVersion = version
	return e
}

// print writes the failure where the runtime looks for it, and returns the exit code.
func (e *cniError) print(stdout io.Writer) int {
	// A struct of strings and a number always has a JSON form.
	text, _ := json.Marshal(e)
	stdout.Write(append(text, '\n'))
	return 1
}
