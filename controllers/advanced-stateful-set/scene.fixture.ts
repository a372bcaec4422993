import { StatewrightError, type ErrorCode } from '../../api/errors/index.js';
import { ReplyStatus, type KubernetesClient } from '../../kubernetes/index.js';
import { Expectations } from './expectations.js';
import { InPlaceRefusals } from './in-place-refusals.js';
import type { SetView } from './model.js';
import type { News } from './news.js';
import { aClaim, aSet } from './observation.fixture.js';
import { Scene } from './scene.js';
import { setKinds } from './set-kind.js';
import { Statuses } from './statuses.js';

/** One call of the client: `create pods web-0`, and what was sent. */
export interface Call {
  readonly text: string;
  readonly sent: unknown;
  readonly options: unknown;
}

/** What the API server answers to a call; an error is thrown. Undefined is a success that says nothing of interest. */
export type Answer = (call: Call) => unknown;

export const refusal = (code: ErrorCode, reason?: string): StatewrightError =>
  new StatewrightError(
    code,
    { verb: 'do', object: 'it', reason: 'so' },
    { cause: new ReplyStatus(409, reason, 'so') },
  );

interface Named {
  readonly name?: string;
  readonly metadata?: { readonly name: string };
}

/** A client that answers as the test says and writes everything down. */
export function scriptedClient(answer: Answer): {
  readonly client: KubernetesClient;
  readonly calls: Call[];
} {
  const calls: Call[] = [];
  let version = 100;
  const method =
    (name: string) =>
    async (
      resource: { plural: string },
      object: Named,
      third?: unknown,
      fourth?: unknown,
    ): Promise<unknown> => {
      const subject = object.metadata?.name ?? object.name ?? '';
      const isPatch = name === 'mergePatch';
      const call = {
        text: `${name} ${resource.plural} ${subject}`,
        sent: isPatch ? third : object,
        options: isPatch ? fourth : third,
      };
      calls.push(call);
      // Whoever waits for the answer waits a moment, as over a network.
      await Promise.resolve();
      const answered = answer(call);
      if (answered instanceof Error) throw answered;
      if (answered !== undefined || name === 'get') return answered;
      version += 1;
      return { metadata: { name: subject, uid: `${subject}-uid`, resourceVersion: String(version) } };
    };
  const client = {
    create: method('create'),
    mergePatch: method('mergePatch'),
    delete: method('delete'),
    get: method('get'),
  };
  // The rest of the client is not called.
  return { client: client as unknown as KubernetesClient, calls };
}

export interface Played {
  readonly scene: Scene;
  readonly calls: readonly Call[];
  readonly warnings: readonly News[];
  readonly refusals: InPlaceRefusals;
  readonly expectations: Expectations;
  readonly texts: () => readonly string[];
}

/** A scene in which the API server answers as the test says. */
export function aScene(answer: Answer = () => undefined, set: SetView = aSet()): Played {
  const { client, calls } = scriptedClient(answer);
  const warnings: News[] = [];
  const refusals = new InPlaceRefusals();
  const nothingSeen = { versionOf: () => '1', isStaying: () => true };
  const expectations = new Expectations(
    nothingSeen,
    () => 0,
    () => undefined,
  );
  const scene = new Scene({
    client,
    kind: setKinds['statewright.io'],
    set,
    claims: new Map([['data-web-0', aClaim(0, { resourceVersion: '5' })]]),
    expectations,
    refusals,
    statuses: new Statuses(
      () => '1',
      () => 0,
    ),
    signal: new AbortController().signal,
    warn: (news) => warnings.push(news),
  });
  return { scene, calls, warnings, refusals, expectations, texts: () => calls.map(({ text }) => text) };
}
