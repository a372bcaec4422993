import { describe, expect, it } from 'vitest';
import { belongsInImage, packageLockSchema, productionFolders } from './contents.js';

const releases = 'node_modules/@temporalio/core-bridge/releases';

describe('what goes into the image', () => {
  it('takes packages that are needed at run time, nested ones too, and leaves out those for building and types', () => {
    const lock = packageLockSchema.parse({
      lockfileVersion: 3,
      packages: {
        '': { name: 'statewright' },
        'node_modules/zod': { version: '4' },
        'node_modules/vitest': { dev: true },
        'node_modules/esbuild': { devOptional: true },
        'node_modules/@types/node': {},
        'node_modules/a/node_modules/b': { optional: true },
      },
    });
    expect(productionFolders(lock)).toEqual(['node_modules/a/node_modules/b', 'node_modules/zod']);
  });

  it("keeps the bridge's library for this processor only, and none of its Rust sources", () => {
    expect(belongsInImage(releases, 'x64')).toBe(true);
    expect(belongsInImage(`${releases}/x86_64-unknown-linux-gnu/index.node`, 'x64')).toBe(true);
    expect(belongsInImage(`${releases}/aarch64-unknown-linux-gnu/index.node`, 'x64')).toBe(false);
    expect(belongsInImage(`${releases}/aarch64-unknown-linux-gnu/index.node`, 'arm64')).toBe(true);
    expect(belongsInImage(`${releases}/x86_64-apple-darwin`, 'x64')).toBe(false);
    expect(belongsInImage('node_modules/@temporalio/core-bridge/sdk-core/Cargo.toml', 'x64')).toBe(false);
    expect(belongsInImage('node_modules/@temporalio/core-bridge/lib/index.js', 'x64')).toBe(true);
  });

  it('leaves out type declarations and source maps and keeps licences', () => {
    expect(belongsInImage('node_modules/zod/index.d.cts', 'x64')).toBe(false);
    expect(belongsInImage('dist/api/index.js.map', 'x64')).toBe(false);
    expect(belongsInImage('node_modules/zod/LICENSE', 'x64')).toBe(true);
    expect(belongsInImage('node_modules/zod/index.js', 'x64')).toBe(true);
  });
});
