import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Settings of zoo.cfg on which the platform relies. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('servers come and go by dynamic reconfiguration, which the platform does', [
    'server.',
    'group.',
    'weight.',
    'dynamicConfigFile',
    'reconfigEnabled',
    'standaloneEnabled',
    'peerType',
  ]),
  ...because('it would switch off the access rights of all data', ['skipACL']),
  ...because('the platform changes the list of servers as the superuser', ['DigestAuthenticationProvider.']),
  ...because('addresses and ports belong to the pod', [
    'clientPort',
    'clientPortAddress',
    'quorumListenOnAllIPs',
    'admin.enableServer',
    'admin.serverAddress',
    'admin.serverPort',
    'admin.commandURL',
    'admin.portUnification',
    'admin.forceHttps',
    'admin.needClientAuth',
    'metricsProvider.',
  ]),
  ...because('files are kept where the volumes are mounted', ['dataDir', 'dataLogDir']),
];
