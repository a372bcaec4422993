//go:build tools

// Package kwok pins the simulator of machines and pods that benches use for numbers no single machine can run for real.
package kwok

import _ "sigs.k8s.io/kwok/cmd/kwok"
