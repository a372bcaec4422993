// The network program of a machine. A container runtime calls it as a CNI plugin, and it hands the call over to the
// agent of the machine; the agent keeps it running as `statewright-cni links` to make links for it.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// Set by the linker.
var version = "unknown"

func main() {
	start := time.Now()
	if os.Getenv("CNI_COMMAND") != "" {
		os.Exit(runCNI(os.Getenv, os.Stdin, os.Stdout, os.Stderr, start))
	}
	if len(os.Args) == 2 && os.Args[1] == "links" {
		if err := serveLinks(os.Stdin, os.Stdout, os.Stderr); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	fmt.Fprintf(os.Stderr, "statewright-cni %s: a CNI plugin (protocol versions %s).\n", version, strings.Join(supportedVersions, ", "))
	fmt.Fprintln(os.Stderr, "A container runtime runs it with CNI_COMMAND; the agent of the machine runs `statewright-cni links`.")
	os.Exit(2)
}
