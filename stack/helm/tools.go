//go:build tools

// Package helm pins the Helm that installs and checks charts/statewright.
package helm

import _ "helm.sh/helm/v3/cmd/helm"
