import { describe, expect, it } from 'vitest';
import { plain, painted, width } from '../terminal.js';
import { progressScreen } from './progress.js';
import { podStuck, sighting } from './sighting.fixture.js';

const screen = { columns: 100, rows: 40 };

describe('progressScreen', () => {
  it('shows phase, steps with their time, and pods with their own reason', () => {
    expect(progressScreen(sighting, plain, 14_000, screen)).toEqual([
      'search/logs  opensearch 2.19.1  Provisioning',
      '  Members of data: 0 of 2 ready',
      '  ✔ Hold the cluster             1s',
      '  ● Members of data              12s  0 of 2 ready',
      '  ○ Health by the system itself',
      '',
      '  POD            MACHINE    IP        STATE',
      '  logs-master-0  machine-1  10.0.0.7  Ready',
      '  logs-data-0    machine-1  -         ErrImagePull: container opensearch: not found',
    ]);
  });

  it('shows what blocks and the way out in place of the message', () => {
    const blocked = {
      ...sighting,
      progress: {
        phase: 'Blocked' as const,
        generation: 2,
        message: 'x',
        steps: [],
        blockedBy: { code: 'NotOurs' as const, sentence: 'Service logs is not ours.', remedy: 'Remove it.' },
      },
    };
    expect(progressScreen(blocked, plain, 0, screen).slice(1, 3)).toEqual([
      '  Service logs is not ours.',
      '  Remove it.',
    ]);
  });

  it('shows all guards of the member in progress', () => {
    const guards = [
      { name: 'No copy waits for a place', holds: true, detail: 'none waits' },
      { name: 'The masters keep a majority', holds: false, detail: '1 of 3' },
    ];
    const guarded = { ...sighting, ...(sighting.progress && { progress: { ...sighting.progress, guards } }) };
    const lines = progressScreen(guarded, plain, 14_000, screen);
    expect(lines.map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        'guards:',
        'holds  No copy waits for a place: none waits',
        'blocks  The masters keep a majority: 1 of 3',
      ]),
    );
  });

  it('names what nobody answered and shows the rest', () => {
    const half = {
      ...sighting,
      unanswered: [{ question: 'the steps', sentence: 'Temporal did not answer.', remedy: '' }],
    };
    const lines = progressScreen(half, plain, 0, screen);
    expect(lines).toContain('  no answer about the steps: Temporal did not answer.');
    expect(lines.join('\n')).toContain('logs-master-0');
  });

  it('never draws wider or higher than the screen', () => {
    const crowded = {
      ...sighting,
      pods: Array.from({ length: 50 }, (_, ordinal) => ({ ...podStuck, name: `logs-data-${ordinal}` })),
    };
    const small = { columns: 30, rows: 10 };
    const lines = progressScreen(crowded, painted, 0, small);
    expect(lines.length).toBeLessThan(small.rows);
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(small.columns);
    expect(lines.at(-1)).toContain('more lines');
  });

  it('says that an absent cluster is gone', () => {
    const gone = { key: sighting.key, presence: 'absent' as const, pods: [], unanswered: [] };
    expect(progressScreen(gone, plain, 0, screen)).toEqual(['search/logs  gone']);
  });
});
