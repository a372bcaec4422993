import { paths } from './paths.js';
import { clientPort, peerPort, statusPort, storePort } from './rules.js';

/** Where the script notes that this pod has started its server before. */
const startedBefore = `${paths.temporary}/started-before`;

/** Seconds that a member which was struck off while it ran waits before it comes back. */
export const secondsBeforeComingBack = 120;

/**
 * What both scripts begin with. Clients outside know members by their full names, which the pod's own hosts file tells. Any
 * of three programs will do for asking PD; without one, or without an answer, nothing is known and nothing is emptied.
 *
 * `empty_if` takes a question and empties the member's folders if it is answered with yes, that the data is of no use to anybody. In a
 * pod that has served before, it waits first: the member may be on its way out, and its pod about to go.
 */
const shared = `set -eu
host=$POD_NAME.$SERVICE_NAME.$POD_NAMESPACE.svc
name=$(hostname -f 2>/dev/null || echo "$host")
case $name in "$host".*) ;; *) name=$host ;; esac
ask() {
  curl -sf -m 5 "$1" 2>/dev/null || wget -q -T 5 -O - "$1" 2>/dev/null || busybox wget -q -T 5 -O - "$1" 2>/dev/null
}
ask_others() {
  while read -r pd; do
    if [ "$pd" != "$host" ] && ask "http://$pd:${clientPort}$1"; then return 0; fi
  done < ${paths.given}/pd-hosts
  return 1
}
empty_if() {
  if ! "$1"; then return 0; fi
  if [ -e ${startedBefore} ]; then
    echo "The cluster has struck this member off. It comes back in ${secondsBeforeComingBack} s as a new one."
    trap 'exit 0' TERM INT
    sleep ${secondsBeforeComingBack} &
    wait $!
    if ! "$1"; then return 0; fi
  fi
  echo "The cluster has struck this member off: its old data is deleted."
  rm -rf "$DATA_DIRECTORY" \${RAFT_DIRECTORY:+"$RAFT_DIRECTORY"}
}
`;

/**
 * Becomes a member of PD. Nothing from outside is part of this text: what differs comes by the environment and from files.
 *
 * | has data | of a member that others list | cluster formed | others asked for | does                          |
 * | -------- | ---------------------------- | -------------- | ---------------- | ----------------------------- |
 * | yes      | yes, or not known            |                |                  | goes on with it               |
 * | yes      | no                           | yes            | yes              | empties its folder, joins     |
 * | no       |                              | no             |                  | founds the cluster with all   |
 * | no       |                              | yes            | yes              | joins                         |
 * | no       |                              | yes            | no               | ends: it would found a second |
 */
export const pdScript = `${shared}
struck_off() {
  [ -d "$DATA_DIRECTORY/member" ] || return 1
  members=$(ask_others /pd/api/v1/members) || return 1
  case $members in
    *"\\"http://$host:${peerPort}\\""*) return 1 ;;
    *'"member_id"'*) return 0 ;;
    *) return 1 ;;
  esac
}
empty_if struck_off
founders=$(cat ${paths.given}/initial-cluster)
if [ -d "$DATA_DIRECTORY/member" ]; then
  set --
elif [ -n "$founders" ]; then
  set -- "--initial-cluster=$founders"
else
  others=
  while read -r pd; do
    if [ "$pd" != "$host" ]; then others=$others\${others:+,}http://$pd:${clientPort}; fi
  done < ${paths.given}/pd-hosts
  if [ -z "$others" ]; then
    echo "The only member of PD has lost its data. Restore it with pd-recover: a new cluster would not know the stores."
    exit 1
  fi
  set -- "--join=$others"
fi
touch ${startedBefore}
exec ${paths.pd} "--name=$POD_NAME" "--data-dir=$DATA_DIRECTORY" \\
  --client-urls=http://0.0.0.0:${clientPort} "--advertise-client-urls=http://$name:${clientPort}" \\
  --peer-urls=http://0.0.0.0:${peerPort} "--advertise-peer-urls=http://$host:${peerPort}" \\
  --config=${paths.given}/server.toml "$@"
`;

/**
 * Becomes a store. PD takes no store back that it has buried (Tombstone); its data, of which others have all, is deleted if PD
 * names a buried store of this address and no other, so that it starts as a new store.
 */
export const storeScript = `${shared}
buried() {
  [ -n "$(ls -A "$DATA_DIRECTORY" 2>/dev/null)" ] || return 1
  living=$(ask_others /pd/api/v1/stores) || return 1
  case $living in
    *"\\"$name:${storePort}\\""*) return 1 ;;
    *'"stores"'*) ;;
    *) return 1 ;;
  esac
  gone=$(ask_others '/pd/api/v1/stores?state=2') || return 1
  case $gone in
    *"\\"$name:${storePort}\\""*) return 0 ;;
    *) return 1 ;;
  esac
}
empty_if buried
touch ${startedBefore}
endpoints=
while read -r pd; do endpoints=$endpoints\${endpoints:+,}$pd:${clientPort}; done < ${paths.given}/pd-hosts
exec ${paths.tikv} --addr=0.0.0.0:${storePort} "--advertise-addr=$name:${storePort}" \\
  --status-addr=0.0.0.0:${statusPort} "--advertise-status-addr=$name:${statusPort}" \\
  "--pd-endpoints=$endpoints" "--data-dir=$DATA_DIRECTORY" "--labels=host=$NODE_NAME" \\
  --config=${paths.given}/server.toml
`;
