import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Component, ClusterToRender } from '../../../api/component.js';
import { withDefaults } from '../../../api/defaults.js';
import { nodeTypeSetName } from '../../../api/names.js';
import { memberPodName, type Member, type MemberAccess, type MemberPod } from '../../../api/membership.js';
import { packagesFolder } from '../../../stack/images/python-data.js';
import { cacheFolder } from '../../harness/cache-folder.js';
import { projectRoot } from '../../harness/project-root.js';
import { ServerProcess } from './child.js';
import { renderedContainer } from './rendered-container.js';
import { waitUntil } from './wait-until.js';

/** Python 3.11 as Debian 12 has it: the packages are for no other. */
const python = '/usr/bin/python3.11';

/**
 * Members of a component that runs in Python, as processes on loopback, each with an address in 127/8 and the catalog's ports.
 * Command, environment and files are those of the rendered pods; names and paths alone are put in place.
 */
export class PythonMembers {
  readonly #processes = new Map<string, ServerProcess>();
  readonly #signal = new AbortController().signal;

  private constructor(
    readonly directory: string,
    private readonly packages: string,
    private readonly component: Component,
    private readonly cluster: ClusterToRender,
    private readonly network: string,
    private readonly secret: Readonly<Record<string, string>>,
    /** Where members keep what a machine of its own would have for them. */
    private readonly roots: readonly string[],
  ) {}

  static async prepare(
    component: Component,
    given: ClusterToRender,
    network: string,
    roots: readonly string[],
    secret: Readonly<Record<string, string>> = {},
  ): Promise<PythonMembers> {
    const directory = await mkdtemp(join(tmpdir(), `statewright-${component.rules.component}-`));
    const packages = await packagesFolder({ cache: cacheFolder, project: projectRoot });
    const cluster = { ...given, spec: withDefaults(given.spec, component.rules) };
    return new PythonMembers(directory, packages, component, cluster, network, secret, roots);
  }

  async start(member: Member): Promise<void> {
    const name = this.podName(member);
    const folder = join(this.directory, name);
    const here = (text: string) => this.onLoopback(text, member);
    const { command, words } = this.container(member);
    const set = nodeTypeSetName(this.cluster.name, member.nodeType);
    const files = this.component
      .render(this.cluster)
      .shared.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === set)
      .flatMap(({ data }) => Object.entries(z.record(z.string(), z.string()).parse(data)));
    for (const root of this.roots) await mkdir(join(folder, root), { recursive: true });
    const given = here(`/run/statewright/${this.component.rules.component}`);
    await mkdir(given, { recursive: true });
    for (const [file, content] of files) {
      await mkdir(dirname(join(given, file)), { recursive: true });
      await writeFile(join(given, file), here(content));
    }
    const log = join(this.directory, `${name}.log`);
    this.#processes.set(name, ServerProcess.start(name, '/usr/bin/env', [...words, ...command], log));
  }

  /** The pod's command and environment as words for env(1). */
  private container(member: Member) {
    const rendered = this.component.render(this.cluster).sets.find((set) => set.nodeType === member.nodeType);
    const container = renderedContainer(rendered?.manifest);
    const here = (text: string) => this.onLoopback(text, member);
    const own = { POD_NAME: this.podName(member), POD_IP: this.address(member) };
    const env = container.env.flatMap(({ name, value, valueFrom }) => {
      const secret = this.secret[valueFrom?.secretKeyRef?.key ?? ''];
      if (secret !== undefined) return [`${name}=${secret}`];
      return value === undefined ? [] : [`${name}=${here(value)}`];
    });
    const fields = Object.entries(own).map(([key, value]) => `${key}=${value}`);
    return {
      command: container.command.map(here),
      preStop: container.lifecycle?.preStop.exec.command.map(here),
      words: [...fields, ...env],
    };
  }

  /** What is said of names and paths in a pod, said of this machine. */
  private onLoopback(text: string, member: Member): string {
    const folder = join(this.directory, this.podName(member));
    const { name, namespace, spec } = this.cluster;
    const named = spec.nodeTypes.reduce(
      (replaced, { name: nodeType }) =>
        replaced.replaceAll(
          `${nodeTypeSetName(name, nodeType)}.${namespace}.svc`,
          this.address({ nodeType, ordinal: 0 }),
        ),
      text,
    );
    const placed = this.roots.reduce(
      (replaced, root) =>
        replaced.replaceAll(new RegExp(`(?<![\\w/-])${root}(?![\\w-])`, 'g'), join(folder, root)),
      named
        .replaceAll('/usr/share/python-data', this.packages)
        .replaceAll('/run/statewright', join(folder, 'given')),
    );
    return (
      placed
        // Pods are not root; here it is root who tests.
        .replaceAll('-m jupyterlab', '-m jupyterlab --allow-root')
        .replace(/\bpython3(?= -m|$)/, python)
        .replaceAll('$(POD_NAME)', this.podName(member))
        .replaceAll('$(POD_IP)', this.address(member))
    );
  }

  address({ nodeType, ordinal }: Member): string {
    const kind = this.cluster.spec.nodeTypes.findIndex(({ name }) => name === nodeType);
    return `127.${this.network}.${10 + 100 * kind + ordinal}`;
  }

  podName(member: Member): string {
    return memberPodName(this.cluster.name, member);
  }

  process(member: Member): ServerProcess {
    const found = this.#processes.get(this.podName(member));
    if (found === undefined) throw new Error(`${this.podName(member)} was not started`);
    return found;
  }

  /** As Kubernetes ends a pod: what it does before, then a signal. */
  async stop(member: Member): Promise<void> {
    const process = this.process(member);
    const { preStop, words } = this.container(member);
    if (preStop !== undefined) {
      const log = join(this.directory, 'pre-stop.log');
      const before = ServerProcess.start('pre-stop', '/usr/bin/env', [...words, ...preStop], log);
      await waitUntil('its last step before the end is done', () => !before.running, { timeoutMs: 120_000 });
    }
    process.signal('SIGTERM');
    await waitUntil(`${process.name} has ended`, () => !process.running, { timeoutMs: 60_000 });
    this.#processes.delete(this.podName(member));
  }

  /** As a machine that loses its power. */
  async kill(member: Member): Promise<void> {
    await this.process(member).kill();
    this.#processes.delete(this.podName(member));
  }

  /** A client's program and its log. */
  program(name: string, args: readonly string[]): ServerProcess {
    const words = [`PYTHONPATH=${this.packages}`, `HOME=${this.directory}`, python, ...args];
    return ServerProcess.start(name, '/usr/bin/env', words, join(this.directory, `${name}.log`));
  }

  async until(what: string, condition: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    await waitUntil(
      what,
      async () => {
        for (const [name, process] of this.#processes) {
          if (!process.running) throw new Error(`${name} has ended:\n${process.tail()}`);
        }
        return condition();
      },
      { timeoutMs, everyMs: 200 },
    );
  }

  /** What an activity would have found: a pod for each member whose process runs. */
  access(member: Member): MemberAccess {
    const pods: MemberPod[] = this.cluster.spec.nodeTypes.flatMap(({ name: nodeType, replicas }) =>
      Array.from({ length: replicas }, (_, ordinal) => {
        const name = this.podName({ nodeType, ordinal });
        const ready = this.#processes.get(name)?.running ?? false;
        return {
          nodeType,
          ordinal,
          name,
          ready,
          address: ready ? this.address({ nodeType, ordinal }) : undefined,
        };
      }),
    );
    const { exposed, clientPort } = this.component.rules;
    const { namespace, name, uid, spec } = this.cluster;
    return {
      endpoints: pods
        .filter(({ nodeType, ready }) => nodeType === exposed && ready)
        .map(({ address }) => `http://${address ?? ''}:${clientPort}`),
      members: pods.length,
      signal: this.#signal,
      cluster: { namespace, name, uid, spec },
      member,
      pods,
      secret: () => Promise.resolve(this.secret),
    };
  }

  async end(): Promise<void> {
    const all = [...this.#processes.values()].filter(({ running }) => running);
    await Promise.all(all.map((process) => process.kill()));
    await rm(this.directory, { recursive: true, force: true });
  }
}
