import { describe, expect, it } from 'vitest';
import { partition } from '../cluster-view.fixture.js';
import { markName, marksOf, throttledMark } from './marks.js';
import { drainReport } from './report.js';
import { storageOf } from './storage.js';

describe('what is remembered in Kafka', () => {
  it('is read from the names of settings alone', () => {
    const names = new Set([
      markName(3, 'leaving'),
      markName(12, 'returning'),
      throttledMark,
      'log.retention.ms',
    ]);
    expect(marksOf(names)).toEqual({
      leaving: new Set([3]),
      returning: new Set([12]),
      throttled: true,
      rate: false,
    });
  });

  it('tells a rate of our own from that of others', () => {
    expect(marksOf(new Set(['leader.replication.throttled.rate']))).toMatchObject({
      rate: true,
      throttled: false,
    });
  });
});

describe('the report of a drain', () => {
  const logDir = (size: number, errorCode = 0) => ({
    errorCode,
    topics: [{ name: 'a', partitions: [{ partitionIndex: 0, partitionSize: size }] }],
    totalBytes: 1000,
    usableBytes: 400,
  });
  const storage = new Map([
    [2, storageOf([logDir(100)])],
    [0, storageOf([logDir(30), logDir(0, 56)])],
  ]);
  const moving = [partition('a-0', [2, 1, 0], { adding: [0], removing: [2] })];
  const empty = { moves: [], moving: [], staying: [], lost: [] };

  it('counts the bytes that the copy lacks', () => {
    expect(drainReport(2, { ...empty, moving }, storage).remaining).toEqual({ partitions: 1, bytes: 70 });
  });

  it('is done when nothing can move any more, and names what stays', () => {
    const report = drainReport(2, { ...empty, staying: moving }, storage);
    expect(report).toEqual({
      done: true,
      detail: 'Broker 2 holds nothing that others could take. 1 stay on it: all other brokers have a copy.',
      remaining: { partitions: 0, bytes: 0 },
    });
  });

  it('is not done while a dead broker has what nobody else has', () => {
    expect(drainReport(2, { ...empty, lost: moving }, storage).done).toBe(false);
  });

  it('adds up working disks only', () => {
    expect(storageOf([logDir(1), logDir(2), logDir(3, 56)])).toMatchObject({ free: 800, total: 2000 });
  });
});
