//go:build tools

// Package processcompose pins the supervisor of the embedded default.
package processcompose

import _ "github.com/f1bonacc1/process-compose"
