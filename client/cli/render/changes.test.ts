import { describe, expect, it } from 'vitest';
import { changesBetween } from './changes.js';
import { podReady, podStuck, sighting } from './sighting.fixture.js';

describe('changesBetween', () => {
  it('tells everything known at the first look', () => {
    expect(changesBetween(undefined, sighting)).toEqual([
      'phase Provisioning: Members of data: 0 of 2 ready',
      'done Hold the cluster',
      'running Members of data: 0 of 2 ready',
      'pod logs-master-0: Ready on machine-1 with address 10.0.0.7',
      'pod logs-data-0: ErrImagePull: container opensearch: not found',
    ]);
  });

  it('is silent when nothing changed', () => {
    expect(changesBetween(sighting, structuredClone(sighting))).toEqual([]);
  });

  it('tells of pods that became ready and that went', () => {
    const mended = { ...podReady, name: podStuck.name, ip: '10.0.0.8' };
    expect(changesBetween(sighting, { ...sighting, pods: [mended] })).toEqual([
      'pod logs-data-0: Ready on machine-1 with address 10.0.0.8',
      'pod logs-master-0: gone',
    ]);
  });

  it('tells when somebody stops answering and when they answer again', () => {
    const silent = {
      ...sighting,
      unanswered: [{ question: 'the steps', sentence: 'Temporal is down.', remedy: '' }],
    };
    expect(changesBetween(sighting, silent)).toEqual(['no answer about the steps: Temporal is down.']);
    expect(changesBetween(silent, sighting)).toEqual(['the steps: answered again']);
  });

  it('says once that the cluster is gone', () => {
    const gone = { key: sighting.key, presence: 'absent' as const, pods: [], unanswered: [] };
    expect(changesBetween(sighting, gone)).toEqual(['gone']);
    expect(changesBetween(gone, gone)).toEqual([]);
  });
});
