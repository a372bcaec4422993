import { describe, expect, it } from 'vitest';
import { bridgeWish, readNodeSettings } from './node-settings.js';

describe('the settings of a machine', () => {
  it('need no more than its name', () => {
    expect(bridgeWish(readNodeSettings({ STATEWRIGHT_NODE_NAME: 'm1' }))).toEqual({
      name: 'br-pods',
      datapath: 'system',
    });
  });

  it('say how the bridge reaches the network', () => {
    const settings = readNodeSettings({
      STATEWRIGHT_NODE_NAME: 'm1',
      STATEWRIGHT_OVS_DATAPATH: 'netdev',
      STATEWRIGHT_OVS_UPLINK: 'to-lan',
      STATEWRIGHT_OVS_UPLINK_TYPE: 'patch',
      STATEWRIGHT_OVS_UPLINK_OPTIONS: 'peer=to-m1',
    });
    expect(bridgeWish(settings)).toEqual({
      name: 'br-pods',
      datapath: 'netdev',
      uplink: { name: 'to-lan', type: 'patch', options: { peer: 'to-m1' }, probe: 'br-pods' },
    });
  });

  it.each([
    [{}, 'STATEWRIGHT_NODE_NAME'],
    [{ STATEWRIGHT_OVS_DATAPATH: 'kernel' }, 'STATEWRIGHT_OVS_DATAPATH'],
    [{ STATEWRIGHT_OVS_BRIDGE: 'a-name-that-is-too-long' }, 'STATEWRIGHT_OVS_BRIDGE'],
    [{ STATEWRIGHT_CNI_SOCKET: 'cni.sock' }, 'STATEWRIGHT_CNI_SOCKET'],
    [{ STATEWRIGHT_OVS_UPLINK_OPTIONS: 'peer' }, 'STATEWRIGHT_OVS_UPLINK_OPTIONS'],
  ])('%j is refused by name', (wrong, name) => {
    const settings = name === 'STATEWRIGHT_NODE_NAME' ? wrong : { STATEWRIGHT_NODE_NAME: 'm1', ...wrong };
    expect(() => readNodeSettings(settings)).toThrow(name);
  });
});
