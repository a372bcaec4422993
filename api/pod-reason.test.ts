import { describe, expect, it } from 'vitest';
import { explainPod, isPodReady, type PodState } from './pod-reason.js';

type Status = NonNullable<PodState['status']>;

const pod = (status: Status, deletionTimestamp?: string): PodState => ({
  metadata: { name: 'logs-data-0', deletionTimestamp },
  status,
});

describe('explainPod follows its table', () => {
  const rows: readonly [string, PodState, string | undefined, boolean][] = [
    ['a pod on its way out', pod({}, '2026-01-01T00:00:00Z'), 'Terminating', false],
    ['a ready pod', pod({ conditions: [{ type: 'Ready', status: 'True' }] }), undefined, false],
    [
      'an evicted pod',
      pod({ phase: 'Failed', reason: 'Evicted', message: 'disk pressure' }),
      'Evicted',
      true,
    ],
    ['a failed pod without a reason', pod({ phase: 'Failed' }), 'Failed', true],
    [
      'a pod that no machine takes',
      pod({
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/2' }],
      }),
      'Unschedulable',
      true,
    ],
    [
      'an image that is not there',
      pod({
        containerStatuses: [
          { name: 'a', state: { waiting: { reason: 'ErrImageNeverPull', message: 'no' } } },
        ],
      }),
      'ErrImageNeverPull',
      true,
    ],
    [
      'an init container that crashes, before the main one that waits for it',
      pod({
        initContainerStatuses: [{ name: 'i', state: { waiting: { reason: 'CrashLoopBackOff' } } }],
        containerStatuses: [{ name: 'a', state: { waiting: { reason: 'PodInitializing' } } }],
      }),
      'CrashLoopBackOff',
      true,
    ],
    [
      'a container that was ended for its memory',
      pod({
        containerStatuses: [{ name: 'a', state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }],
      }),
      'OOMKilled',
      true,
    ],
    [
      'an init container that did its work',
      pod({
        initContainerStatuses: [{ name: 'i', state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
        containerStatuses: [{ name: 'a', state: { waiting: { reason: 'PodInitializing' } } }],
      }),
      'PodInitializing',
      false,
    ],
    [
      'a container that is being made',
      pod({ containerStatuses: [{ name: 'a', state: { waiting: { reason: 'ContainerCreating' } } }] }),
      'ContainerCreating',
      false,
    ],
    [
      'a server that is starting',
      pod({ containerStatuses: [{ name: 'a', state: { running: {} } }] }),
      'NotReady',
      false,
    ],
    ['a pod nobody has looked at', pod({}), 'Pending', false],
  ];
  it.each(rows)('%s', (_name, state, reason, stuck) => {
    const explained = explainPod(state);
    expect(explained?.reason).toBe(reason);
    expect(explained?.stuck ?? false).toBe(stuck);
  });
});

describe('explainPod', () => {
  it('tells how a crashing container ended the last time', () => {
    const crashing = pod({
      containerStatuses: [
        {
          name: 'opensearch',
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } },
          lastState: { terminated: { exitCode: 1, reason: 'Error' } },
        },
      ],
    });
    expect(explainPod(crashing)?.message).toBe(
      'container opensearch: back-off 10s (last ended with Error 1)',
    );
  });
});

describe('isPodReady', () => {
  it('does not count a pod that is being deleted, though its condition still says ready', () => {
    expect(isPodReady(pod({ conditions: [{ type: 'Ready', status: 'True' }] }, '2026-01-01T00:00:00Z'))).toBe(
      false,
    );
  });
});
