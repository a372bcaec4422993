import { paths } from './paths.js';
import { masterPort, tserverPort } from './rules.js';

/**
 * Becomes the server. It makes its folders on new volumes itself. Nothing from outside is part of this text: what differs comes
 * by the environment and from the file of flags. Clients outside know members by their full names, which the pod's own hosts
 * file tells.
 */
export const startScript = `set -eu
case $ROLE in
  master) port=${masterPort} ;;
  *) port=${tserverPort} ;;
esac
export PATH=${paths.home}/bin:$PATH
host=$POD_NAME.$SERVICE_NAME.$POD_NAMESPACE.svc
if [ "$ROLE" != master ]; then host=$(hostname -f 2>/dev/null || echo $host); fi
exec "kudu-$ROLE" --flagfile=${paths.given}/kudu.flags \\
  --rpc_bind_addresses="$POD_IP:$port" --rpc_advertised_addresses="$host:$port" --webserver_interface="$POD_IP"
`;
