import { memberHost } from '../member-host.js';
import { masterPort } from './rules.js';

/** All masters, as flags of Kudu want them. */
export function masterAddresses(
  cluster: { readonly namespace: string; readonly name: string },
  masters: number,
): string {
  return Array.from(
    { length: masters },
    (_, ordinal) => `${memberHost(cluster, { nodeType: 'master', ordinal })}:${masterPort}`,
  ).join(',');
}
