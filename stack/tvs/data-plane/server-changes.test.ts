import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Member } from '../../../api/balancer/index.js';
import { sectionsOf, type Section } from '../../../api/balancer/haproxy/index.js';
import { runningAs, sectionsChange, serverCommands, type RunningServer } from './server-changes.js';

const members = fc.uniqueArray(
  fc.record<Member>({
    address: fc.constantFrom('10.90.0.11', '10.90.0.12', '10.90.0.13', '10.90.0.14'),
    port: fc.constantFrom(9200, 9300),
    weight: fc.integer({ min: 0, max: 256 }),
    state: fc.constantFrom('up', 'drain'),
  }),
  { selector: ({ address, port }) => `${address} ${port}` },
);

function section(ofMembers: readonly Member[], port = 9200): Section {
  const service = { namespace: 'shop', name: 'search', uid: 'u' };
  const listeners = [{ protocol: 'TCP' as const, port, members: ofMembers }];
  const [only] = sectionsOf(
    { address: '10.96.0.1', service, listeners, sourceRanges: [] },
    { defaults: 'vips' },
  );
  if (only === undefined) throw new Error('no section');
  return only;
}

function loaded({ servers }: Section): Map<string, RunningServer> {
  return new Map([...servers].map(([name, server]) => [name, runningAs(server)]));
}

/** HAProxy's side of the runtime commands; `busy` servers have connections and cannot be deleted. */
function follow(
  running: ReadonlyMap<string, RunningServer>,
  commands: readonly string[],
  busy: ReadonlySet<string>,
): Map<string, RunningServer> {
  const servers = new Map(running);
  for (const command of commands) {
    const [, verb, name = '', rest = ''] = /^(\w+) (?:server|health) [^/]+\/(\S+) ?(.*)$/.exec(command) ?? [];
    const before = servers.get(name);
    const weight = /weight (\d+)/.exec(rest)?.[1];
    const state = /state (\w+)/.exec(rest)?.[1];
    if (verb === 'add') {
      expect(before).toBeUndefined();
      servers.set(name, { weight: Number(weight), isTaking: false });
    } else if (verb === 'del') {
      expect(before?.isTaking).toBe(false);
      if (!busy.has(name)) servers.delete(name);
    } else if (verb === 'set' && before !== undefined) {
      servers.set(name, {
        weight: weight === undefined ? before.weight : Number(weight),
        isTaking: state === undefined ? before.isTaking : state === 'ready',
      });
    }
  }
  return servers;
}

describe('a change of servers', () => {
  it('ends by the socket where a reload ends, but for servers out of service that still have connections', () => {
    fc.assert(
      fc.property(fc.array(members, { minLength: 2, maxLength: 5 }), fc.boolean(), (lists, isBusy) => {
        let running = loaded(section(lists[0] ?? []));
        for (const list of lists) {
          const wanted = section(list);
          const commands = serverCommands(wanted, running).map(({ text }) => text);
          running = follow(running, commands, isBusy ? new Set(running.keys()) : new Set());
          const ofUse = [...running].filter(([name, { isTaking }]) => wanted.servers.has(name) || isTaking);
          expect(new Map(ofUse)).toEqual(loaded(wanted));
          if (!isBusy) expect(serverCommands(wanted, running)).toEqual([]);
        }
      }),
    );
  });

  it('never takes a server out of service that is wanted', () => {
    fc.assert(
      fc.property(members, members, (before, after) => {
        const wanted = section(after);
        const commands = serverCommands(wanted, loaded(section(before))).map(({ text }) => text);
        for (const [name, { isTaking }] of wanted.servers)
          if (isTaking) expect(commands).not.toContain(`set server ${wanted.name}/${name} state maint`);
      }),
    );
  });
});

describe('what a change takes', () => {
  const member: Member = { address: '10.90.0.11', port: 9200, weight: 1, state: 'up' };
  const frames = (...sections: readonly Section[]): ReadonlyMap<string, string> =>
    new Map(sections.map(({ name, frame }) => [name, frame.join('\n')]));
  const before = section([member]);

  it.each([
    ['nothing where all is as loaded', [before], 'none'],
    ['commands for other members', [section([])], 'commands'],
    ['a reload for one more listener', [before, section([member], 9300)], 'reload'],
    ['a reload for one listener less', [], 'reload'],
    [
      'a reload for another frame',
      [{ ...before, frame: [...before.frame, '  timeout server 1s'] }],
      'reload',
    ],
    [
      'a reload for thousands of commands',
      [section(Array.from({ length: 2_000 }, (_, index) => ({ ...member, port: 1_000 + index })))],
      'reload',
    ],
  ])('is %s', (_, wanted, kind) => {
    const running = new Map([[before.name, loaded(before)]]);
    expect(sectionsChange(frames(before), running, wanted).kind).toBe(kind);
  });
});
