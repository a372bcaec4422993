import { firstControllerId } from './identity.js';
import { paths } from './paths.js';
import { clientPort, controllerPort } from './rules.js';

/** The member's own server.properties. */
export const ownProperties = `${paths.temporary}/server.properties`;

/**
 * Makes the member's own configuration, formats what is not formatted yet, and becomes the server. A disk that bears
 * another cluster's id is refused by Kafka. Nothing from outside is part of this text: what differs comes by the environment
 * and from files. The name of a pod ends with its ordinal.
 */
export const startScript = `set -eu
ordinal=\${POD_NAME##*-}
host=$POD_NAME.$SERVICE_NAME.$POD_NAMESPACE.svc
case $ROLE in
  controller)
    id=$((${firstControllerId} + ordinal))
    advertised=CONTROLLER://$host:${controllerPort}
    ;;
  *)
    id=$ordinal
    # Clients outside know members by their full names, which the pod's own hosts file tells.
    advertised=PLAINTEXT://$(hostname -f 2>/dev/null || echo $host):${clientPort}
    ;;
esac
{
  cat ${paths.given}/server.properties
  echo node.id=$id
  echo advertised.listeners=$advertised
  if [ "$ROLE" != controller ]; then echo "broker.rack=$NODE_NAME"; fi
} > ${ownProperties}
KAFKA_FORMAT=$(cat ${paths.given}/format-options)
java -Xmx128m kafka.tools.StorageTool format --ignore-formatted --config ${ownProperties} $KAFKA_FORMAT
exec java $KAFKA_JAVA_OPTIONS kafka.Kafka ${ownProperties}
`;
