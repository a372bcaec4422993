import { fieldProblem, type FieldProblem } from '../../api/errors/index.js';
import {
  isAlreadyExists,
  podTemplates,
  refusedFields,
  type KubernetesClient,
} from '../../kubernetes/index.js';
import type { AdmissionRequest } from './admission-review.js';
import { podQuestions, type PodQuestion } from './pod-question.js';
import type { PodAnswer } from './verdict.js';

/**
 * Milliseconds that a review waits for answers, in the queue of this process too: better an unasked question than a
 * request that is refused because the webhook was slow.
 */
const patienceMs = 3_000;

/** What Kubernetes has against the pods that a request asks for; undefined if there is nothing to ask. Never throws. */
export type AskAboutPods = (request: AdmissionRequest) => Promise<PodAnswer | undefined>;

/**
 * Asks the API server by a dry run of a PodTemplate: it checks the template as that of any controller, and makes
 * nothing; were it made, nobody would act on it.
 */
export function createPodAsker(
  kubernetes: Pick<KubernetesClient, 'create'>,
  onFailure: (error: unknown) => void,
): AskAboutPods {
  /** Undefined if there was no answer about the template. */
  async function ask(
    { namespace, template, fieldOfSet }: PodQuestion,
    signal: AbortSignal,
  ): Promise<FieldProblem[] | undefined> {
    const metadata = { namespace, name: 'statewright-question' };
    try {
      await kubernetes.create(podTemplates, { metadata, template }, { dryRun: true, signal });
      return [];
    } catch (error) {
      if (isAlreadyExists(error)) return [];
      const causes = refusedFields(error).filter(({ field }) => field.startsWith('template.'));
      if (causes.length > 0) {
        return causes.map(({ field, message }) =>
          fieldProblem(fieldOfSet(field), 'PodsRefused', { reason: message.replace(/\.$/, '') }),
        );
      }
      onFailure(error);
      return undefined;
    }
  }

  return async (request) => {
    const questions = podQuestions(request);
    if (questions === undefined) return undefined;
    const signal = AbortSignal.timeout(patienceMs);
    const problems = await ask(questions.now, signal);
    if (problems === undefined || problems.length === 0 || questions.before === undefined)
      return { problems };
    // As apps/v1: what was accepted by an older Kubernetes stays changeable (ValidateStatefulSetUpdate).
    const earlier = await ask(questions.before, signal);
    return { problems: earlier !== undefined && earlier.length > 0 ? [] : problems };
  };
}
