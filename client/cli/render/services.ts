import type { Listener } from '../../../api/balancer/index.js';
import type { ServedService, ServiceView } from '../../services.js';
import { table } from '../table.js';
import { oneLine, type Paint } from '../terminal.js';

/** Empty for a Service that is not served. */
function stateOf({ condition }: ServedService, paint: Paint): string {
  if (condition === undefined) return '';
  return paint(condition.status === 'True' ? 'green' : 'red', condition.reason);
}

export function serviceTable(services: readonly ServedService[], paint: Paint, isWide: boolean): string[] {
  return table(
    [
      { title: 'NAMESPACE', value: ({ namespace }) => namespace },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'TYPE', value: ({ type }) => type },
      { title: 'ADDRESSES', value: ({ addresses }) => addresses.join(', ') },
      { title: 'PORTS', value: ({ ports }) => ports.join(', ') },
      { title: 'VIP', value: (service) => stateOf(service, paint) },
      ...(isWide
        ? [{ title: 'MESSAGE', value: ({ condition }: ServedService) => oneLine(condition?.message ?? '') }]
        : []),
    ],
    services,
  );
}

export interface ServiceLinesOptions {
  readonly paint: Paint;
  readonly workflowPage: string;
}

/** One Service for people. */
export function serviceLines(view: ServiceView, { paint, workflowPage }: ServiceLinesOptions): string[] {
  const { service, wanted, run, events, unanswered } = view;
  const facts: readonly (readonly [string, string])[] = [
    ['Service', `${service.namespace}/${service.name}`],
    ['Type', service.type],
    ['Addresses', service.addresses.join(', ') || 'none'],
    ...(service.ingress.length > 0 ? [['Ingress', service.ingress.join(', ')] as const] : []),
    ['VIP', stateOf(service, paint) || 'not served'],
    ...(service.condition ? [['Says', service.condition.message] as const] : []),
    ['Workflow', run === undefined ? 'no run is known' : `${run.state} since ${run.startedAt}`],
    ['', workflowPage],
  ];
  return [
    ...facts.map(([name, value]) => `${(name === '' ? '' : `${name}:`).padEnd(13)}${value}`),
    ...(wanted.length > 0 ? ['Listeners and members, as Kubernetes wants them of the balancer now:'] : []),
    ...wanted.flatMap(({ address, listeners }) => listeners.flatMap((one) => listenerLines(address, one))),
    ...events.map(({ reason, message }) => `Event:       ${reason}: ${oneLine(message)}`),
    ...unanswered.map(({ question, sentence }) => `Could not be asked: ${question}: ${sentence}`),
  ];
}

function listenerLines(address: string, { protocol, port, members }: Listener): string[] {
  const where = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return [
    `${where}/${protocol}${members.length === 0 ? '  no endpoint' : ''}`,
    ...members.map((one) => `  ${one.address} ${one.port}${one.state === 'drain' ? ', draining' : ''}`),
  ];
}
