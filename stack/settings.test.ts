import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('readSettings', () => {
  it('gives the defaults in an environment that says nothing, or only says "not set"', () => {
    const settings = readSettings({}, '/project');
    expect(settings).toEqual({
      home: '/project/.statewright',
      cache: '/project/.statewright/cache',
      ports: { temporal: 7233, temporalUi: 8233, api: 6443 },
      networks: {
        lan: '10.90.0.0/16',
        lanIpv6: 'fd5a:90::/64',
        servicesIpv6: 'fd5a:96::/112',
        pods: '10.90.128.0/17',
        services: '10.96.0.0/16',
      },
      clusterDomain: 'k8s.corp.example',
      machines: 2,
      systems: [],
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
    ['STATEWRIGHT_LAN_IPV6', 'fd00::/48', /write a prefix of 64 bits/],
    ['STATEWRIGHT_SERVICE_NETWORK', '10.96/16', /write it as/],
    ['STATEWRIGHT_SERVICE_NETWORK_IPV6', 'fd5a:96::/64', /write a prefix of 112 bits/],
    ['STATEWRIGHT_SERVICE_NETWORK_IPV6', 'fd5a:90::/112', /is a part of fd5a:90::\/64/],
    ['STATEWRIGHT_LAN', '10.90.0.7/16', /write 10\.90\.0\.0\/16/],
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

  /** [what, environment, the variable that is named, the reason] */
  const cramped: readonly (readonly [string, Record<string, string>, string, RegExp])[] = [
    [
      'a LAN without an address for each of nine machines',
      { STATEWRIGHT_LAN: '10.90.0.0/28', STATEWRIGHT_MACHINES: '9' },
      'STATEWRIGHT_LAN',
      /too small .* with 9 machines; give it a \/26 or larger/,
    ],
    [
      'a network of pods outside of the LAN',
      { STATEWRIGHT_POD_NETWORK: '10.244.0.0/16' },
      'STATEWRIGHT_POD_NETWORK',
      /10\.244\.0\.0\/16 is not a part of 10\.90\.0\.0\/16/,
    ],
    [
      'a network of pods with the addresses of machines',
      { STATEWRIGHT_POD_NETWORK: '10.90.0.0/24' },
      'STATEWRIGHT_POD_NETWORK',
      /holds addresses of the machines, up to 10\.90\.0\.12/,
    ],
    [
      'a network of pods that is the whole LAN',
      { STATEWRIGHT_POD_NETWORK: '10.90.0.0/16' },
      'STATEWRIGHT_POD_NETWORK',
      /holds addresses of the machines/,
    ],
    [
      'a network of Services that the API server refuses',
      { STATEWRIGHT_SERVICE_NETWORK: '10.96.0.0/30' },
      'STATEWRIGHT_SERVICE_NETWORK',
      /give it a \/29 or larger/,
    ],
    [
      'Services on the LAN',
      { STATEWRIGHT_SERVICE_NETWORK: '10.90.128.0/20' },
      'STATEWRIGHT_SERVICE_NETWORK',
      /overlaps with 10\.90\.0\.0\/16, which STATEWRIGHT_LAN gives to the machines/,
    ],
  ];
  it.each(cramped)('refuses %s by the name of the variable', (_what, environment, name, reason) => {
    expect(() => readSettings(environment, '/project')).toThrow(reason);
    expect(() => readSettings(environment, '/project')).toThrow(`The setting ${name} is not acceptable`);
  });

  it.each([
    [{ STATEWRIGHT_LAN: '10.90.0.0/27', STATEWRIGHT_MACHINES: '4' }],
    [{ STATEWRIGHT_LAN: '10.90.0.0/26', STATEWRIGHT_MACHINES: '9' }],
    [{ STATEWRIGHT_POD_NETWORK: '10.90.0.16/28', STATEWRIGHT_MACHINES: '3' }],
    [{ STATEWRIGHT_SERVICE_NETWORK: '10.96.0.0/29' }],
  ])('takes the smallest networks with room for everybody: %o', (environment) => {
    expect(readSettings(environment, '/project').machines).toBeGreaterThan(0);
  });

  it('tells where the settings of the stack are listed, not only those of the processes', () => {
    expect(() => readSettings({ STATEWRIGHT_MACHINES: '0' }, '/project')).toThrow('docs/stack.md');
  });
});
