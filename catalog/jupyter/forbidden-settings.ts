import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Settings of Jupyter on which the platform relies: `Class.trait`. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('addresses and ports belong to the pod', [
    'ServerApp.ip',
    'ServerApp.port',
    'ServerApp.port_retries',
    'ServerApp.sock',
    'ServerApp.base_url',
  ]),
  ...because('the token is in a Secret of the cluster, and members are let go with it', [
    'ServerApp.token',
    'ServerApp.password',
    'ServerApp.identity_provider_class',
    'ServerApp.allow_unauthenticated_access',
    'ServerApp.disable_check_xsrf',
    'ServerApp.authorizer_class',
    'IdentityProvider.',
    'PasswordIdentityProvider.',
  ]),
  ...because('figures are read without the token', ['ServerApp.authenticate_prometheus']),
  ...because('files are kept where the volume is mounted', [
    'ServerApp.root_dir',
    'ServerApp.notebook_dir',
    'ServerApp.preferred_dir',
    'LabApp.app_dir',
  ]),
];
