import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Settings on which the platform relies. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('members find each other through the names that the platform gives them', [
    'fs.defaultFS',
    'fs.default.name',
    'dfs.nameservices',
    'dfs.namenode.rpc-address',
    'dfs.namenode.servicerpc-address',
    'dfs.namenode.datanode.registration.ip-hostname-check',
    'dfs.datanode.hostname',
  ]),
  ...because('addresses and ports belong to the pod', [
    'dfs.namenode.rpc-bind-host',
    'dfs.namenode.http-address',
    'dfs.namenode.http-bind-host',
    'dfs.namenode.https-address',
    'dfs.http.policy',
    'dfs.datanode.address',
    'dfs.datanode.http.address',
    'dfs.datanode.ipc.address',
  ]),
  ...because('files are kept where the volumes are mounted', [
    'dfs.namenode.name.dir',
    'dfs.namenode.edits.dir',
    'dfs.datanode.data.dir',
    'hadoop.tmp.dir',
  ]),
  ...because('the platform decides by it who leaves while a member is drained', [
    'dfs.hosts',
    'dfs.hosts.exclude',
    'dfs.namenode.hosts.provider.classname',
  ]),
  ...because('the platform asks HDFS as its superuser, without Kerberos', [
    'hadoop.security.',
    'hadoop.http.authentication.',
    'dfs.web.authentication.',
    'dfs.webhdfs.enabled',
  ]),
  ...because('figures are told where the platform looks for them', ['hadoop.prometheus.endpoint.enabled']),
];
