import { describe, expect, it } from 'vitest';
import { parseServerList, votersOf } from './server-list.js';

describe('the list of servers', () => {
  it('is read as ZooKeeper writes it', () => {
    const list = parseServerList(
      'server.1=a.b.svc:2888:3888:participant;0.0.0.0:2181\n' +
        'server.12=10.0.0.1:2888:3888:observer;0.0.0.0:2181\n' +
        'server.3=c:2888:3888\nserver.4=d:2888:3888;2181\nversion=10000000a',
    );
    expect(list.version).toBe(0x10000000an);
    expect([...list.roles]).toEqual([
      [1, 'participant'],
      [12, 'observer'],
      [3, 'participant'],
      [4, 'participant'],
    ]);
    expect(votersOf(list)).toEqual([1, 3, 4]);
  });

  it.each([[''], ['version=1'], ['server.x=a:1:2']])('is refused without a server: %j', (text) => {
    expect(() => parseServerList(text)).toThrow('names none');
  });
});
