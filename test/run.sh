#!/bin/sh
# Everything CI runs: `npm test`; with names of parts, those alone: `sh test/run.sh unit systems`. Works before `npm ci`, on a
# bare machine. Uses the stack that runs already, or starts one for the tests and stops it afterwards. Prints a closing
# line `N passed, N failed, N skipped` over all parts.
set -eu
cd "$(dirname "$0")/.."
export NO_COLOR=1 CI="${CI:-true}"

results="$(mktemp -d)"
started=no
finish() {
  code=$?
  trap - EXIT INT TERM
  [ "$started" = no ] || sh stack/down.sh || code=1
  node test/closing-line.mjs "$results" || code=1
  rm -rf "$results"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

step() {
  printf '\n== %s\n' "$1"
  shift
  "$@"
}

# A part that fails does not keep the others from being run and counted.
failed=0
part() {
  name="$1"
  step "$name" env STATEWRIGHT_TEST_RESULT="$results/$name.json" npx --no-install vitest run --project "$name" || failed=1
}

[ "$#" -gt 0 ] || set -- unit integration e2e
case " $* " in *' systems '*) export STATEWRIGHT_SYSTEMS=all ;; esac
step 'prepare' sh stack/prepare.sh
step 'generated files are up to date' node dist/tools/generate.js --check
step 'lint' npm run --silent lint
up=no
for name; do
  case "$name:$up" in
    e2e:no | systems:no)
      sh stack/status.sh >/dev/null 2>&1 || started=yes
      step 'up' sh stack/up.sh
      up=yes
      ;;
  esac
  part "$name"
done
[ "$failed" -eq 0 ]
