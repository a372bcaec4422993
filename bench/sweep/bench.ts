import { join } from 'node:path';
import { noLog } from '../../controllers/runtime/observation.js';
import { systemClock, type KubernetesClient } from '../../kubernetes/index.js';
import { startAgent, type Agent } from '../../node/agent.js';
import { createMachineActivities } from '../../node/sweep/activities.js';
import { ControlPlane } from '../../test/integration/harness/control-plane.js';
import { builtCniProgram } from '../../test/integration/harness/cni-program.js';
import { SwitchMachine } from '../../test/integration/harness/switch-machine.js';
import { waitUntil } from '../../test/integration/harness/wait-until.js';
import { leftoversOf } from '../../workflows/sweep-veths/decide.js';
import type { Arena, Bench, Figures } from '../harness/bench.js';
import { batch, bridge, LEFTOVERS, makeLeftovers, names, settled } from './leftovers.js';

const wish = { name: bridge, datapath: 'netdev' } as const;

/** What pods left behind on a machine: real links in a namespace of their own, with their ports in a real switch. */
export const sweep: Bench = {
  name: 'sweep',
  about: `${LEFTOVERS.toLocaleString('en-US')} leftover ports and links of one machine: compare, and remove`,
  settings: { leftovers: LEFTOVERS, datapath: wish.datapath },
  figures: [
    { name: 'compareMs', title: 'compare all lists once [ms]', unit: 'ms', better: 'less' },
    { name: 'removeMs', title: 'look again and remove all [ms]', unit: 'ms', better: 'less' },
    { name: 'left', title: 'left over after that', unit: '', better: 'less' },
  ],
  contestants: [
    {
      name: 'statewright',
      what: "the agent's own survey and removal, which looks again at each before it goes",
    },
    {
      name: 'commands',
      what: '`ip -j link` and `ovs-vsctl list` as the comparison, `ovs-vsctl del-port` in one transaction and `ip -batch` as the removal, without a second look',
    },
  ],
  sources: ['bench/harness', 'bench/sweep', 'node', 'package-lock.json', 'test/integration/harness'],

  async open({ report }): Promise<Arena> {
    report('starting an API server and a switch');
    const plane = await ControlPlane.start();
    const machine = await SwitchMachine.start(await builtCniProgram());
    const kubernetes = await plane.client();
    const agent = await start(machine, kubernetes);
    const close = async (): Promise<void> => {
      await agent.stop();
      await machine.stop();
      await plane.stop();
    };
    const round = async (contestant: string): Promise<Figures> => {
      await makeLeftovers(machine);
      const figures =
        contestant === 'statewright' ? await byAgent(agent, kubernetes) : await byCommands(machine);
      const links = new Set(await machine.links());
      const left = names.filter((name) => links.has(name)).length;
      await settled(machine, 0);
      return { ...figures, left };
    };
    return { round, close };
  },
};

async function start(machine: SwitchMachine, kubernetes: KubernetesClient): Promise<Agent> {
  const agent = await startAgent({
    ovsdbSocket: machine.ovsdbSocket,
    bridge: wish,
    cniSocket: join(machine.directory, 'cni.sock'),
    linkTool: machine.linkTool,
    kubernetes,
    clock: systemClock,
    log: noLog,
    metrics: { served: () => undefined, flowsSet: () => undefined },
  });
  await waitUntil('the machine can attach pods', () => agent.trouble() === undefined);
  return agent;
}

async function byAgent(agent: Agent, kubernetes: KubernetesClient): Promise<Figures> {
  // No runtime: its list is one short call, and empty here.
  const runtime = { sandboxes: () => Promise.resolve(new Set<string>()) };
  const swept = { machine: 'm1', network: agent.network, kubernetes, runtime };
  const activities = createMachineActivities(swept, wish, () => agent.trouble());
  const first = await activities.surveyMachine();
  const begin = performance.now();
  const second = await activities.surveyMachine();
  const compareMs = performance.now() - begin;
  const leftovers = leftoversOf(first, second);
  const removing = performance.now();
  const { removed } = await activities.removeLeftovers(leftovers);
  const removeMs = performance.now() - removing;
  if (removed !== LEFTOVERS) throw new Error(`it removed ${removed} of ${LEFTOVERS}`);
  return { compareMs, removeMs };
}

async function byCommands(machine: SwitchMachine): Promise<Figures> {
  const begin = performance.now();
  await machine.namespace.exec('ip', '-j', 'link', 'show');
  await machine.vsctl('--format=json', '--columns=name,external_ids', 'list', 'Port');
  const compareMs = performance.now() - begin;
  const removing = performance.now();
  await machine.vsctl(...names.flatMap((name) => ['--', 'del-port', bridge, name]));
  await batch(
    machine,
    names.map((name) => `link delete ${name}`),
  );
  return { compareMs, removeMs: performance.now() - removing };
}
