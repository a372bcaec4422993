import { describe, expect, it } from 'vitest';
import { splitAddress } from '../api/settings.js';
import { readSettings } from './settings.js';

describe('readSettings', () => {
  it('works without any variable set', () => {
    expect(readSettings({})).toMatchObject({
      TEMPORAL_ADDRESS: '127.0.0.1:7233',
      STATEWRIGHT_LOG_LEVEL: 'info',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readSettings({ TEMPORAL_NAMESPACE: '' }).TEMPORAL_NAMESPACE).toBe('default');
  });

  it('names the variable that is wrong', () => {
    expect(() => readSettings({ TEMPORAL_ADDRESS: 'nowhere' })).toThrow(/TEMPORAL_ADDRESS.*host:port/);
    expect(() => readSettings({ STATEWRIGHT_LOG_LEVEL: 'loud' })).toThrow(/STATEWRIGHT_LOG_LEVEL/);
  });

  it('reads a list of namespaces with blanks around', () => {
    expect(readSettings({ STATEWRIGHT_WATCH_NAMESPACES: 'a, b,' }).STATEWRIGHT_WATCH_NAMESPACES).toEqual([
      'a',
      'b',
    ]);
  });

  it("serves the platform's own kind of set unless told otherwise, and refuses one that does not exist", () => {
    expect(readSettings({}).STATEWRIGHT_SET_KINDS).toEqual(['statewright.io']);
    const both = { STATEWRIGHT_SET_KINDS: 'apps/v1,statewright.io' };
    expect(readSettings(both).STATEWRIGHT_SET_KINDS).toEqual(['apps/v1', 'statewright.io']);
    expect(() => readSettings({ STATEWRIGHT_SET_KINDS: 'apps/v2' })).toThrow(
      /STATEWRIGHT_SET_KINDS.*apps\/v1/,
    );
  });
});

describe('the kinds of sets that a controller serves', () => {
  const kindsOf = (text: string) => readSettings({ STATEWRIGHT_SET_KINDS: text }).STATEWRIGHT_SET_KINDS;

  it('are ours unless said otherwise', () => {
    expect(kindsOf('')).toEqual(['statewright.io']);
    expect(kindsOf('apps/v1, statewright.io,apps/v1')).toEqual(['apps/v1', 'statewright.io']);
  });

  it.each(['apps/v2', 'apps/v1,StatefulSet', ','])('are not %s', (text) => {
    expect(() => kindsOf(text)).toThrow(/STATEWRIGHT_SET_KINDS/);
  });
});

describe('splitAddress', () => {
  it.each([
    ['127.0.0.1:9090', '127.0.0.1', 9090],
    ['[::1]:80', '::1', 80],
  ])('%s', (text, host, port) => {
    expect(splitAddress(text)).toEqual({ host, port });
  });
});
