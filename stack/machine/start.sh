#!/bin/sh
# Starts a machine: start.sh NAME NETWORK_NAMESPACE STATE_FOLDER PID_FILE
# When this process dies, the machine's first process is killed, and with it every process inside.
set -eu
name=$1
namespace=$2
state=$3
pid_file=$4
rm -f "$pid_file"
# Control groups of a former life of the machine: what ran in them died with it.
here=$(dirname "$0")
sh "$here/cgroups.sh" make "statewright/$name"
exec nsenter --net="$namespace" unshare --pid --fork --kill-child --mount --uts --ipc \
  sh "$here/boot.sh" "$name" "$state" "$pid_file"
