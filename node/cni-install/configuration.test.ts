import { describe, expect, it } from 'vitest';
import { configuration, otherConfigurations } from './configuration.js';

describe('the configuration for container runtimes', () => {
  it('says to those of CNI 1.0 and of 1.1 which plugin to call and where its agent answers', () => {
    expect(JSON.parse(configuration('/run/statewright/cni.sock'))).toEqual({
      cniVersion: '1.0.0',
      cniVersions: ['0.4.0', '1.0.0', '1.1.0'],
      name: 'statewright',
      plugins: [{ type: 'statewright-cni', socket: '/run/statewright/cni.sock' }],
    });
  });
});

describe('other configurations in the same folder', () => {
  it.each([
    { names: [], before: [], after: [] },
    { names: ['10-statewright.conflist'], before: [], after: [] },
    { names: ['.10-statewright.conflist.new', 'README', '05-old.conflist.bak'], before: [], after: [] },
    { names: ['05-cilium.conflist', '10-statewright.conflist'], before: ['05-cilium.conflist'], after: [] },
    {
      names: ['99-loopback.conf', '10-flannel.conflist', '20-x.json'],
      before: ['10-flannel.conflist'],
      after: ['20-x.json', '99-loopback.conf'],
    },
  ])('of $names: before ours $before, after it $after', ({ names, before, after }) => {
    expect(otherConfigurations(names)).toEqual({ before, after });
  });
});
