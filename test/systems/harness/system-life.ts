import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DistributedClusterManifest } from '../../../api/distributed-cluster.js';
import { memberPodName, type Member } from '../../../api/membership.js';
import { label, type ObjectKey } from '../../../api/names.js';
import { pods } from '../../../kubernetes/index.js';
import { deleteAndWait, leftOf, untilReady } from '../../e2e/harness/clusters.js';
import { openStack, type RunningStack } from '../../e2e/harness/running-stack.js';
import { waitUntil } from '../../integration/harness/wait-until.js';
import type { SystemLoad } from './system-load.js';

type Spec = DistributedClusterManifest['spec'];

/** The life of a cluster of one system on the embedded default: what is asked of each, and only the system's own differs. */
export interface SystemLife {
  /** For people, for example `Kafka`. */
  readonly title: string;
  readonly spec: Spec;
  /** The same with another configuration, for which every member of every node type has to be restarted. */
  readonly changed: Spec;
  /** The member that goes and comes back. */
  readonly leaves: Member;
  readonly load: (stack: RunningStack, key: ObjectKey) => SystemLoad;
}

const enoughWrites = 50;

export function describeSystemLife({ title, spec, changed, leaves, load: loadOf }: SystemLife): void {
  describe(`${title} under a load of its own client`, () => {
    const key = {
      namespace: 'default',
      name: `life-${spec.component.slice(0, 5)}-${Date.now().toString(36)}`,
    };
    const name = `${key.namespace}/${key.name}`;
    const member = [leaves.nodeType, String(leaves.ordinal)];
    const pod = { namespace: key.namespace, name: memberPodName(key.name, leaves) };
    let stack: RunningStack;
    let load: SystemLoad;

    const apply = (wanted: Spec) =>
      stack.statewright.clusters.apply({
        apiVersion: 'statewright.io/v1alpha1',
        kind: 'DistributedCluster',
        metadata: key,
        spec: wanted,
      });
    const writesGoOn = async (when: string) => {
      const before = await load.acknowledged();
      await waitUntil(
        `writes are acknowledged ${when}`,
        async () => (await load.acknowledged()) > before + enoughWrites,
        { timeoutMs: 180_000, everyMs: 500 },
      );
    };
    const identities = async (): Promise<ReadonlyMap<string, string>> => {
      const { items } = await stack.kubernetes.list(pods, {
        namespace: key.namespace,
        labelSelector: `${label.cluster}=${key.name}`,
      });
      return new Map(items.map(({ metadata }) => [metadata.name, metadata.uid]));
    };

    beforeAll(async () => {
      stack = openStack();
      await apply(spec);
      await untilReady(stack, key, 480);
      load = loadOf(stack, key);
      await load.start();
      await writesGoOn('at first');
    });

    afterAll(async () => {
      await load.close();
      await deleteAndWait(stack, key);
      expect(await leftOf(stack, key)).toEqual([]);
      await stack.close();
    });

    it('lets a member go offline and come back, restarts all for a new configuration, and loses nothing', async () => {
      const before = await identities();
      const left = await stack.command('statewright', ['offline', name, ...member]);
      expect(left, left.stdout + left.stderr).toMatchObject({ code: 0 });
      expect(await stack.kubernetes.get(pods, pod)).toBeUndefined();
      await writesGoOn('while it is offline');

      const back = await stack.command('statewright', ['online', name, ...member]);
      expect(back, back.stdout + back.stderr).toMatchObject({ code: 0 });
      await writesGoOn('when it is back');
      const after = await identities();
      expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted());
      expect([...after].filter(([one, uid]) => before.get(one) !== uid).map(([one]) => one)).toEqual([
        pod.name,
      ]);

      await apply(changed);
      await untilReady(stack, key, 600);
      const restarted = await identities();
      expect([...restarted.keys()].toSorted()).toEqual([...before.keys()].toSorted());
      expect([...restarted].filter(([one, uid]) => after.get(one) === uid)).toEqual([]);
      await writesGoOn('after all were restarted');

      const { acknowledged, lost, failures } = await load.finish();
      process.stdout.write(
        `${title}: ${acknowledged} writes acknowledged, ${lost.length} lost, ${failures.length} failed\n`,
      );
      expect(lost).toEqual([]);
      expect(failures).toEqual([]);
    });
  });
}
