import type { ParkedRecord } from '../../schemas/types.generated.ts';
import { formatCoordinates } from '../../services/runtime/engine/headers.ts';
import { declaredPartitions } from '../../services/runtime/engine/undeclared-partitions.ts';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import type { Coordinates } from '../../services/runtime/service.ts';
import { type Personal, readPersonal } from '../topics/personal.ts';
import { readParked } from './list.ts';
import { type OnTheirWay, onTheirWay, PARKED_TOPIC, type ParkedParts, readEntry, WAITING_TOPIC } from './waiting.ts';

/** The parked records of one alias. */
export interface ShownAlias extends OnTheirWay {
  readonly alias: string;
  /** In the order in which they were parked, and will go back. */
  readonly records: readonly { readonly at: string; readonly deadline_at: number }[];
}

/** One parked record in full, without what it carries. */
export interface ShownRecord extends Omit<ParkedRecord, 'key' | 'value' | 'headers' | 'origin'> {
  readonly at: string;
  readonly origin: string;
  /** Whether it still waits; false when it has gone back. */
  readonly waiting: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly key_bytes: number | null;
  readonly value_bytes: number;
  /** Key and value only when they were asked for: they hold personal data. */
  readonly personal?: Personal;
}

/** Everything an alias waits with; null when it waits with nothing. */
export const showAlias = async (parts: ParkedParts, alias: string): Promise<ShownAlias | null> => {
  // Partitions that were added since are not used.
  const partitions = Math.min(await parts.reader.partitionsOf(WAITING_TOPIC), declaredPartitions(WAITING_TOPIC));
  const partition = partitionOf(alias, partitions);
  const entry = await readEntry(parts, alias, partition);
  if (entry === null) return null;
  return {
    alias,
    ...onTheirWay(entry),
    records: entry.parked.map(({ offset, deadline_at }) => ({
      at: formatCoordinates({ topic: PARKED_TOPIC, partition, offset }),
      deadline_at,
    })),
  };
};

/** One parked record; null when the topic does not have it. */
export const showParked = async (
  parts: ParkedParts,
  at: Coordinates,
  with_value: boolean,
): Promise<ShownRecord | null> => {
  const record = await readParked(parts, at);
  if (record === null) return null;
  const { key, value, headers, origin, ...rest } = record;
  const entry = await readEntry(parts, record.alias, at.partition);
  return {
    at: formatCoordinates(at),
    ...rest,
    origin: formatCoordinates(origin),
    waiting: entry?.parked.some(({ offset }) => offset === at.offset) ?? false,
    headers: Object.fromEntries(headers.map((header) => [header.name, header.value.toString('utf8')])),
    key_bytes: key?.length ?? null,
    value_bytes: value.length,
    ...(with_value ? { personal: await readPersonal(parts.codec, origin.topic, record) } : {}),
  };
};
