import { describe, expect, it } from 'vitest';
import { cliSettings, workflowPage, type GlobalOptions } from './settings.js';

const options: GlobalOptions = { output: 'table', color: true, debug: false };

describe('cliSettings', () => {
  it('has defaults for everything', () => {
    expect(cliSettings(options, {})).toEqual({
      temporal: {
        address: '127.0.0.1:7233',
        namespace: 'default',
        ui: 'http://127.0.0.1:8233',
        tls: {},
      },
    });
  });

  it('takes the environment before defaults, and options before the environment', () => {
    const env = { TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_NAMESPACE: 'data' };
    expect(cliSettings(options, env).temporal).toMatchObject({
      address: 'temporal:7233',
      namespace: 'data',
      ui: 'http://temporal:8233',
    });
    const given = { ...options, temporalAddress: 'other:1', temporalNamespace: 'mine' };
    expect(cliSettings(given, env).temporal).toMatchObject({ address: 'other:1', namespace: 'mine' });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(cliSettings(options, { TEMPORAL_ADDRESS: '' }).temporal.address).toBe('127.0.0.1:7233');
  });

  const wrong: readonly [string, Partial<GlobalOptions>, Record<string, string>, RegExp][] = [
    ['an address without a port', {}, { TEMPORAL_ADDRESS: 'temporal' }, /TEMPORAL_ADDRESS.*host:port/],
    ['an address with a scheme', { temporalAddress: 'http://t:7233' }, {}, /--temporal-address/],
    ['a UI that is no web page', {}, { TEMPORAL_UI: 'localhost:8233' }, /TEMPORAL_UI/],
    ['a certificate without its key', {}, { TEMPORAL_TLS_CERT: '/a' }, /go together/],
  ];
  it.each(wrong)('refuses %s by name', (_name, given, env, message) => {
    expect(() => cliSettings({ ...options, ...given }, env)).toThrow(message);
  });
});

describe('workflowPage', () => {
  it('keeps the slashes of the workflow id in one segment of the path', () => {
    const settings = cliSettings(options, { TEMPORAL_UI: 'https://temporal.example/' });
    expect(workflowPage(settings, 'cluster/default/logs')).toBe(
      'https://temporal.example/namespaces/default/workflows/cluster%2Fdefault%2Flogs',
    );
  });
});
