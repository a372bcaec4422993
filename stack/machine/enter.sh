#!/bin/sh
# Runs a command inside a machine: enter.sh PID_FILE COMMAND...
# Waits up to ten seconds for the machine to have booted.
set -eu
pid_file=$1
shift
tries=0
until [ -f "$pid_file" ] && [ -d "/proc/$(cat "$pid_file")" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 100 ]; then
    echo "the machine of $pid_file is not running" >&2
    exit 1
  fi
  sleep 0.1
done
pid=$(cat "$pid_file")
# The process on record is nsenter, which waits for the one inside: that one is to end with it, however it ends.
exec nsenter --target "$pid" --pid --mount --uts --ipc --net setpriv --pdeathsig KILL "$@"
