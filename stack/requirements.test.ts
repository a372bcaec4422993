import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../test/harness/project-root.js';

type Version = readonly [number, number];
const newer = (one: Version, other: Version): Version =>
  one[0] > other[0] || (one[0] === other[0] && one[1] > other[1]) ? one : other;
const version = (major = '', minor = ''): Version => [Number(major), Number(minor)];

let go: Version;
let node: Version;
beforeAll(async () => {
  const folders = await readdir(join(projectRoot, 'stack'), { recursive: true });
  const modules = folders.filter((file) => /^[\w-]+\/go\.mod$/.test(file));
  const texts = await Promise.all(modules.map((file) => readFile(join(projectRoot, 'stack', file), 'utf8')));
  expect(texts.length).toBeGreaterThan(3);
  go = texts
    .map((text) => /^go (\d+)\.(\d+)/m.exec(text) ?? [])
    .map(([, major, minor]) => version(major, minor))
    .reduce(newer);
  const engines = /"node": ">=(\d+)\.(\d+)/.exec(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  node = version(engines?.[1], engines?.[2]);
});

describe('what must be installed before the first `npm run up`', () => {
  it.each(['README.md', 'stack/bootstrap.sh'])(
    'is told by %s as the go.mod files and package.json ask for it',
    async (file) => {
      const text = await readFile(join(projectRoot, file), 'utf8');
      expect(text).toContain(
        `Node ${node.join('.')} or newer, Go ${go.join('.')} or newer, Java 17 and Python 3`,
      );
    },
  );
});
