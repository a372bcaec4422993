import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Settings of Dask's configuration on which the platform relies. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('members are let go and watched through them', [
    'distributed.scheduler.http.',
    'distributed.worker.http.',
    'distributed.scheduler.active-memory-manager.start',
  ]),
  ...because('addresses and ports belong to the pod', [
    'scheduler-address',
    'distributed.scheduler.contact-address',
  ]),
  ...because('members end when the platform ends them', [
    'distributed.scheduler.idle-timeout',
    'distributed.worker.lifetime.',
  ]),
  ...because('the image is what runs', [
    'distributed.scheduler.preload',
    'distributed.scheduler.preload-argv',
    'distributed.worker.preload',
    'distributed.worker.preload-argv',
  ]),
  ...because('there are no certificates for it', [
    'distributed.comm.tls.',
    'distributed.comm.require-encryption',
  ]),
  ...because('data that is spilled is kept where the volume is mounted', ['temporary-directory']),
];
