import type { ReplayBatch } from '../../../schemas/types.generated.ts';
import type { LogReader } from '../../../services/runtime/kafka/log-reader.ts';
import type { Coordinates } from '../../../services/runtime/service.ts';
import { type Reading, readDecoded } from '../../topics/read.ts';

export const AUDIT_TOPIC = 'ops.replay';

/** Which dead letters were sent back already. */
export type WasReplayed = (at: Coordinates) => boolean;

/**
 * Reads what operators have sent back. Only letters that still stand in their topic are remembered, so the memory is
 * bounded by the dead-letter topics and not by the audit.
 * @param topics dead-letter topics that matter
 * @throws Undecodable when a batch cannot be read and `onUnreadable` is not given, as it must not be where letters are sent: that
 * could send some of them twice
 */
export const readReplayed = async (
  { reader, ...reading }: Omit<Reading, 'reader'> & { readonly reader: LogReader },
  topics: readonly string[],
): Promise<WasReplayed> => {
  const earliest = new Map<string, number>();
  const replayed = new Map<string, Set<number>>();
  for (const topic of topics) {
    for (const range of await reader.offsets(topic)) earliest.set(`${topic}/${range.partition}`, range.earliest);
  }
  const remember = ({ topic, partition, records }: ReplayBatch): void => {
    const place = `${topic}/${partition}`;
    const first = earliest.get(place);
    if (first === undefined) return;
    const offsets = replayed.get(place) ?? new Set<number>();
    replayed.set(place, offsets);
    for (const { offset } of records) if (offset >= first) offsets.add(offset);
  };
  for (const { partition, earliest: from, latest: to } of await reader.offsets(AUDIT_TOPIC)) {
    for await (const { value } of readDecoded({ reader, ...reading }, AUDIT_TOPIC, { partition, from, to })) {
      if (value !== null) remember(value);
    }
  }
  return ({ topic, partition, offset }) => replayed.get(`${topic}/${partition}`)?.has(offset) ?? false;
};
