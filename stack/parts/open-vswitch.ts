import { machinePart, machineScript } from '../machine/place.js';
import type { MachinePlace } from '../network/plan.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';

/** Where the switch's database answers, inside a machine. */
export const ovsdbSocket = '/run/openvswitch/db.sock';

const quiet = ['-vconsole:info', '-vfile:off', '-vsyslog:off'] as const;

/** The virtual switch of a machine: what it is to be, in a database, and the process that makes it so. */
export function openVswitch(stack: Stack, { name }: MachinePlace): readonly Part[] {
  const place = { kind: 'machine', machine: name } as const;
  const database = `ovsdb-${name}`;
  return [
    {
      name: database,
      summary: `what the virtual switch of ${name} is to be`,
      kind: 'server',
      needs: [machinePart(name)],
      steps: [],
      place,
      command: ['sh', machineScript(stack, 'ovsdb.sh')],
      ready: { kind: 'none' },
      stopSeconds: 5,
      address: `${ovsdbSocket} inside`,
    },
    {
      name: `vswitchd-${name}`,
      summary: `the virtual switch of ${name}`,
      kind: 'server',
      // It waits for the database by itself.
      needs: [database],
      steps: [],
      place,
      command: [
        ...(['ovs-vswitchd', `unix:${ovsdbSocket}`, '--no-chdir'] as const),
        '--unixctl=/run/openvswitch/ovs-vswitchd.ctl',
        ...quiet,
      ],
      ready: { kind: 'none' },
      stopSeconds: 5,
    },
  ];
}
