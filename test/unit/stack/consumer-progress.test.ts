import { describe, expect, it } from 'vitest';
import { ConsumerProgress } from '../../../tools/stack/java-consumer/consumer-progress.ts';

const PREFIX = '[Consumer clientId=console-consumer, groupId=g]';
const assigned = (...partitions: string[]) =>
  `INFO ConsumerRebalanceListenerInvoker ${PREFIX} Adding newly assigned partitions: [${partitions.join(', ')}]`;
const fetch = (partition: string, offset: number) =>
  `DEBUG AbstractFetch ${PREFIX} Added read_committed fetch request for partition ${partition} at position FetchPosition{offset=${offset}, offsetEpoch=Optional[0], currentLeader=...}`;
const answer = (partition: string, offset: number, highWatermark: number) =>
  `DEBUG AbstractFetch ${PREFIX} Fetch read_committed at offset ${offset} for partition ${partition} returned fetch data PartitionData(partitionIndex=0, errorCode=0, highWatermark=${highWatermark}, lastStableOffset=0, logStartOffset=0)`;

const atEndAfter = (...lines: string[]): boolean => {
  const progress = new ConsumerProgress();
  for (const line of lines) progress.observe(line);
  return progress.atEnd;
};

describe('a consumer is at the end of a topic', () => {
  it('not before it has partitions', () => {
    expect(atEndAfter()).toBe(false);
    expect(atEndAfter(assigned('t-0'))).toBe(false);
  });

  it('when there was nothing to read', () => {
    expect(atEndAfter(assigned('t-0'), fetch('t-0', 0), answer('t-0', 0, 0))).toBe(true);
  });

  it('when it fetches from behind the last record, not when that record arrives', () => {
    const arrived = [assigned('t-0'), fetch('t-0', 0), answer('t-0', 0, 5)];
    expect(atEndAfter(...arrived)).toBe(false);
    expect(atEndAfter(...arrived, fetch('t-0', 5))).toBe(true);
  });

  it('only with all partitions', () => {
    const first = [assigned('t-0', 't-1'), fetch('t-0', 0), fetch('t-1', 0), answer('t-0', 0, 0)];
    expect(atEndAfter(...first)).toBe(false);
    expect(atEndAfter(...first, answer('t-1', 0, 3), fetch('t-1', 3))).toBe(true);
  });

  it('not while it stands before an open transaction', () => {
    expect(atEndAfter(assigned('t-0'), fetch('t-0', 0), answer('t-0', 0, 9), fetch('t-0', 4))).toBe(false);
  });

  it('no longer when more was written meanwhile', () => {
    const lines = [assigned('t-0'), fetch('t-0', 0), answer('t-0', 0, 2), fetch('t-0', 2), answer('t-0', 2, 4)];
    expect(atEndAfter(...lines)).toBe(false);
    expect(atEndAfter(...lines, fetch('t-0', 4))).toBe(true);
  });
});
