import { z } from 'zod';
import { withDefaults } from '../../api/defaults.js';
import { formatProblem, StatewrightError, type FieldProblem } from '../../api/errors/index.js';
import { operationProblems } from '../../api/offline/validate.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import type { ClusterDependencies } from '../cluster/dependencies.js';
import { componentOf } from '../cluster/live-cluster.js';
import type { MemberActivities } from './contract.js';

const requestSchema = z.strictObject({
  namespace: z.string().min(1),
  name: z.string().min(1),
  nodeType: z.string().min(1),
  ordinals: z.array(z.int()).max(128),
  force: z.strictObject({ reason: z.string().max(500) }).optional(),
});

function refuse(problems: readonly FieldProblem[]): never {
  const [first] = problems;
  const told =
    first && problems.length === 1 ? { sentence: first.sentence, remedy: first.remedy } : undefined;
  throw new StatewrightError(
    first?.code ?? 'MalformedField',
    { reason: problems.map(formatProblem).join(' ') },
    { problems, ...(told && { told }) },
  );
}

/** The activity by which an operation begins: what a person typed may be anything. */
export function openActivities(dependencies: ClusterDependencies): Pick<MemberActivities, 'openOperation'> {
  return {
    async openOperation({ kind, request }) {
      const parsed = requestSchema.safeParse(request);
      if (!parsed.success) {
        const reason = parsed.error.issues.map((it) => `${it.path.join('.')}: ${it.message}`).join('; ');
        throw new StatewrightError('MalformedField', { reason });
      }
      const { namespace, name, force, ...members } = parsed.data;
      const cluster = await dependencies.kubernetes.get(distributedClusters, { namespace, name });
      if (cluster === undefined) throw new StatewrightError('ClusterNotFound', { namespace, name });
      if (cluster.metadata.deletionTimestamp !== undefined) {
        throw new StatewrightError('ClusterBeingDeleted', { namespace, name });
      }
      const { rules } = componentOf(dependencies, cluster);
      const spec = withDefaults(cluster.spec, rules);
      const asked = { namespace, name, ...members, ...(force && { force }) };
      const problems = operationProblems(spec, [rules], kind, asked);
      if (problems.length > 0) return refuse(problems);
      const { uid } = cluster.metadata;
      return {
        ref: { namespace, name, uid },
        tenant: spec.tenant,
        component: spec.component,
        thorough: true,
      };
    },
  };
}
