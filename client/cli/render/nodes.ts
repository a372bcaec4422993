import type { FullMachineDescription, MachineSummary } from '../../nodes/nodes.js';
import type { LastSweep } from '../../nodes/last-sweeps.js';
import { formatAge } from '../duration.js';
import { table } from '../table.js';
import { oneLine, type Paint } from '../terminal.js';

export interface NodeFrame {
  readonly paint: Paint;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

function stateOf({ ready, schedulable }: MachineSummary): string {
  return `${ready ? 'Ready' : 'NotReady'}${schedulable ? '' : ', cordoned'}`;
}

function sweepText(sweep: LastSweep | undefined, now: number): string {
  if (sweep === undefined) return '';
  const outcome = sweep.result?.outcome ?? sweep.state.toLowerCase().replaceAll('_', ' ');
  return `${outcome}, ${formatAge(sweep.startedAt, now)} ago`;
}

export function nodeTable(machines: readonly MachineSummary[], now: number): string[] {
  return table(
    [
      { title: 'NAME', value: (it) => it.name },
      { title: 'STATE', value: stateOf },
      { title: 'ADDRESS', value: (it) => it.address },
      { title: 'AGE', value: (it) => formatAge(it.createdAt, now) },
      { title: 'LAST SWEEP', value: (it) => sweepText(it.lastSweep, now) },
    ],
    machines,
  );
}

/** The machine for people: its bridge, its ports with their pods, what is left over, and what nobody answered. */
export function nodeLines(description: FullMachineDescription, { paint, now }: NodeFrame): string[] {
  const { machine, network, unanswered } = description;
  const { lastSweep } = machine;
  const facts: readonly (readonly [string, string])[] = [
    ['Machine', paint('bold', machine.name)],
    ['State', stateOf(machine)],
    ['Address', machine.address],
    ['Bridge', network === undefined ? '' : `${network.bridge}, datapath ${network.datapath}`],
    ['Uplink', network?.uplink === undefined ? '' : `${network.uplink.name} (${network.uplink.type})`],
    ['Switch', network === undefined ? '' : `Open vSwitch ${network.switchVersion}`],
    ['Trouble', network?.trouble === undefined ? '' : paint('red', oneLine(network.trouble))],
    ['Last sweep', sweepText(lastSweep, now)],
    ['', lastSweep?.result === undefined ? '' : oneLine(lastSweep.result.message)],
  ];
  const shown = facts.filter(([, value]) => value !== '');
  const widest = Math.max(...shown.map(([name]) => name.length)) + 1;
  const missing = unanswered.flatMap(({ question, sentence, remedy }) => [
    `${paint('yellow', `${question}:`)} ${oneLine(sentence)}`,
    `  ${oneLine(remedy)}`,
  ]);
  return [
    ...shown.map(([name, value]) => `${(name === '' ? '' : `${name}:`).padEnd(widest)}  ${value}`),
    ...section('Could not be asked', missing, paint),
    ...(network === undefined ? [] : section('Ports', portLines(network), paint)),
    ...(network === undefined ? [] : section('Leftovers', leftoverLines(network), paint)),
  ];
}

type Network = NonNullable<FullMachineDescription['network']>;

function portLines({ ports, morePorts }: Network): string[] {
  if (ports.length === 0) return ['none'];
  const rows = table(
    [
      { title: 'POD', value: (it) => it.pod },
      { title: 'ADDRESSES', value: (it) => it.addresses.join(', ') },
      { title: 'VLAN', value: (it) => (it.vlan === 0 ? 'untagged' : String(it.vlan)) },
      { title: 'PORT', value: (it) => it.name },
      { title: 'MAC', value: (it) => it.mac },
      { title: 'STATE', value: (it) => (it.error === undefined ? classText[it.class] : oneLine(it.error)) },
    ],
    ports,
  );
  return morePorts === 0 ? rows : [...rows, `and ${morePorts} more`];
}

const classText: Readonly<Record<Network['ports'][number]['class'], string>> = {
  inUse: 'in use',
  inUseWithoutLink: 'in use, link missing',
  inUseWithoutPort: 'in use, port missing',
  leftoverPair: 'no sandbox, no pod',
  leftoverPort: 'no sandbox, no pod, no link',
  leftoverLink: 'no sandbox, no port',
  unknown: 'unknown',
};

function leftoverLines({ survey }: Network): string[] {
  if (survey.unread.length > 0) {
    return survey.unread.map(
      ({ list, reason }) => `unknown: the list of ${list} is incomplete: ${oneLine(reason)}`,
    );
  }
  const { leftoverPair, leftoverPort, leftoverLink, inUseWithoutLink, inUseWithoutPort } = survey.counts;
  const lines: readonly (readonly [string, number])[] = [
    ['ports and links without sandbox and pod', leftoverPair],
    ['ports without link, sandbox and pod', leftoverPort],
    ['links without port and sandbox', leftoverLink],
    ['in use, link missing', inUseWithoutLink],
    ['in use, port missing', inUseWithoutPort],
  ];
  const some = lines.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`);
  return some.length === 0 ? ['none'] : some;
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  if (lines.length === 0) return [];
  return ['', paint('bold', `${title}:`), ...lines.map((line) => `  ${line}`)];
}
