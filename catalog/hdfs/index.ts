import type { Component } from '../../api/component.js';
import { hdfsHealth } from './health.js';
import { hdfsMembership } from './membership/index.js';
import { renderHdfs } from './render.js';
import { hdfsRules } from './rules.js';

/** HDFS, one NameNode and its DataNodes: docs/components/hdfs.md. */
export const hdfs: Component = {
  rules: hdfsRules,
  // A DataNode that finds no NameNode waits for it: all are started together.
  provisioningStages: [['namenode', 'datanode']],
  // The NameNode first, as HDFS' own upgrade does.
  rolloutOrder: ['namenode', 'datanode'],
  render: renderHdfs,
  health: hdfsHealth,
  membership: hdfsMembership,
};
