/** Everything that a worker offers as a workflow. Each name is the type that people type into the Temporal UI. */
export { cluster } from './cluster/cluster.js';
export { describeMachine } from './describe-machine/describe-machine.js';
export { sweepVeths } from './sweep-veths/sweep-veths.js';
export { sweepAddresses } from './sweep-addresses/sweep-addresses.js';
export { vip } from './vip/vip.js';
export { sweepVips } from './sweep-vips/sweep-vips.js';
export { dnsZone } from './dns-zone/dns-zone.js';
export { sweepNames } from './sweep-names/sweep-names.js';
export { takeOrdinalsOffline } from './offline/take-ordinals-offline.js';
export { bringOrdinalsOnline } from './offline/bring-ordinals-online.js';
