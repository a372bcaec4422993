import { describe, expect, it } from 'vitest';
import { isHost } from './identity.js';
import { laidOver, siteFiles } from './site-files.js';

describe('configuration files of Hadoop', () => {
  it('have each setting where its part of Hadoop reads it last', () => {
    const files = siteFiles({ 'fs.defaultFS': 'file:///', 'dfs.replication': 2, 'yarn.acl.enable': false });
    expect(files['core-site.xml']).toContain('<name>fs.defaultFS</name><value>file:///</value>');
    expect(files['hdfs-site.xml']).toContain('<name>dfs.replication</name><value>2</value>');
    expect(files['yarn-site.xml']).toContain('<name>yarn.acl.enable</name><value>false</value>');
    expect(files['core-site.xml']).not.toContain('dfs.replication');
  });

  it('let nothing out of a value', () => {
    const files = siteFiles({ a: '</value><name>b</name>&\u0001' });
    expect(files['core-site.xml']).toContain(
      '<value>&#60;/value&#62;&#60;name&#62;b&#60;/name&#62;&#38;\ufffd</value>',
    );
  });

  it("have the owner's settings over the platform's, in one order, without those for the platform", () => {
    const merged = laidOver({ b: 1, a: 1 }, { b: 2, 'statewright.x': 3, A: 4 });
    expect(Object.entries(merged)).toEqual([
      ['A', 4],
      ['a', 1],
      ['b', 2],
    ]);
  });
});

describe('a host that a server reports', () => {
  it.each([
    ['files-datanode-1.files-datanode.team-a.svc', true],
    ['files-datanode-1.files-datanode.team-a.svc.cluster.local', true],
    ['files-datanode-1.files-datanode.team-a.svcx', false],
    ['files-datanode-10.files-datanode.team-a.svc', false],
  ])('%s is the member or not', (reported, expected) => {
    expect(isHost(reported, 'files-datanode-1.files-datanode.team-a.svc')).toBe(expected);
  });
});
