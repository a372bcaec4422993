import { paths } from './paths.js';
import { clientPort, patroniPort } from './rules.js';

/**
 * Tells Patroni the member's own addresses, and becomes it. Nothing from outside is part of this text: what differs comes by
 * the environment and from files. A data directory that others may read is refused by PostgreSQL, and a volume that is mounted
 * anew may have been opened to the pod's group.
 */
export const startScript = `set -eu
umask 077
case $POD_IP in
  *:*) host="[$POD_IP]" ;;
  *) host=$POD_IP ;;
esac
if [ -d "$DATA_DIRECTORY" ]; then chmod 700 "$DATA_DIRECTORY"; fi
export PATRONI_NAME=$POD_NAME
export PATRONI_KUBERNETES_NAMESPACE=$POD_NAMESPACE
export PATRONI_KUBERNETES_POD_IP=$POD_IP
export PATRONI_POSTGRESQL_LISTEN=$host:${clientPort}
export PATRONI_POSTGRESQL_CONNECT_ADDRESS=$host:${clientPort}
export PATRONI_RESTAPI_LISTEN=$host:${patroniPort}
export PATRONI_RESTAPI_CONNECT_ADDRESS=$host:${patroniPort}
export HOME=${paths.temporary}
exec patroni ${paths.given}/patroni.yml
`;
