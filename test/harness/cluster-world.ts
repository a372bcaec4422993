import { CancelledFailure, sleep } from '@temporalio/activity';
import type {
  AwaitReport,
  ClusterActivities,
  ClusterRef,
  ObservedCluster,
  StatusReport,
} from '../../activities/cluster/contract.js';
import type { MemberActivities } from '../../activities/members/contract.js';
import type { Member } from '../../api/membership.js';
import { StatewrightError } from '../../api/errors/index.js';
import { applySpecChange } from '../../api/spec-change.js';
import { catalogRules } from '../../catalog/index.js';

/** The cluster that the tests of the workflow's script act on. */
export const exampleSpec: ObservedCluster['spec'] = {
  component: 'opensearch',
  version: '2.19.1',
  tenant: 'search',
  nodeTypes: [
    { name: 'master', replicas: 1 },
    { name: 'data', replicas: 2 },
  ],
};

type ClusterMemberActivities = Pick<
  MemberActivities,
  | 'assessGuards'
  | 'drainMember'
  | 'undrainStaying'
  | 'recordForce'
  | 'replaceFaulty'
  | 'nextRestart'
  | 'replaceMember'
  | 'settleMember'
  | 'settleMembers'
>;

const day = 24 * 60 * 60_000;

/**
 * A small world in memory that stands in for Kubernetes where only the script of the cluster workflow is looked at.
 * It records each call in order; `hold` makes a call wait until the test lets it go.
 */
export class ClusterWorld {
  readonly calls: string[] = [];
  readonly statuses: StatusReport[] = [];
  cluster: ObservedCluster | undefined;
  /** Members of an older revision, in the order in which they are to be restarted. */
  outdated: Member[] = [];
  /** Why guards of restarts that are held are skipped. */
  forced: string | undefined;
  private readonly held = new Map<string, AwaitReport>();
  private readonly failing = new Map<string, StatewrightError>();

  constructor(overrides: Partial<ObservedCluster> = {}) {
    this.cluster = {
      uid: 'uid-1',
      generation: 1,
      observedGeneration: 0,
      deletionRequested: false,
      formed: false,
      spec: exampleSpec,
      rules: catalogRules,
      machines: [],
      problems: [],
      provisioningStages: [['master'], ['data']],
      rolloutOrder: ['data', 'master'],
      missingSets: ['master', 'data'],
      ...overrides,
    };
  }

  /** Somebody edits the cluster in Kubernetes. */
  edit(change: Partial<ObservedCluster>): void {
    if (this.cluster === undefined) throw new Error('there is no cluster to edit');
    this.cluster = { ...this.cluster, generation: this.cluster.generation + 1, ...change };
  }

  /** The wait of this name shows `detail` and does not end until `release`. */
  hold(wait: string, detail: string): void {
    this.held.set(wait, { reached: false, detail });
  }

  release(wait: string): void {
    this.held.delete(wait);
  }

  /** The call of this name fails until `mend`. */
  fail(call: string, error: StatewrightError): void {
    this.failing.set(call, error);
  }

  mend(call: string): void {
    this.failing.delete(call);
  }

  activities(): ClusterActivities & ClusterMemberActivities {
    const act = (call: string): void => {
      this.calls.push(call);
      const failure = this.failing.get(call);
      if (failure) throw failure;
    };
    const write =
      (call: string, change: (cluster: ObservedCluster) => void = () => undefined) =>
      (ref: ClusterRef): Promise<void> => {
        act(call);
        if (this.cluster?.uid !== ref.uid) throw new StatewrightError('ClusterReplaced', keyOf(ref));
        change(this.cluster);
        return Promise.resolve();
      };
    const wait = async (call: string, shown: string, done: string): Promise<AwaitReport> => {
      if (!this.calls.includes(call)) this.calls.push(call);
      for (const end = Date.now() + day; Date.now() < end;) {
        const held = this.held.get(call);
        if (held === undefined) return { reached: true, detail: done };
        if (held.detail !== shown) return held;
        await sleep(20);
      }
      throw new CancelledFailure('waited for a day');
    };
    return {
      lookUpCluster: () =>
        Promise.resolve(this.cluster ? { found: true, cluster: this.cluster } : { found: false }),
      declareCluster: () => {
        act('declare');
        return Promise.resolve();
      },
      replaceFaulty: ({ nodeType, shown }) => wait(`faulty ${nodeType}`, shown, ''),
      nextRestart: (_ref, nodeType) => {
        const mine = this.outdated.filter((member) => member.nodeType === nodeType);
        const [member] = mine;
        const of = this.cluster?.spec.nodeTypes.find(({ name }) => name === nodeType)?.replicas ?? 0;
        return Promise.resolve(
          member && { member, uid: `uid-${member.ordinal}`, number: of - mine.length + 1, of },
        );
      },
      replaceMember: async ({ member: { nodeType, ordinal }, shown }) => {
        const report = await wait(`replace ${nodeType} ${ordinal}`, shown, 'ready anew');
        if (report.reached) {
          this.outdated = this.outdated.filter((it) => it.nodeType !== nodeType || it.ordinal !== ordinal);
        }
        return report;
      },
      settleMember: async ({ member, shown }) => ({
        ...(await wait(`settle ${member.nodeType} ${member.ordinal}`, shown, 'has its share')),
        remaining: {},
      }),
      settleMembers: ({ members, shown }) =>
        wait(
          `settle ${members.map(({ nodeType, ordinal }) => `${nodeType} ${ordinal}`).join(', ')}`,
          shown,
          'all have their share',
        ),
      assessGuards: async ({ member, departure, shown }) => {
        if (departure === 'restart' && this.forced !== undefined) {
          act(`guards ${member.nodeType} ${member.ordinal}`);
          return { reached: true, detail: 'no copy', guards: [], forced: this.forced };
        }
        const report = await wait(`guards ${member.nodeType} ${member.ordinal}`, shown, 'all hold');
        const guard = { name: 'A copy is elsewhere', holds: report.reached, detail: report.detail };
        return { ...report, guards: [guard] };
      },
      drainMember: async ({ member, shown }) => ({
        ...(await wait(`drain ${member.nodeType} ${member.ordinal}`, shown, 'nothing left')),
        remaining: {},
      }),
      undrainStaying: ({ shown }) => wait('undrain', shown, 'no marks left'),
      recordForce: ({ member }) => {
        act(`force ${member.nodeType} ${member.ordinal}`);
        return Promise.resolve();
      },
      changeSpec: (ref, change) => {
        act(`change ${change.kind}`);
        if (this.cluster === undefined) throw new StatewrightError('ClusterNotFound', keyOf(ref));
        const after = applySpecChange(this.cluster.spec, change, catalogRules, []);
        if (!after.ok)
          throw new StatewrightError('MalformedField', { reason: 'refused' }, { problems: after.problems });
        this.edit({ spec: after.spec });
        return Promise.resolve({ generation: this.cluster.generation });
      },
      reportStatus: (ref, status) => {
        this.statuses.push(status);
        if (this.cluster?.uid === ref.uid) {
          const { observedGeneration, formed } = status;
          this.cluster = { ...this.cluster, observedGeneration, formed };
        }
        return Promise.resolve();
      },
      holdCluster: write('hold'),
      applyShared: write('shared'),
      applySets: async (ref, nodeTypes, restarts) => {
        await write(`sets ${nodeTypes.join(',')}${restarts === undefined ? '' : ` ${restarts}`}`)(ref);
        if (this.cluster === undefined) return;
        const missingSets = this.cluster.missingSets.filter((nodeType) => !nodeTypes.includes(nodeType));
        this.cluster = { ...this.cluster, missingSets };
      },
      pruneNodeTypes: async (ref) => {
        await write('prune')(ref);
        return [];
      },
      awaitNodeType: ({ nodeType, shown }) => wait(`await ${nodeType}`, shown, 'all ready'),
      awaitHealth: async ({ shown }) => ({
        ...(await wait('await health', shown, 'green')),
        health: { state: 'Healthy', summary: 'green', joined: 3 },
      }),
      sealFormation: write('seal'),
      deleteSets: write('delete sets'),
      awaitMembersGone: ({ shown }) => wait('await gone', shown, 'no member left'),
      deleteVolumes: async (ref) => {
        await write('delete volumes')(ref);
        return { retained: 0 };
      },
      deleteShared: write('delete shared'),
      awaitNothingLeft: ({ shown }) => wait('await nothing', shown, 'nothing left'),
      releaseCluster: write('release', () => {
        this.cluster = undefined;
      }),
    };
  }
}

function keyOf({ namespace, name }: ClusterRef): { namespace: string; name: string } {
  return { namespace, name };
}
