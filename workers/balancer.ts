import type { OpenBalancer, VipSettings } from '../activities/balancer/index.js';
import type { Balancer, BalancerCall } from '../activities/balancer/provider.js';
import { createTvsBalancer } from '../activities/tvs/index.js';
import { StatewrightError } from '../api/errors/index.js';
import { clusterOwner, type KubernetesClient } from '../kubernetes/index.js';
import { haproxyOf } from './haproxy.js';
import { neededByBalancer, type Settings } from './settings.js';

/** A balancer whose connections somebody must end. */
export interface ClosableBalancer extends Balancer {
  close?(): Promise<void>;
}

/** Makes the balancer of one name for the cluster of that owner. */
export type BalancerProvider = (settings: Settings, owner: string) => ClosableBalancer;

/** The balancers that there are; another one is a line. */
const providers: Readonly<Partial<Record<Settings['STATEWRIGHT_BALANCER'], BalancerProvider>>> = {
  tvs: (settings, owner) =>
    createTvsBalancer({
      url: neededByBalancer(settings, 'STATEWRIGHT_TVS_URL'),
      tokenFile: neededByBalancer(settings, 'STATEWRIGHT_TVS_TOKEN_FILE'),
      caFile: settings.STATEWRIGHT_TVS_CA_FILE,
      owner,
    }),
  haproxy: haproxyOf,
};

/** The balancer of the settings, opened at its first use and kept. */
export interface BalancerAccess {
  readonly vipSettings: VipSettings;
  readonly resyncMs: number;
  /** Throws `SettingInvalid` without a balancer, and what the API server says while it does not tell who we are. */
  open(call: BalancerCall): Promise<OpenBalancer>;
  close(): Promise<void>;
}

export function hasBalancer(settings: Settings): boolean {
  return settings.STATEWRIGHT_BALANCER !== 'none';
}

export function balancerAccess(settings: Settings, kubernetes: KubernetesClient): BalancerAccess {
  let opened: { readonly balancer: ClosableBalancer; readonly owner: string } | undefined;
  return {
    vipSettings: {
      services: settings.STATEWRIGHT_VIP_SERVICES,
      finalizer: settings.STATEWRIGHT_VIP_FINALIZER === 'true',
      namespaces: settings.STATEWRIGHT_WATCH_NAMESPACES,
      graceMs: settings.STATEWRIGHT_VIP_GRACE_SECONDS * 1_000,
    },
    resyncMs: settings.STATEWRIGHT_VIP_RESYNC_SECONDS * 1_000,
    async open(call) {
      if (opened !== undefined) return opened;
      const provider = providers[settings.STATEWRIGHT_BALANCER];
      if (provider === undefined) {
        const reason = `"${settings.STATEWRIGHT_BALANCER}" is no balancer that this installation has`;
        throw new StatewrightError('SettingInvalid', { name: 'STATEWRIGHT_BALANCER', reason });
      }
      const owner = await clusterOwner(kubernetes, call);
      // Another caller may have been quicker; one set of connections is enough.
      opened ??= { balancer: provider(settings, owner), owner };
      return opened;
    },
    async close() {
      await opened?.balancer.close?.();
    },
  };
}
