import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { network } from '../steps/network.js';
import { temporalPort, temporalUiPort } from './temporal.js';

/** A port of this machine's loopback that leads to a server in the control plane's namespace. */
interface Forward {
  readonly name: string;
  readonly purpose: string;
  readonly port: number;
  readonly target: number;
  /** Part that answers there. */
  readonly server: string;
  /** The environment variable that chooses the port. */
  readonly setting: string;
  readonly url: string;
}

export function forwardsOf({ settings: { ports } }: Stack): readonly Forward[] {
  return [
    {
      name: 'forward-temporal-ui',
      purpose: "Temporal's Web UI",
      port: ports.temporalUi,
      target: temporalUiPort,
      server: 'temporal',
      setting: 'STATEWRIGHT_TEMPORAL_UI_PORT',
      url: `http://127.0.0.1:${ports.temporalUi}`,
    },
    {
      name: 'forward-temporal',
      purpose: 'Temporal',
      port: ports.temporal,
      target: temporalPort,
      server: 'temporal',
      setting: 'STATEWRIGHT_TEMPORAL_PORT',
      url: `127.0.0.1:${ports.temporal}`,
    },
    {
      name: 'forward-api',
      purpose: 'the Kubernetes API',
      port: ports.api,
      target: 443,
      server: 'kube-apiserver',
      setting: 'STATEWRIGHT_API_PORT',
      url: `https://127.0.0.1:${ports.api}`,
    },
  ];
}

export function forwards(stack: Stack): readonly Part[] {
  return forwardsOf(stack).map(({ name, purpose, port, target, server, url }) => ({
    name,
    summary: `${purpose} on loopback`,
    kind: 'server',
    needs: [server],
    steps: [network],
    place: { kind: 'host' },
    command: [
      'socat',
      `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`,
      `TCP:${stack.network.controlPlane}:${target}`,
    ],
    ready: { kind: 'none' },
    address: url,
  }));
}
