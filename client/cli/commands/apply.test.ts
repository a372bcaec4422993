import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { ApplyOutcome } from '../../apply.js';
import type { ClusterSighting } from '../../observe.js';
import { exitCode } from '../exit.js';
import { runCli } from '../program.js';
import { cluster, podReady, sighting } from '../render/sighting.fixture.js';
import { worldOf } from '../world.fixture.js';

const outcome: ApplyOutcome = {
  key: sighting.key,
  action: 'changed',
  cluster,
  before: { ...cluster.spec, nodeTypes: cluster.spec.nodeTypes.map((it) => ({ ...it, replicas: 1 })) },
  changes: [{ field: 'nodeTypes[data].replicas', before: '1', after: '2' }],
  kept: [],
};
const ready: ClusterSighting = {
  ...sighting,
  cluster: { ...cluster, status: { phase: 'Ready', observedGeneration: 2 } },
  pods: ['master-0', 'data-0', 'data-1'].map((name) => ({
    ...podReady,
    name: `logs-${name}`,
    nodeType: name.slice(0, -2),
  })),
};

async function apply(...options: readonly string[]) {
  const { kind, apiVersion, metadata, spec } = cluster;
  const manifest = stringify({ apiVersion, kind, metadata: { name: metadata.name }, spec });
  const { world, out, err } = worldOf(
    {
      apply: () => Promise.resolve(outcome),
      // eslint-disable-next-line @typescript-eslint/require-await -- a generator that has all its values
      async *watch() {
        yield sighting;
        yield ready;
      },
    },
    { 'logs.yaml': manifest },
  );
  const code = await runCli(['apply', '-f', 'logs.yaml', ...options], world);
  return { code, out: out(), err: err() };
}

describe('apply', () => {
  it('says how to go back when it changed something', async () => {
    const { code, out, err } = await apply();
    expect(code).toBe(exitCode.done);
    expect(out).toBe('search/logs changed\n  nodeTypes[data].replicas 1 -> 2\n');
    expect(err).toBe('undo: statewright scale logs data 1 -n search\n');
  });

  it('gives programs the way back too', async () => {
    const { out } = await apply('-o', 'json');
    expect(JSON.parse(out)).toMatchObject([
      { name: 'logs', action: 'changed', undo: { command: 'statewright scale logs data 1 -n search' } },
    ]);
  });

  it('has nothing to take back after a dry run', async () => {
    const { out, err } = await apply('--dry-run');
    expect(out).toContain('dry run, nothing was sent');
    expect(err).toBe('');
    expect((await apply('--dry-run', '-o', 'json')).out).not.toContain('undo');
  });

  it('prints documents of YAML while it waits with -o yaml, and not lines of JSON', async () => {
    const { code, out } = await apply('--wait', '-o', 'yaml');
    expect(code).toBe(exitCode.done);
    expect(out).toMatch(/^---\nkey:\n {2}namespace: search\n/);
    expect(out).not.toMatch(/^\{|[&*]a1\b/m);
    const documents = out.split(/^---\n/m).slice(1);
    expect(documents.map((text): unknown => parse(text))).toEqual([sighting, ready]);
  });

  it('prints a line of JSON for each sighting while it waits with -o json', async () => {
    const { out } = await apply('--wait', '-o', 'json');
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([sighting, ready]);
  });
});
