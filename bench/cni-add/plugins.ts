import { z } from 'zod';

/** How a contestant is called, for the process that calls it. */
export const pluginSchema = z.object({
  /** The executable that the runtime would call. */
  program: z.string(),
  /** Where it finds other plugins. */
  path: z.string(),
  config: z.record(z.string(), z.unknown()),
  /** Pods of this prefix have the addresses that it is to give out. */
  podPrefix: z.string(),
});
export type Plugin = z.infer<typeof pluginSchema>;

export interface PluginPlaces {
  readonly ours: string;
  readonly standard: string;
  readonly socket: string;
  /** For what host-local writes down. */
  readonly scratch: string;
}

interface PluginContestant {
  readonly what: string;
  readonly plugin: (places: PluginPlaces) => Plugin;
}

const ours = (podPrefix: string) => (places: PluginPlaces) => ({
  program: places.ours,
  path: places.standard,
  config: { cniVersion: '1.0.0', name: 'pods', type: 'statewright-cni', socket: places.socket },
  podPrefix,
});

/** IPv4 alone, no masquerading and no gateway for all: what is compared is a port on a bridge and an address. */
export const plugins: Readonly<Record<string, PluginContestant>> = {
  statewright: {
    what: 'statewright-cni, its agent, Open vSwitch (userspace datapath), anti-spoofing flows; pod, reservation and assignment read live from kube-apiserver; no probe',
    plugin: ours('quiet'),
  },
  'statewright-probe': {
    what: 'the same, asking the wire for 30 ms whether the address is in use (the default)',
    plugin: ours('probed'),
  },
  'bridge+host-local': {
    what: 'the standard plugins of Debian: a Linux bridge, addresses from files of the machine; no API server, no switch, no flows, no probe',
    plugin: ({ standard, scratch }) => ({
      program: `${standard}/bridge`,
      path: standard,
      config: {
        cniVersion: '1.0.0',
        name: 'bench',
        type: 'bridge',
        bridge: 'standard',
        ipam: { type: 'host-local', ranges: [[{ subnet: '10.91.0.0/16' }]], dataDir: scratch },
      },
      podPrefix: 'quiet',
    }),
  },
};
