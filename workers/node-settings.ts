import { z } from 'zod';
import { readEnvironment, type Environment } from '../api/settings.js';
import type { BridgeWish } from '../node/ovsdb/bridge.js';

/** Linux takes names of links up to 15 characters. */
const linkName = z.string().regex(/^[^\s/:]{1,15}$/, 'write the name of a link: up to 15 characters');
const path = z.string().startsWith('/', 'write an absolute path');

/** `key=value` pairs with commas in between. */
const options = z
  .string()
  .regex(/^[^=,\s]+=[^=,]*(,[^=,\s]+=[^=,]*)*$/, 'write key=value,key=value')
  .transform((text): Readonly<Record<string, string>> =>
    Object.fromEntries(text.split(',').map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? ''])),
  );

/** What the role `node` reads from its environment besides the settings of every role. */
const nodeSettingsSchema = z.object({
  STATEWRIGHT_NODE_NAME: z.string('name the machine as its Node object is named').min(1),
  STATEWRIGHT_OVSDB_SOCKET: path.default('/run/openvswitch/db.sock'),
  STATEWRIGHT_OVS_BRIDGE: linkName.default('br-pods'),
  STATEWRIGHT_OVS_DATAPATH: z.enum(['system', 'netdev']).default('system'),
  STATEWRIGHT_OVS_UPLINK: linkName.optional(),
  STATEWRIGHT_OVS_UPLINK_TYPE: z.enum(['system', 'dpdk', 'afxdp', 'afxdp-nonpmd', 'patch']).default('system'),
  STATEWRIGHT_OVS_UPLINK_OPTIONS: options.optional(),
  STATEWRIGHT_OVS_PROBE_LINK: linkName.optional(),
  STATEWRIGHT_CNI_SOCKET: path.default('/run/statewright/cni.sock'),
  STATEWRIGHT_CNI_BIN_DIR: path.optional(),
  STATEWRIGHT_CNI_CONF_DIR: path.optional(),
  STATEWRIGHT_LINK_TOOL: path.default('/opt/cni/bin/statewright-cni'),
  STATEWRIGHT_CRI_SOCKET: path.default('/run/containerd/containerd.sock'),
});

export type NodeSettings = z.infer<typeof nodeSettingsSchema>;

/** Throws StatewrightError `SettingInvalid` naming the first wrong variable. */
export function readNodeSettings(environment: Environment): NodeSettings {
  return readEnvironment(nodeSettingsSchema, environment);
}

/**
 * The bridge as these settings wish it. Duplicate addresses are asked for on the uplink where the kernel sees its frames, and
 * through the bridge's own port where it does not (userspace drivers, patch ports).
 */
export function bridgeWish(settings: NodeSettings): BridgeWish {
  const { STATEWRIGHT_OVS_BRIDGE: name, STATEWRIGHT_OVS_UPLINK: uplink } = settings;
  const type = settings.STATEWRIGHT_OVS_UPLINK_TYPE;
  return {
    name,
    datapath: settings.STATEWRIGHT_OVS_DATAPATH,
    ...(uplink !== undefined && {
      uplink: {
        name: uplink,
        type,
        options: settings.STATEWRIGHT_OVS_UPLINK_OPTIONS ?? {},
        probe: settings.STATEWRIGHT_OVS_PROBE_LINK ?? (type === 'system' ? uplink : name),
      },
    }),
  };
}
