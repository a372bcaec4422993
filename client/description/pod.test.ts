import { describe, expect, it } from 'vitest';
import type { Pod } from '../../kubernetes/index.js';
import type { EventDescription } from './event.js';
import { describePod, podReason, sortPods } from './pod.js';

type Status = NonNullable<Pod['status']>;

const pod = (status: Status, metadata: Partial<Pod['metadata']> = {}): Pod => ({
  metadata: { name: 'logs-data-0', uid: 'u', resourceVersion: '1', ...metadata },
  spec: { nodeName: 'machine-1', containers: [{ name: 'opensearch' }] },
  status,
});

const warning = (reason: string, at = '2026-01-01T00:00:00Z'): EventDescription => ({
  warning: true,
  reason,
  message: `${reason} happened`,
  about: 'Pod logs-data-0',
  count: 1,
  at,
});

const ready: Status = { conditions: [{ type: 'Ready', status: 'True' }] };
const starting: Status = {
  containerStatuses: [
    {
      name: 'opensearch',
      ready: false,
      restartCount: 0,
      state: { waiting: { reason: 'ContainerCreating' } },
    },
  ],
};
const running: Status = {
  containerStatuses: [{ name: 'opensearch', ready: false, restartCount: 0, state: { running: {} } }],
};
const noImage: Status = {
  containerStatuses: [
    {
      name: 'opensearch',
      ready: false,
      restartCount: 0,
      state: { waiting: { reason: 'ErrImagePull', message: 'not found' } },
    },
  ],
};
const noRoom: Status = {
  conditions: [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/2 nodes are available' },
  ],
};

describe('podReason follows its table', () => {
  const rows: readonly [string, Pod, readonly EventDescription[], string | undefined][] = [
    ['a ready pod needs none', pod(ready), [warning('Unhealthy')], undefined],
    ['a missing image is named by the status', pod(noImage), [warning('Failed')], 'ErrImagePull'],
    ['no room is named by the scheduler', pod(noRoom), [warning('FailedScheduling')], 'Unschedulable'],
    [
      'a pod on its way out is that, whatever was wrong before',
      pod(starting, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
      [warning('FailedMount')],
      'Terminating',
    ],
    ['an ordinary start is named by the status', pod(starting), [], 'ContainerCreating'],
    ['a start that hangs is named by its warning', pod(starting), [warning('FailedMount')], 'FailedMount'],
    ['a server that fails its probe is named by it', pod(running), [warning('Unhealthy')], 'Unhealthy'],
  ];
  it.each(rows)('%s', (_name, it, events, reason) => {
    expect(podReason(it, events)?.reason).toBe(reason);
  });

  it('takes the last warning, whatever the order of the list', () => {
    const events = [warning('Later', '2026-01-01T00:05:00Z'), warning('Earlier', '2026-01-01T00:01:00Z')];
    expect(podReason(pod(starting), events)?.reason).toBe('Later');
  });

  it('does not take an ordinary event for a reason', () => {
    const pulled = { ...warning('Pulled'), warning: false };
    expect(podReason(pod(running), [pulled])?.reason).toBe('NotReady');
  });
});

describe('describePod', () => {
  it('tells machine, address, containers and restarts', () => {
    const described = describePod(
      pod({
        podIP: '10.0.0.7',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [{ name: 'opensearch', ready: true, restartCount: 3 }],
      }),
    );
    expect(described).toMatchObject({
      machine: 'machine-1',
      ip: '10.0.0.7',
      ready: true,
      containers: '1/1',
      restarts: 3,
    });
    expect(described.reason).toBeUndefined();
  });

  it('takes null for an empty list, as the API server writes it', () => {
    const described = describePod(pod({ conditions: null, containerStatuses: null }));
    expect(described).toMatchObject({ ready: false, containers: '0/1', reason: { reason: 'Pending' } });
  });
});

describe('sortPods', () => {
  it('counts ordinals as numbers', () => {
    const named = (name: string): { nodeType: string; name: string } => ({ nodeType: 'data', name });
    const sorted = sortPods([named('logs-data-10'), named('logs-data-2')]);
    expect(sorted.map(({ name }) => name)).toEqual(['logs-data-2', 'logs-data-10']);
  });
});
