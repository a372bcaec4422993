import { describe, expect, it } from 'vitest';
import { readRequest } from './request.js';

const base = {
  command: 'ADD',
  containerId: 'c1',
  netns: '/run/netns/x',
  ifname: 'eth0',
  args: 'IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-0;K8S_POD_UID=u1',
  path: '/opt/cni/bin',
  config: { cniVersion: '1.1.0', name: 'pods' },
};
const read = (change: object) => readRequest(JSON.stringify({ ...base, ...change }));

describe('a CNI request', () => {
  it('names the pod by the arguments of the runtime', () => {
    expect(read({})).toEqual({
      version: '1.1.0',
      command: 'ADD',
      attach: {
        containerId: 'c1',
        ifname: 'eth0',
        netns: '/run/netns/x',
        namespace: 'shop',
        pod: 'web-0',
        podUid: 'u1',
      },
    });
  });

  it('of DEL needs neither namespace nor pod', () => {
    const attachment = { containerId: 'c1', ifname: 'eth0' };
    expect(read({ command: 'DEL', netns: '', args: '' })).toEqual({
      version: '1.1.0',
      command: 'DEL',
      attachment,
    });
  });

  it('of GC takes the list of attachments from where the runtime put it', () => {
    const attachments = [{ containerID: 'c1', ifname: 'eth0' }];
    const valid = [{ containerId: 'c1', ifname: 'eth0' }];
    const config = { cniVersion: '1.1.0', 'cni.dev/valid-attachments': attachments };
    expect(read({ command: 'GC', config })).toMatchObject({ valid });
    expect(read({ command: 'GC', validAttachments: attachments })).toMatchObject({ valid });
  });

  it.each([
    ['no JSON', 6, () => readRequest('{')],
    ['a form that is not known', 6, () => readRequest('{"command":1}')],
    ['a version that is not known', 1, () => read({ config: { cniVersion: '2.0.0' } })],
    ['a command that is not known', 4, () => read({ command: 'FLY' })],
    ['a container id with a slash', 4, () => read({ containerId: '../x' })],
    ['an interface name that Linux refuses', 4, () => read({ ifname: 'a/b' })],
    ['no pod', 4, () => read({ args: '' })],
    ['GC without a list: silence is no empty list', 7, () => read({ command: 'GC' })],
  ])('with %s is refused with code %i', (_, code, act) => {
    expect(act).toThrow(expect.objectContaining({ code }) as Error);
  });
});
