/** Seconds of silence after which a connection is cut if its Service does not say: those of data systems rest for hours. */
const idleSeconds = 24 * 60 * 60;

/**
 * The `defaults` section that all sections of VIPs follow. Nothing is logged by connection. `leastconn` suits connections
 * that last; among members with as many connections it goes round. A member that cannot be reached is passed over.
 */
export function renderDefaults(name: string): string {
  return `defaults ${name}
  mode tcp
  balance leastconn
  option redispatch 1
  option clitcpka
  option srvtcpka
  option splice-auto
  retries 3
  timeout connect 3s
  timeout client ${idleSeconds}s
  timeout server ${idleSeconds}s
  timeout client-fin 30s
  timeout server-fin 30s
`;
}
