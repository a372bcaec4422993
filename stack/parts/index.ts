import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { balancer } from './balancer.js';
import { clusterSetup } from './cluster-setup.js';
import { containerd } from './containerd.js';
import { coredns } from './coredns.js';
import { etcd } from './etcd.js';
import { forwards } from './forwards.js';
import { loadImages } from './images.js';
import { kubeApiserver } from './kube-apiserver.js';
import { kubeControllerManager } from './kube-controller-manager.js';
import { kubeScheduler } from './kube-scheduler.js';
import { kubelet } from './kubelet.js';
import { machine } from './machine.js';
import { nameServer } from './name-server.js';
import { nodeAgents } from './node-agent.js';
import { openVswitch } from './open-vswitch.js';
import { podAddresses } from './pod-addresses.js';
import { platform } from './platform.js';
import { serviceAddresses } from './service-addresses.js';
import { temporal } from './temporal.js';
import { volumes } from './volumes.js';

/** Every process of the embedded default, in the order in which `npm run status` lists them. */
export function allParts(stack: Stack): readonly Part[] {
  return [
    etcd(stack),
    kubeApiserver(stack),
    kubeControllerManager(stack),
    kubeScheduler(stack),
    clusterSetup(stack),
    coredns(stack),
    nameServer(stack),
    ...balancer(stack),
    volumes(stack),
    ...stack.network.machines.flatMap((place) => [
      machine(stack, place),
      ...openVswitch(stack, place),
      ...[containerd, loadImages, kubelet].map((part) => part(stack, place)),
    ]),
    temporal(stack),
    ...platform(stack),
    podAddresses(stack),
    serviceAddresses(stack),
    ...nodeAgents(stack),
    ...forwards(stack),
  ];
}
