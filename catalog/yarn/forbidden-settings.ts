import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Settings on which the platform relies. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('members find each other through the names that the platform gives them', [
    'yarn.resourcemanager.hostname',
    'yarn.resourcemanager.ha.',
    'yarn.nodemanager.hostname',
  ]),
  ...because('addresses and ports belong to the pod', [
    'yarn.resourcemanager.bind-host',
    'yarn.resourcemanager.address',
    'yarn.resourcemanager.scheduler.address',
    'yarn.resourcemanager.resource-tracker.address',
    'yarn.resourcemanager.admin.address',
    'yarn.resourcemanager.webapp.address',
    'yarn.nodemanager.bind-host',
    'yarn.nodemanager.address',
    'yarn.nodemanager.localizer.address',
    'yarn.nodemanager.webapp.address',
    'yarn.http.policy',
  ]),
  ...because('files are kept where the volumes are mounted', [
    'yarn.nodemanager.local-dirs',
    'yarn.nodemanager.log-dirs',
    'yarn.resourcemanager.leveldb-state-store.path',
    'hadoop.tmp.dir',
  ]),
  ...because('applications outlive a restart of the ResourceManager by it', [
    'yarn.resourcemanager.recovery.enabled',
    'yarn.resourcemanager.store.class',
  ]),
  ...because('the platform decides by it who leaves while a member is drained', [
    'yarn.resourcemanager.nodes.include-path',
    'yarn.resourcemanager.nodes.exclude-path',
    'yarn.resourcemanager.configuration.provider-class',
  ]),
  ...because('containers of applications run as the pod may, which is not as root', [
    'yarn.nodemanager.container-executor.class',
    'yarn.nodemanager.linux-container-executor.',
  ]),
  ...because('the platform asks YARN as its administrator, without Kerberos', [
    'hadoop.security.',
    'hadoop.http.authentication.',
    'yarn.admin.acl',
  ]),
  ...because('figures are told where the platform looks for them', ['hadoop.prometheus.endpoint.enabled']),
];
