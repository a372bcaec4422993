export { HaproxyBalancer } from './haproxy-balancer.js';
export { HaproxyHost, type HaproxyHostOptions } from './haproxy-host.js';
export { runBySsh, runLocally, type RunScript } from './host.js';
