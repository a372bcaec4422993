import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.js';

describe('the command line of a process', () => {
  it('names the role', () => {
    expect(readCommandLine(['webhook'])).toEqual({ role: 'webhook', settings: {} });
    expect(readCommandLine([])).toEqual({ role: undefined, settings: {} });
  });

  it('may say which kinds of sets a controller serves', () => {
    expect(readCommandLine(['controller', '--kind', 'apps/v1'])).toEqual({
      role: 'controller',
      settings: { STATEWRIGHT_SET_KINDS: 'apps/v1' },
    });
    expect(readCommandLine(['controller', '--kind=apps/v1', '--kind=statewright.io']).settings).toEqual({
      STATEWRIGHT_SET_KINDS: 'apps/v1,statewright.io',
    });
  });

  it.each([
    [['controller', 'webhook'], '"webhook" is not expected here'],
    [['controller', '--kinds', 'apps/v1'], "Unknown option '--kinds'"],
    [['controller', '--kind'], "Option '--kind <value>' argument missing"],
    [['webhook', '--kind', 'apps/v1'], 'only a controller takes --kind'],
  ])('%j is not understood', (words, reason) => {
    expect(() => readCommandLine(words)).toThrow(reason);
  });
});
