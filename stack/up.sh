#!/bin/sh
# `npm run up`: brings up the whole platform on this machine. Works before `npm ci`, and after any crash.
set -eu
case " $* " in
  *' --help '* | *' -h '*)
    cat <<'END'
Usage: npm run up [-- --no-sample]

Installs what is missing, starts every real server on this machine, brings up a sample cluster and proves that it works.
Run it again at any time: what runs is left alone, what is missing is started.

  --no-sample    do not bring up the sample cluster

docs/stack.md lists the settings (ports, networks, folders) and tells where everything is.
END
    exit 0
    ;;
esac
. "$(dirname "$0")/enter.sh"
exec node --enable-source-maps dist/stack/main.js up "$@"
