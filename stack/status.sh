#!/bin/sh
# `npm run status`: each part with its health, address and log. Ends with 0 if all of them are well.
set -eu
cd "$(dirname "$0")/.."
if [ ! -f dist/stack/main.js ]; then
  echo 'Nothing runs. `npm run up` starts everything.'
  exit 1
fi
exec node --enable-source-maps dist/stack/main.js status "$@"
