import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { pods } from '../../kubernetes/index.js';
import { machinePidFile } from '../../stack/machine/place.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { AddressedSet, addressesOf } from './harness/addressed-set.js';
import { answersPings } from './harness/outside-host.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

const run = promisify(execFile);
const machine = 'm1';
const name = Date.now().toString(36);

let stack: RunningStack;
let living: AddressedSet;
let dying: AddressedSet;

beforeAll(async () => {
  stack = openStack();
  living = new AddressedSet(stack, `e2e-living-${name}`);
  dying = new AddressedSet(stack, `e2e-dying-${name}`);
  await living.create({ replicas: 3, machine });
  await living.ready(3);
});

afterAll(async () => {
  await living.delete();
  await stack.close();
});

/** What a program prints inside the machine. */
async function inMachine(program: string, ...args: readonly string[]): Promise<string> {
  const pid = (await readFile(machinePidFile(stack.stack, machine), 'utf8')).trim();
  const inside = ['--target', pid, '--mount', '--net', '--pid'];
  return (await run('nsenter', [...inside, program, ...args])).stdout;
}

/** Ports of pods in the machine's switch, by name. */
async function ports(): Promise<readonly string[]> {
  const listed = await inMachine('ovs-vsctl', 'list-ports', 'br-pods');
  return listed
    .split('\n')
    .filter((port) => port.startsWith('sw'))
    .toSorted();
}

const linkSchema = z.array(z.looseObject({ ifname: z.string() }));

/** Ends of pods' links that the machine's kernel has, by name. */
async function links(): Promise<readonly string[]> {
  const listed = linkSchema.parse(JSON.parse(await inMachine('ip', '-json', 'link', 'show', 'type', 'veth')));
  return listed
    .map(({ ifname }) => ifname)
    .filter((link) => link.startsWith('sw'))
    .toSorted();
}

/** Pods on the machine with an address of their own. */
async function podsOnMachine(): Promise<number> {
  const { items } = await stack.kubernetes.list(pods, { fieldSelector: `spec.nodeName=${machine}` });
  return items.filter(({ spec }) => spec.hostNetwork !== true).length;
}

describe('agent and container runtime killed while pods are attached', () => {
  it('leave pods that run in the end, and nothing of pods that are gone once the machine was swept', async () => {
    await dying.create({ replicas: 6, machine });
    await waitUntil('some are being attached', async () => (await ports()).length > 3, {
      timeoutMs: 60_000,
      everyMs: 20,
    });
    await Promise.all([stack.kill(`node-${machine}`), stack.kill(`containerd-${machine}`)]);
    await dying.ready(6);
    await stack.kill(`node-${machine}`);
    await dying.delete();

    await waitUntil(
      'the machine is swept clean',
      async () => {
        await stack.statewright.nodes.sweep(machine, { graceSeconds: 1 });
        const [left, there] = [await ports(), await podsOnMachine()];
        return left.length === there && JSON.stringify(await links()) === JSON.stringify(left);
      },
      { timeoutMs: 120_000, everyMs: 1_000 },
    );
    for (const pod of await living.ready(3)) {
      for (const address of addressesOf(pod)) expect(await answersPings(address)).toBe(true);
    }
  });

  it('leave a link and a port that are not ours where they are', async () => {
    await inMachine('ip', 'link', 'add', 'foreign0', 'type', 'veth', 'peer', 'name', 'foreign1');
    await inMachine('ovs-vsctl', 'add-port', 'br-pods', 'foreign0');
    try {
      const { outcome } = await stack.statewright.nodes.sweep(machine, { graceSeconds: 1 });
      expect(['Clean', 'Swept']).toContain(outcome);
      expect(await inMachine('ovs-vsctl', 'list-ports', 'br-pods')).toContain('foreign0');
      expect(await inMachine('ip', 'link', 'show', 'foreign1')).toContain('foreign1');
    } finally {
      await inMachine('ovs-vsctl', '--if-exists', 'del-port', 'br-pods', 'foreign0');
      await inMachine('ip', 'link', 'delete', 'foreign0');
    }
  });

  it('are shown for each machine: ports with their pods, and what the last sweep did', async () => {
    const { code, stdout } = await stack.command('statewright', ['node', 'describe', machine]);
    expect(code).toBe(0);
    for (const { metadata } of await living.ready(3)) expect(stdout).toContain(`default/${metadata.name}`);
    expect(stdout).toMatch(/Last sweep/i);
  });
});
