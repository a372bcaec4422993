import { describe, expect, it } from 'vitest';
import type { SeenSet } from './adoptable.js';
import { nextStep, type Step } from './next-step.js';

const set = (rest: Partial<SeenSet> = {}): SeenSet => ({
  uid: 'giver',
  generation: 3,
  isGoing: false,
  mark: undefined,
  handsOver: false,
  isObserved: true,
  currentRevision: 'web-1',
  ...rest,
});

const taker = (rest: Partial<SeenSet> = {}): SeenSet =>
  set({ uid: 'taker', mark: { uid: 'giver', generation: 3 }, ...rest });

const handing = { handsOver: true };
const going = { isGoing: true };
const finish: Step = { kind: 'finish', giverUid: 'giver' };
const setFree: Step = { kind: 'setFree', giverUid: 'giver' };
const refuse = (why: 'notFound' | 'giverGoing' | 'takerGoing' | 'nameTaken'): Step => ({
  kind: 'refuse',
  why,
});

describe.each(['StatefulSet', 'AdvancedStatefulSet'] as const)('the next step of adopting a %s', (from) => {
  it.each<[string, SeenSet | undefined, SeenSet | undefined, Step]>([
    ['neither is there', undefined, undefined, refuse('notFound')],
    ['the taker is going', set(handing), taker(going), refuse('takerGoing')],
    ['only the taker is there, marked', undefined, taker(), finish],
    ['a new giver has the name', set({ ...handing, uid: 'new' }), taker(), finish],
    ['only the taker is there', undefined, taker({ mark: undefined }), { kind: 'done' }],
    ['the name of the taker is taken', set(handing), taker({ mark: undefined }), refuse('nameTaken')],
    ['the giver is going', set({ ...handing, ...going }), taker(), setFree],
    ['the giver is going and there is no taker', set(going), undefined, refuse('giverGoing')],
    ['there is no taker', set(handing), undefined, { kind: 'make' }],
    ['the giver has changed', set({ ...handing, generation: 4 }), taker(), { kind: 'remake' }],
    ['nobody has looked at the taker', set(handing), taker({ isObserved: false }), { kind: 'awaitObserved' }],
    ['the taker is ready', set(handing), taker(), { kind: 'leave' }],
  ])('when %s', (_what, giver, its, step) => {
    expect(nextStep({ from, giver, taker: its })).toEqual(step);
  });
});

describe('one of the kinds alone', () => {
  it.each<[string, SeenSet | undefined]>([
    ['no taker', undefined],
    ['a taker', taker()],
  ])('ours is paused first, with %s', (_what, its) => {
    expect(nextStep({ from: 'AdvancedStatefulSet', giver: set(), taker: its })).toEqual({ kind: 'pause' });
  });

  it('ours inherits how far an update was', () => {
    const behind = taker({ currentRevision: undefined });
    expect(nextStep({ from: 'StatefulSet', giver: set(), taker: behind })).toEqual({ kind: 'inherit' });
    expect(nextStep({ from: 'AdvancedStatefulSet', giver: set(handing), taker: behind })).toEqual({
      kind: 'leave',
    });
  });
});
