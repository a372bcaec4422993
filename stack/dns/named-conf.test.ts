import { describe, expect, it } from 'vitest';
import { delegationLines, namedFiles, reverseZone4, reverseZone6, type NamedSettings } from './named-conf.js';

const settings: NamedSettings = {
  directory: '/state/dns',
  listen: ['10.90.0.4', 'fd5a:90::4'],
  port: 53,
  key: { name: 'statewright', algorithm: 'hmac-sha256', secret: 'c2VjcmV0' },
  dynamicZones: ['k8s.corp.example', '96.10.in-addr.arpa'],
  staticZones: [{ name: 'corp.example', lines: delegationLines('k8s.corp.example', 'ns1.corp.example') }],
  server: { name: 'ns1.corp.example', addresses: ['10.90.0.4', 'fd5a:90::4'] },
};

describe('the configuration of BIND', () => {
  const [conf, cluster, reverse, parent] = namedFiles(settings);

  it('holds the key, and says so', () => {
    expect(conf).toMatchObject({ path: '/state/dns/named.conf', secret: true });
    expect(conf?.content).toContain('secret "c2VjcmV0";');
  });

  it('answers on the given addresses only, of both families, and recurses for nobody', () => {
    expect(conf?.content).toContain('listen-on port 53 { 10.90.0.4; };');
    expect(conf?.content).toContain('listen-on-v6 port 53 { fd5a:90::4; };');
    expect(conf?.content).toContain('recursion no;');
    expect(conf?.content).not.toContain('forwarders');
    const onlyV4 = namedFiles({ ...settings, listen: ['127.0.0.1'] })[0];
    expect(onlyV4?.content).toContain('listen-on-v6 port 53 { none; };');
  });

  it('lets the key change and transfer dynamic zones, and nobody anything else', () => {
    const policies = conf?.content.match(/update-policy .*/g);
    expect(policies).toEqual(
      Array(2).fill('update-policy { grant "statewright" zonesub A AAAA CNAME SRV PTR TXT; };'),
    );
    expect(conf?.content.match(/allow-transfer .*/g)).toEqual([
      'allow-transfer { none; };',
      ...Array<string>(2).fill('allow-transfer { key "statewright"; };'),
    ]);
  });

  it('does not write over zones that BIND itself keeps', () => {
    expect(cluster).toMatchObject({ path: '/state/dns/k8s.corp.example.zone', initial: true });
    expect(reverse).toMatchObject({ initial: true });
    expect(parent?.initial).toBeUndefined();
  });

  it('delegates the cluster from its parent, with the address of the server in the zone that its name is in', () => {
    expect(parent?.content).toContain('k8s.corp.example. NS ns1.corp.example.');
    expect(parent?.content).toContain('ns1.corp.example. A 10.90.0.4');
    expect(parent?.content).toContain('ns1.corp.example. AAAA fd5a:90::4');
    expect(cluster?.content).not.toContain(' A ');
  });

  it('lets people have a key of their own', () => {
    const operatorKey = { ...settings.key, name: 'operator' };
    const content = namedFiles({ ...settings, operatorKey })[0]?.content;
    expect(content).toContain('grant "operator" zonesub ANY;');
    expect(content).toContain('allow-transfer { key "statewright"; key "operator"; };');
  });
});

describe('the zone of a block in the other direction', () => {
  it('is named by the octets or digits of the block', () => {
    expect(reverseZone4([10, 96])).toBe('96.10.in-addr.arpa');
    expect(reverseZone6('fd5a0096')).toBe('6.9.0.0.a.5.d.f.ip6.arpa');
  });
});
