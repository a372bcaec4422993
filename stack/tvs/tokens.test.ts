import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Tokens } from './tokens.js';

let folder: string;
let now = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tvs-tokens-'));
});
afterEach(() => rm(folder, { recursive: true }));

const file = (): string => join(folder, 'tokens.json');
const write = (...tokens: readonly unknown[]): Promise<void> => writeFile(file(), JSON.stringify({ tokens }));
const cluster = { name: 'cluster-a', token: '0123456789abcdef-a', owner: 'a' };
const alice = { name: 'alice', token: '0123456789abcdef-alice', person: true };
const read = (): Promise<Tokens> => Tokens.read(file(), () => now);

it('tells owners, people and strangers apart', async () => {
  await write(cluster, alice);
  const tokens = await read();
  const callers = await Promise.all(
    [
      `Bearer ${cluster.token}`,
      `bearer ${alice.token}`,
      'Bearer 0123456789abcdef',
      cluster.token,
      undefined,
    ].map((header) => tokens.callerOf(header)),
  );
  const known = [
    { kind: 'owner', name: 'cluster-a', owner: 'a' },
    { kind: 'person', name: 'alice' },
  ];
  expect(callers).toEqual([...known, undefined, undefined, undefined]);
});

it('takes new tokens from the file, and keeps the old ones while it cannot be read', async () => {
  await write(cluster);
  const tokens = await read();
  await write(cluster, alice);
  now += 1_000;
  expect(await tokens.callerOf(`Bearer ${alice.token}`)).toBeDefined();
  await writeFile(file(), '{"tokens": [');
  now += 1_000;
  expect(await tokens.callerOf(`Bearer ${alice.token}`)).toBeDefined();
  await write(alice);
  now += 1_000;
  expect(await tokens.callerOf(`Bearer ${cluster.token}`)).toBeUndefined();
});

it.each([
  ['a token that is short', { ...cluster, token: 'short' }],
  ['a token of nobody', { name: 'x', token: cluster.token }],
  ['a token of an owner and a person', { ...cluster, person: true }],
])('does not begin with %s', async (_what, entry) => {
  await write(entry);
  await expect(read()).rejects.toThrow();
});
