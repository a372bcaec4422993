import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('readSettings', () => {
  it('gives the defaults in an environment that says nothing, or only says "not set"', () => {
    const settings = readSettings({}, '/project');
    expect(settings).toEqual({
      home: '/project/.statewright',
      cache: '/project/.statewright/cache',
      ports: { temporal: 7233, temporalUi: 8233, api: 6443 },
      networks: { lan: '10.90.0.0/16', pods: '10.244.0.0/16', services: '10.96.0.0/16' },
      clusterDomain: 'k8s.corp.example',
      machines: 2,
      logLevel: 'info',
    });
    expect(readSettings({ STATEWRIGHT_MACHINES: '', STATEWRIGHT_HOME: '' }, '/project')).toEqual(settings);
  });

  it('keeps the cache in a home that was moved, unless it is somewhere else itself', () => {
    expect(readSettings({ STATEWRIGHT_HOME: '/srv/sw' }, '/project').cache).toBe('/srv/sw/cache');
    const shared = { STATEWRIGHT_HOME: '/srv/sw', STATEWRIGHT_CACHE: '/var/cache/sw' };
    expect(readSettings(shared, '/project')).toMatchObject({ home: '/srv/sw', cache: '/var/cache/sw' });
  });

  it('is not troubled by what other programs have in the environment', () => {
    expect(readSettings({ PATH: '/usr/bin', LANG: 'C' }, '/project').machines).toBe(2);
  });

  it.each([
    ['STATEWRIGHT_TEMPORAL_PORT', '0', /expected number to be >=1/],
    ['STATEWRIGHT_TEMPORAL_UI_PORT', 'http', /expected number/],
    ['STATEWRIGHT_API_PORT', '65536', /<=65535/],
    ['STATEWRIGHT_API_PORT', '6443.5', /expected int/],
    ['STATEWRIGHT_LAN', '10.90.0.0/33', /write it as 10\.90\.0\.0\/16/],
    ['STATEWRIGHT_POD_NETWORK', 'fd00::/48', /write it as/],
    ['STATEWRIGHT_SERVICE_NETWORK', '10.96/16', /write it as/],
    ['STATEWRIGHT_CLUSTER_DOMAIN', 'K8s.Corp', /write a DNS domain/],
    ['STATEWRIGHT_CLUSTER_DOMAIN', 'corp.example.', /write a DNS domain/],
    ['STATEWRIGHT_MACHINES', '0', />=1/],
    ['STATEWRIGHT_MACHINES', '10', /<=9/],
    ['STATEWRIGHT_LOG_LEVEL', 'verbose', /"trace"\|"debug"\|"info"/],
  ])('%s=%s is refused by its name', (name, value, reason) => {
    expect(() => readSettings({ [name]: value }, '/project')).toThrow(
      expect.objectContaining({
        code: 'SettingInvalid',
        message: expect.stringMatching(reason) as string,
      }) as Error,
    );
    expect(() => readSettings({ [name]: value }, '/project')).toThrow(
      `The setting ${name} is not acceptable`,
    );
  });
});
