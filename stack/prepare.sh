#!/bin/sh
# Installs and builds what the tests start by themselves; starts nothing.
set -eu
export STATEWRIGHT_FOR_TESTS=yes
. "$(dirname "$0")/enter.sh"
exec node --enable-source-maps dist/stack/main.js prepare
