/** How the scripts end, beside 0. Numbers of sysexits.h. */
export const ended = {
  /** HAProxy does not take the configuration; nothing was changed. */
  refused: 65,
  /** The files are in place, but HAProxy could not be told. The next script tells it. */
  notReloaded: 69,
  /** Somebody wrote meanwhile. */
  changed: 75,
} as const;

/**
 * One at a time; $1 the folder, $2 the user's own configuration, the rest the command that reloads. What is in force is
 * marked by its digest, so that a reload that failed, or was never reached, is made up for by whoever comes next.
 * A master that is in the middle of a reload listens to nobody for a moment, so it is told more than once.
 */
const preamble = `set -eu
cd -- "$1"
base=$2
shift 2
exec 9>statewright.lock
flock 9
digest() { sha256sum <"$1" 2>/dev/null | cut -d ' ' -f 1; }
reload_if_due() {
  [ -e statewright.cfg ] || return 0
  now=$(digest statewright.cfg)
  [ "$now" = "$(cat statewright.loaded 2>/dev/null)" ] && return 0
  tries=1
  until "$@" >&2 9>&-; do
    [ "$tries" -lt 5 ] || exit ${ended.notReloaded}
    tries=$((tries + 1))
    sleep 0.4
  done
  printf %s "$now" >statewright.loaded
}
`;

/** Prints the digest of the records on a line, then the records; the digest of nothing if there are none. */
export const readScript = `${preamble}
reload_if_due "$@"
touch statewright.json
digest statewright.json
cat statewright.json
`;

/** First of the rest: the digest that the records must have. Input: the new records on a line, then the configuration. */
export const commitScript = `${preamble}
expected=$1
shift
[ "$(digest statewright.json)" = "$expected" ] || exit ${ended.changed}
umask 077
cat >statewright.next
head -n 1 statewright.next >statewright.json.next
tail -n +2 statewright.next >statewright.cfg.next
rm statewright.next
haproxy -c -q -f "$base" -f statewright.cfg.next >&2 || exit ${ended.refused}
sync statewright.json.next statewright.cfg.next
mv statewright.cfg.next statewright.cfg
mv statewright.json.next statewright.json
reload_if_due "$@"
`;
