import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { distributedClusterManifestSchema } from '../api/distributed-cluster.js';
import { validateSpec } from '../api/validation/spec.js';
import { projectRoot } from '../test/harness/project-root.js';
import { catalog, catalogRules } from './index.js';

const file = (path: string): Promise<string> => readFile(join(projectRoot, path), 'utf8');

describe.each(catalogRules.map((rules) => [rules.title, rules] as const))('%s', (_title, rules) => {
  const { component: name, nodeTypes } = rules;
  const page = (): Promise<string> => file(`docs/components/${name}.md`);

  it('has a page that tells how to take a member offline, or why there is no drain', async () => {
    const text = await page();
    const offline = /taking a member offline/i;
    expect(text).toMatch(catalog.component(name)?.membership === undefined ? /No drain: \S/ : offline);
  });

  it('has an example of itself that is valid', async () => {
    const example = distributedClusterManifestSchema.parse(parse(await file(`examples/${name}.yaml`)));
    expect(example.spec.component).toBe(name);
    expect(validateSpec(example.spec, catalogRules)).toEqual([]);
  });

  it('tells where its metrics are, or why it has none', async () => {
    if (nodeTypes.some(({ metrics }) => metrics === undefined))
      expect(await page()).toMatch(/No metrics endpoint: \S/);
    for (const { metrics } of nodeTypes) {
      if (metrics === undefined) continue;
      const port = z.int().min(1).max(65_535);
      expect(port.safeParse(metrics.port).success).toBe(true);
      expect(metrics.path).toMatch(/^\//);
    }
  });

  it('restarts each of its node types', () => {
    const order = catalog.component(name)?.rolloutOrder ?? [];
    expect(order.toSorted()).toEqual(nodeTypes.map((type) => type.name).toSorted());
  });

  it('has a health that says when nobody answers', async () => {
    const { signal } = new AbortController();
    await expect(
      catalog.component(name)?.health({ endpoints: [], members: 1, signal }),
    ).rejects.toMatchObject({
      code: 'ComponentUnavailable',
    });
  });
});
