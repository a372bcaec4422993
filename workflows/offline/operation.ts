import {
  ApplicationFailure,
  defineQuery,
  getExternalWorkflowHandle,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { ClusterRef } from '../../activities/cluster/contract.js';
import type { OpenedOperation, OperationStatus } from '../../activities/members/contract.js';
import { describeError } from '../../api/errors/index.js';
import { clusterWorkflowId, formatKey } from '../../api/names.js';
import {
  offlineWorkflowId,
  podNamesOf,
  type MembersRequest,
  type OperationKind,
  type TakeOfflineRequest,
} from '../../api/offline/requests.js';
import { searchAttribute } from '../../api/search-attributes.js';
import { clusterChangedSignal } from '../cluster/contract.js';
import { offlineProgressQuery, type OperationProgress, type OperationState } from './contract.js';
import { memberLooks, memberWrites } from './let-go.js';
import { OperationView } from './progress.js';

const progress = defineQuery<OperationProgress>(offlineProgressQuery);

/** What both operations share: their name, what people see of them, and the cluster that they opened. */
export class Operation {
  readonly view: OperationView;
  readonly startedAt = Date.now();
  private opened: OpenedOperation | undefined;
  private reported = '';

  constructor(
    private readonly kind: OperationKind,
    private readonly request: MembersRequest & Pick<TakeOfflineRequest, 'force'>,
  ) {
    this.view = new OperationView(
      kind,
      podNamesOf(request),
      request.force?.reason,
      () => Date.now(),
      setCurrentDetails,
    );
    setHandler(progress, () => this.view.snapshot(), {
      description: 'State, steps, guards and what is left to move',
    });
  }

  get ref(): ClusterRef {
    if (this.opened === undefined) throw new Error('the operation has not opened its cluster');
    return this.opened.ref;
  }

  /** Whether members are drained once more after the second guards and when they are gone. */
  get thorough(): boolean {
    return this.opened?.thorough === true;
  }

  /** Checks id and request; throws ApplicationFailure `Invalid` and the like, with nothing touched. */
  async open(): Promise<void> {
    const { workflowId: actual } = workflowInfo();
    const expected = offlineWorkflowId(this.request);
    if (actual !== expected) throw refusal('WrongOperationId', { actual, expected });
    this.opened = await memberWrites.openOperation({ kind: this.kind, request: this.request });
    const { tenant, component } = this.opened;
    upsertSearchAttributes([
      { key: searchAttribute.tenant, value: tenant },
      { key: searchAttribute.component, value: component },
      { key: searchAttribute.cluster, value: formatKey(this.request) },
      { key: searchAttribute.operation, value: this.kind },
    ]);
    // Read by those who must not undo what this operation does (activities/members, RunningOperations).
    const { nodeType, ordinals } = this.request;
    upsertMemo({ nodeType, ordinals });
  }

  /** Writes into the status of the cluster what the operation does, unless it says so already. */
  async report(state: OperationState = this.view.state): Promise<void> {
    const status: OperationStatus = {
      kind: this.kind,
      members: [...podNamesOf(this.request)],
      state: state === 'Undoing' ? 'Running' : state,
      message: this.view.message.slice(0, 2_000),
      forced: this.request.force?.reason ?? '',
    };
    const text = JSON.stringify(status);
    if (text === this.reported) return;
    this.reported = text;
    await memberLooks.reportOperation(this.ref, status);
  }

  /** Tells the workflow of the cluster to look. Its controller does so too; this only saves the time until then. */
  async tellCluster(): Promise<void> {
    const { namespace, name } = this.request;
    try {
      await getExternalWorkflowHandle(clusterWorkflowId({ namespace, name })).signal(clusterChangedSignal);
    } catch (error) {
      if (isCancellation(error)) throw error;
    }
  }
}

function refusal(code: 'WrongOperationId', parameters: Readonly<Record<string, string>>): ApplicationFailure {
  const { kind, sentence, remedy } = describeError(code, parameters);
  return ApplicationFailure.create({
    type: kind,
    nonRetryable: true,
    message: `${sentence} ${remedy}`,
    details: [{ code, sentence, remedy, problems: [] }],
  });
}
