import { describe, expect, it } from 'vitest';
import type { ClusterDescription } from '../../describe.js';
import { plain } from '../terminal.js';
import { describeLines } from './describe.js';
import { cluster, podReady, podStuck, sighting } from './sighting.fixture.js';

const frame = {
  paint: plain,
  now: Date.parse('2026-01-01T00:10:00Z'),
  workflowPage: 'http://ui/workflows/cluster%2Fsearch%2Flogs',
};

const description: ClusterDescription = {
  key: sighting.key,
  workflowId: 'cluster/search/logs',
  cluster,
  pods: [podReady, podStuck],
  volumes: [],
  services: [],
  warnings: [],
  unanswered: [],
};

const text = (it: ClusterDescription): string => describeLines(it, frame).join('\n');

describe('describeLines', () => {
  it("shows each pod with machine, address, containers and the pod's own reason", () => {
    expect(text(description)).toContain(
      [
        '  NAME           READY  RESTARTS  AGE  MACHINE    IP        STATE',
        '  logs-master-0  1/1    0         10m  machine-1  10.0.0.7  Ready',
        '  logs-data-0    0/1    0         10m  machine-1  -         ErrImagePull: container opensearch: not found',
      ].join('\n'),
    );
  });

  it('tells the last events of a pod below it', () => {
    const event = {
      warning: true,
      reason: 'FailedMount',
      message: 'no disk',
      about: 'Pod logs-data-0',
      count: 4,
      at: '2026-01-01T00:08:00Z',
    };
    expect(text({ ...description, pods: [{ ...podStuck, events: [event] }] })).toMatch(
      /2m ago {6}FailedMount: no disk \(4 times\)/,
    );
  });

  it('tells which generation is in place and where the workflow can be seen', () => {
    expect(text(description)).toMatch(/Phase: +Provisioning \(generation 2, 1 in place\)/);
    expect(text(description)).toContain('cluster/search/logs  http://ui/workflows/cluster%2Fsearch%2Flogs');
  });

  it('shows the pods though nobody answered for the steps, and says so', () => {
    const half = {
      ...description,
      unanswered: [{ question: 'the steps', sentence: 'Temporal did not answer.', remedy: 'Start it.' }],
    };
    expect(text(half)).toContain('the steps: Temporal did not answer.\n    Start it.');
    expect(text(half)).toContain('ErrImagePull');
  });

  it('shows what the workflow says when Kubernetes does not answer', () => {
    const { key, workflowId, volumes, services, warnings, unanswered } = description;
    const parts = { key, workflowId, pods: [], volumes, services, warnings, unanswered };
    const half = { ...parts, ...(sighting.progress && { progress: sighting.progress }) };
    expect(text(half)).toContain('● Members of data');
  });
});
