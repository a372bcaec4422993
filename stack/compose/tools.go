//go:build tools

// Package compose pins the reference implementation of the Compose Specification that checks docker-compose.yml.
package compose

import _ "github.com/compose-spec/compose-go/v2/cmd"
