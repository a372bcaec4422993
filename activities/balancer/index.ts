import { Context } from '@temporalio/activity';
import type { VipActivities } from './contract.js';
import type { VipDependencies } from './dependencies.js';
import { removeVips } from './remove-vips.js';
import { sweepVips } from './sweep.js';
import { syncVip } from './sync-vip.js';

export type { OpenBalancer, VipDependencies, VipSettings } from './dependencies.js';

/** Attempts after which an outage is told on the Service: what passes in a second or two is nobody's news. */
const attemptsBeforeTelling = 3;
/** The side effects of the workflows `vip` and `sweepVips`. */
export function createVipActivities(deps: VipDependencies): VipActivities {
  return {
    async syncVip(service) {
      const { cancellationSignal: signal, info } = Context.current();
      return syncVip(deps, service, { signal, tellOutage: info.attempt > attemptsBeforeTelling });
    },
    async removeVips(request) {
      return removeVips(deps, request, { signal: Context.current().cancellationSignal });
    },
    async sweepVips({ dryRun }) {
      const context = Context.current();
      return sweepVips(deps, {
        dryRun,
        call: { signal: context.cancellationSignal },
        progress: () => context.heartbeat(),
        sleep: async (ms) => {
          await context.sleep(ms);
        },
      });
    },
  };
}
