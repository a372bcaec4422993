import { paths } from './paths.js';

/**
 * What every member begins with. Nothing from outside is part of this text: what differs comes by the environment and from
 * files. Clients outside know members by their full names, which the pod's own hosts file tells.
 */
export const scriptHead = `set -eu
MEMBER_HOST=$(hostname -f 2>/dev/null || echo "$POD_NAME.$SERVICE_NAME.$POD_NAMESPACE.svc")
export MEMBER_HOST
`;

/** Command line of a server of Hadoop, by its class. */
export function server(name: string): string {
  return `java $HADOOP_JAVA_OPTIONS -Dlog4j.configuration=file:${paths.home}/log4j.properties ${name}`;
}
