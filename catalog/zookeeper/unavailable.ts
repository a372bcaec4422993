import { StatewrightError } from '../../api/errors/index.js';

export function unavailable(address: string, reason: string): StatewrightError {
  return new StatewrightError('ComponentUnavailable', { component: 'ZooKeeper', address, reason });
}
