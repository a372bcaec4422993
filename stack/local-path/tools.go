//go:build tools

// Package localpath pins the provisioner of directory volumes of the embedded default.
package localpath

import _ "github.com/rancher/local-path-provisioner"
