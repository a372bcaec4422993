import { describe, expect, it } from 'vitest';
import { namesOfService } from '../api/dns/index.js';
import { seeNames } from './names-of-service.js';

const rules = { domain: 'k8s.corp.example', endpointPodNames: false };
const ports = [{ name: 'http', protocol: 'TCP', port: 80 }];
const web = { namespace: 'shop', name: 'web', type: 'ClusterIP', clusterIPs: ['10.96.0.5'], ports };

describe('the names of a Service as DNS answers them', () => {
  it('are there, missing, or others', async () => {
    const zone: Record<string, readonly string[]> = {
      'web.shop.svc.k8s.corp.example A': ['A 192.0.2.9'],
      '5.0.96.10.in-addr.arpa PTR': [
        'PTR old.shop.svc.k8s.corp.example',
        'PTR web.shop.svc.k8s.corp.example',
      ],
      'web.shop.svc.k8s.corp.example SRV': ['SRV 0 100 80 web.shop.svc.k8s.corp.example'],
    };
    const seen = await seeNames(namesOfService(web, [], rules), (name, type) =>
      Promise.resolve(zone[`${name} ${type}`] ?? []),
    );
    expect(seen.records.map(({ name, record, state }) => `${state} ${name} ${record}`)).toEqual([
      'there 5.0.96.10.in-addr.arpa PTR web.shop.svc.k8s.corp.example',
      'other 5.0.96.10.in-addr.arpa PTR old.shop.svc.k8s.corp.example',
      'missing _http._tcp.web.shop.svc.k8s.corp.example SRV 0 100 80 web.shop.svc.k8s.corp.example',
      'missing web.shop.svc.k8s.corp.example A 10.96.0.5',
      'other web.shop.svc.k8s.corp.example A 192.0.2.9',
      'there web.shop.svc.k8s.corp.example SRV 0 100 80 web.shop.svc.k8s.corp.example',
    ]);
  });

  it('are not said to be missing while DNS gives no answer', async () => {
    const away = () => Promise.reject(new Error('away'));
    await expect(seeNames(namesOfService(web, [], rules), away)).rejects.toThrow('away');
  });
});
