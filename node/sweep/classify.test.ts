import { describe, expect, it } from 'vitest';
import { aliasOf } from '../links/protocol.js';
import type { PodPort } from '../ovsdb/port-facts.js';
import { classify, reasonToKeep, suspectsOf, type Lists } from './classify.js';

const port: PodPort = {
  name: 'sw1',
  portId: 'p1',
  interfaceId: 'i1',
  owner: { containerId: 'c1', ifname: 'eth0', netns: '', namespace: 'shop', pod: 'web-0', podUid: 'u1' },
  mac: undefined,
  addresses: [],
  rates: {},
  tag: 0,
  ofport: 1,
  error: undefined,
};
const link = { name: 'sw1', index: 7, alias: aliasOf('c1') };

function lists(of: Partial<Lists>): Lists {
  return { ports: [], links: [], sandboxes: new Set(), pods: new Set(), ...of };
}
const sandboxes = new Set(['c1']);
const pods = new Set(['u1']);
const never = () => false;

describe('port, link and what lives there', () => {
  it.each<[string, Partial<Lists>, boolean, string]>([
    ['port, link, sandbox', { ports: [port], links: [link], sandboxes }, false, 'inUse'],
    ['port, link, pod', { ports: [port], links: [link], pods }, false, 'inUse'],
    ['port, link, being added', { ports: [port], links: [link] }, true, 'inUse'],
    ['port, sandbox', { ports: [port], sandboxes }, false, 'inUseWithoutLink'],
    ['link, sandbox', { links: [link], sandboxes }, false, 'inUseWithoutPort'],
    ['link, being added', { links: [link] }, true, 'inUseWithoutPort'],
    ['port, link', { ports: [port], links: [link] }, false, 'leftoverPair'],
    ['port', { ports: [port] }, false, 'leftoverPort'],
    ['link', { links: [link] }, false, 'leftoverLink'],
  ])('%s', (_, of, adding, expected) => {
    expect(classify(lists(of), () => adding).map((one) => one.class)).toEqual([expected]);
  });

  it('do not show what does not bear our mark, whatever its name', () => {
    expect(classify(lists({ links: [{ name: 'sw1', index: 7, alias: 'mine' }] }), never)).toEqual([]);
  });

  it('are kept apart from a link that another sandbox made under the same name', () => {
    const both = lists({
      ports: [port],
      links: [{ ...link, alias: aliasOf('c2') }],
      sandboxes: new Set(['c2']),
    });
    expect(classify(both, never).map((one) => one.class)).toEqual(['inUse']);
  });
});

describe('the last look at a suspect', () => {
  const [suspect] = suspectsOf(classify(lists({ ports: [port], links: [link] }), never));
  const now = (of: Partial<Lists>) => classify(lists(of), never)[0];
  it.each<[string, Partial<Lists>, string | undefined]>([
    ['is as it was: goes', { ports: [port], links: [link] }, undefined],
    ['is gone', {}, 'it is gone already'],
    ['has a sandbox', { ports: [port], links: [link], sandboxes }, 'it is in use'],
    [
      'has another port',
      { ports: [{ ...port, portId: 'p2' }], links: [link] },
      'its port was made anew, or removed',
    ],
    [
      'has another link',
      { ports: [port], links: [{ ...link, index: 8 }] },
      'its link was made anew, or removed',
    ],
  ])('%s', (_, of, reason) => {
    expect(suspect && reasonToKeep(suspect, now(of))).toBe(reason);
  });
});
