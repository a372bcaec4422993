# Sourced by prepare.sh and up.sh: makes sure of what the stack's program needs. flock comes with util-linux, which
# Debian always has.
cd "$(dirname "$0")/.."
home=${STATEWRIGHT_HOME:-.statewright}
mkdir -p "$home/logs"
if command -v flock >/dev/null; then
  flock "$home/bootstrap.lock" sh stack/bootstrap.sh
else
  sh stack/bootstrap.sh
fi
