#!/bin/sh
# Starts a process of the stack: launch.sh PID_FILE LOG_FILE COMMAND...
# The process id and its start time are on record before the command begins, and stay true: exec keeps both. So
# whoever cleans up later ends this very process, or nothing.
set -eu
pid_file=$1
log_file=$2
shift 2
# The supervisor trusts our certificate authority alone; its children are to trust what the machine trusts.
unset SSL_CERT_FILE
if [ -f "$log_file" ] && [ "$(stat -c %s "$log_file")" -gt 50000000 ]; then
  mv "$log_file" "$log_file.1"
fi
# Straight into the file: a pipe to the supervisor would end its children when it dies.
exec >>"$log_file" 2>&1 </dev/null
echo "$$ $(cut -d ' ' -f 22 "/proc/$$/stat")" >"$pid_file"
exec "$@"
