#!/bin/sh
# `npm run down`: stops what `npm run up` started, by recorded process id, and removes what it left in the kernel.
set -eu
cd "$(dirname "$0")/.."
case " $* " in
  *' --help '* | *' -h '*)
    cat <<'END'
Usage: npm run down [-- --keep-data]

Stops what `npm run up` started, and removes its data. What was built stays in the cache.

  --keep-data    keep what the servers remember; the next `npm run up` goes on with it
END
    exit 0
    ;;
esac
if [ ! -f dist/stack/main.js ]; then
  echo 'Nothing was ever started from here.'
  exit 0
fi
exec node --enable-source-maps dist/stack/main.js down "$@"
