import { paths } from './paths.js';
import { adminPort, clientPort, electionPort, quorumPort } from './rules.js';

/**
 * Makes the member's own configuration on its volume and becomes the server. ZooKeeper keeps its list of servers beside
 * zoo.cfg and names the newest in it.
 *
 * | list on the volume | names this member | cluster was formed | begins with                                            |
 * | ------------------ | ----------------- | ------------------ | ------------------------------------------------------ |
 * | yes                | yes               | any                | that list                                              |
 * | yes                | no                | any                | that list and itself as an observer: it was taken out  |
 * | no                 |                   | no                 | all that the spec asks for: they found the cluster     |
 * | no                 |                   | yes                | the others as the spec has them and itself as an observer |
 *
 * In the last case its volume is empty, and it waits until the others have a leader: a server that has forgotten what it
 * agreed to must not help to elect one. Nothing from outside is part of this text.
 */
export const startScript = `set -eu
ordinal=\${POD_NAME##*-}
host=$POD_NAME.$SERVICE_NAME.$POD_NAMESPACE.svc
id=$((FIRST_ID + ordinal))
configuration=$DATA/configuration
mkdir -p "$configuration" "$DATA/data" "$LOG/log"
echo $id > "$DATA/data/myid"
list=$(sed -n 's/^dynamicConfigFile=//p' "$configuration/zoo.cfg" 2>/dev/null | tail -n 1)
as_observer() {
  sed -e "/^server\\.$id=/d" -e '/^version=/d' "$1"
  echo
  echo "server.$id=$host:${quorumPort}:${electionPort}:observer;${clientPort}"
}
someone_serves() {
  for other in $(sed -n "/^server\\.$id=/d; s/^server\\.[0-9]*=\\([^:]*\\):.*/\\1/p" ${paths.given}/servers); do
    if curl -fs -o /dev/null --max-time 3 "http://$other:${adminPort}/commands/stats"; then return 0; fi
  done
  return 1
}
if [ -z "$list" ] || [ ! -s "$list" ]; then
  list=$configuration/zoo.cfg.dynamic
  if [ "$(cat ${paths.given}/formed)" = yes ]; then
    until someone_serves; do
      echo "The volume is empty and no other server serves: waiting for them to have a leader."
      sleep 3
    done
    as_observer ${paths.given}/servers > "$list.own"
  else
    cat ${paths.given}/servers > "$list.own"
  fi
  mv "$list.own" "$list"
elif ! grep -q "^server\\.$id=" "$list"; then
  as_observer "$list" > "$configuration/own"
  list=$configuration/zoo.cfg.dynamic
  mv "$configuration/own" "$list"
fi
{
  cat ${paths.given}/zoo.cfg
  echo "dynamicConfigFile=$list"
} > "$configuration/zoo.cfg.own"
mv "$configuration/zoo.cfg.own" "$configuration/zoo.cfg"
# What servers are told of the superuser: a digest, from which the password cannot be told.
digest=$(python3 -c 'import base64, hashlib, os
credentials = "super:" + os.environ["SUPERUSER_PASSWORD"]
print("super:" + base64.b64encode(hashlib.sha1(credentials.encode()).digest()).decode())')
unset SUPERUSER_PASSWORD
exec java $ZOOKEEPER_JAVA_OPTIONS "-Dzookeeper.DigestAuthenticationProvider.superDigest=$digest" \\
  org.apache.zookeeper.server.quorum.QuorumPeerMain "$configuration/zoo.cfg"
`;
