import { describe, expect, it } from 'vitest';
import { planNetwork } from '../network/plan.js';
import type { Part } from '../part.js';
import { describeStack } from '../stack.js';
import { closure } from '../steps/run-steps.js';
import { forwardsOf } from './forwards.js';
import { allParts } from './index.js';

const stack = describeStack({ STATEWRIGHT_MACHINES: '9' }, '/project');
const parts = allParts(stack);
const names = parts.map(({ name }) => name);

function twice(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** `address:port` of everything that a part is said to answer at, each once. */
function answersAt({ address = '', ready, environment = {} }: Part): readonly string[] {
  const text = [address, ready.kind === 'http' ? ready.url : '', ...Object.values(environment)].join(' ');
  const own = text.matchAll(/(\d+\.\d+\.\d+\.\d+):(\d+)/g);
  return [...new Set([...own].map(([found]) => found))];
}

describe('the parts of the embedded default', () => {
  it('have names of their own', () => {
    expect(twice(names)).toEqual([]);
  });

  it('need only parts that there are', () => {
    expect(parts.flatMap(({ needs }) => needs).filter((need) => !names.includes(need))).toEqual([]);
  });

  it('can be started in some order: none needs itself by way of others', () => {
    const started = new Set<string>();
    let waiting = parts;
    for (;;) {
      const next = waiting.filter(({ needs }) => needs.every((need) => started.has(need)));
      if (next.length === 0) break;
      next.forEach(({ name }) => started.add(name));
      waiting = waiting.filter(({ name }) => !started.has(name));
    }
    expect(waiting.map(({ name }) => name)).toEqual([]);
  });

  it('answer at addresses of their own', () => {
    // The platform's processes are told where these are.
    const told = ['temporal', 'tvs'];
    const addresses = parts
      .filter(({ name }) => told.includes(name))
      .map(({ address = '' }) => address.replace(/^https:\/\//, ''));
    expect(addresses).toHaveLength(told.length);
    const all = parts.flatMap((part) =>
      answersAt(part).filter((address) => told.includes(part.name) || !addresses.includes(address)),
    );
    expect(all.length).toBeGreaterThan(parts.length / 2);
    expect(twice(all)).toEqual([]);
  });

  it('are forwarded from ports of their own, to parts that there are', () => {
    const forwards = forwardsOf(stack);
    expect(twice(forwards.map(({ port }) => String(port)))).toEqual([]);
    expect(forwards.map(({ server }) => server).filter((server) => !names.includes(server))).toEqual([]);
  });

  it('run in machines that the network has', () => {
    const machines = planNetwork(stack.settings).machines.map(({ name }) => name);
    const used = parts.flatMap(({ place }) => (place.kind === 'machine' ? [place.machine] : []));
    expect([...new Set(used)]).toEqual(machines);
  });

  it('are prepared by steps of which no two share a name, and so a log', () => {
    const steps = closure(parts.flatMap((part) => part.steps));
    expect(twice(steps.map(({ name }) => name))).toEqual([]);
  });
});
