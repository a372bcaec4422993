import type { Addresses } from '../addresses.js';
import type { Clusters } from '../clusters.js';
import type { Names } from '../names.js';
import type { Nodes } from '../nodes/nodes.js';
import type { Services } from '../services.js';
import type { World } from './world.js';

const unexpected = (): never => {
  throw new Error('the command was not expected to call this');
};

/** A World in memory, whose clusters answer only the given calls, and what was written to it. */
export function worldOf(
  answers: Partial<Clusters>,
  files: Readonly<Record<string, string>> = {},
  nodeAnswers: Partial<Nodes> = {},
  addressAnswers: Partial<Addresses> = {},
  nameAnswers: Partial<Names> = {},
  serviceAnswers: Partial<Services> = {},
): { readonly world: World; readonly out: () => string; readonly err: () => string } {
  const clusters: Clusters = {
    apply: unexpected,
    check: unexpected,
    get: unexpected,
    list: unexpected,
    delete: unexpected,
    progress: unexpected,
    watch: unexpected,
    describe: unexpected,
    scale: unexpected,
    upgrade: unexpected,
    configure: unexpected,
    takeOffline: unexpected,
    bringOnline: unexpected,
    cancelOperation: unexpected,
    followOperation: unexpected,
    start: unexpected,
    ...answers,
  };
  const nodes: Nodes = { list: unexpected, describe: unexpected, sweep: unexpected, ...nodeAnswers };
  const addresses: Addresses = {
    list: unexpected,
    show: unexpected,
    pools: unexpected,
    release: unexpected,
    ...addressAnswers,
  };
  const names: Names = { get: unexpected, sweep: unexpected, ...nameAnswers };
  const services: Services = { list: unexpected, describe: unexpected, sweep: unexpected, ...serviceAnswers };
  let [out, err] = ['', ''];
  const world: World = {
    terminal: {
      out: (text) => (out += text),
      err: (text) => (err += text),
      live: false,
      interactive: false,
      size: () => ({ columns: 80, rows: 24 }),
    },
    environment: {},
    version: '1.2.3',
    now: () => 1_000,
    interrupted: new AbortController().signal,
    readFile: (path) => Promise.resolve(files[path] ?? unexpected()),
    readStandardInput: unexpected,
    ask: unexpected,
    openBrowser: unexpected,
    connect: () =>
      Promise.resolve({
        clusters,
        sets: { adopt: unexpected },
        nodes,
        addresses,
        names,
        services,
        close: () => Promise.resolve(),
      }),
    defaultNamespace: () => Promise.resolve('search'),
  };
  return { world, out: () => out, err: () => err };
}
