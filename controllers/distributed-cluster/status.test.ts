import { describe, expect, it } from 'vitest';
import type { DistributedClusterStatus } from '../../api/distributed-cluster.js';
import type { Decision } from './decide.js';
import { statusToWrite } from './status.js';

const decision: Decision = {
  nodeTypes: [{ name: 'data', wanted: 2, ready: 1, updated: 2 }],
  findings: [
    { type: 'Available', status: 'False', reason: 'MembersNotReady', message: 'data: 1 of 2 ready' },
  ],
  notify: undefined,
};
const seen = {
  generation: 1,
  health: { state: 'Degraded', summary: 'yellow', joined: 2 },
  endpoint: 'http://logs.default.svc:9200',
} as const;
const noon = new Date('2026-01-01T12:00:00Z');
const later = new Date('2026-01-01T13:00:00Z');

describe('statusToWrite', () => {
  it('writes nothing when everything stands there already, whatever the order of the fields', () => {
    const first = statusToWrite(undefined, decision, seen, noon);
    const { nodeTypes = [] } = first ?? {};
    const reordered = nodeTypes.map(({ name, wanted, ready, updated }) => ({ updated, ready, wanted, name }));
    const present: DistributedClusterStatus = { phase: 'Provisioning', ...first, nodeTypes: reordered };
    expect(statusToWrite(present, decision, seen, later)).toBeUndefined();
  });

  it('keeps the time of a condition whose status did not change', () => {
    const present = statusToWrite(undefined, decision, seen, noon);
    const worse = {
      ...decision,
      findings: decision.findings.map((it) => ({ ...it, message: 'data: 0 of 2' })),
    };
    expect(statusToWrite(present, worse, seen, later)?.conditions?.[0]).toMatchObject({
      message: 'data: 0 of 2',
      lastTransitionTime: '2026-01-01T12:00:00Z',
    });
  });

  it('leaves the last known health alone when nobody was asked', () => {
    const present = statusToWrite(undefined, decision, seen, noon);
    expect(statusToWrite(present, decision, { ...seen, health: undefined }, later)).toBeUndefined();
  });
});
