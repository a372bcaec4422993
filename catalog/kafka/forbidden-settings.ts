import type { ForbiddenSetting } from '../../api/component.js';

const because = (reason: string, keys: readonly string[]): ForbiddenSetting[] =>
  keys.map((key) => ({ key, reason }));

/** Settings of server.properties on which the platform relies. */
export const forbiddenSettings: readonly ForbiddenSetting[] = [
  ...because('the node type and the ordinal decide what a member is', [
    'process.roles',
    'node.id',
    'broker.id',
    'broker.id.generation.enable',
    'cluster.id',
  ]),
  ...because('members find each other through the names that the platform gives them', [
    'controller.quorum.',
  ]),
  ...because('addresses and ports belong to the pod', [
    'listeners',
    'advertised.listeners',
    'controller.listener.names',
    'inter.broker.listener.name',
    'security.inter.broker.protocol',
    'listener.security.protocol.map',
    'early.start.listeners',
  ]),
  ...because('copies of a partition are kept on different machines by it', ['broker.rack']),
  ...because('files are kept where the volumes are mounted', ['log.dir', 'log.dirs', 'metadata.log.dir']),
  ...because('the platform sets them while a member is drained and takes them back', [
    'leader.replication.throttled.',
    'follower.replication.throttled.',
    'statewright.member.',
  ]),
];
