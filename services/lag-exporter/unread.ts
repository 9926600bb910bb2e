import { type Scan, type ScanRange, scanBatches } from '../runtime/kafka/batch-scan.ts';
import type { ClusterView } from '../runtime/kafka/cluster-view.ts';

/** What a group has not read of a partition. */
export interface Unread {
  /** Committed records; at most so many where there are more than one look can count. */
  readonly records: number;
  /** Time of the oldest of them; null without any, undefined where it could not be read. */
  readonly oldest_ms: number | null | undefined;
  /** Between the position and here is no committed record, only transaction markers and aborted records. */
  readonly nothing_until: number;
}

/** Where a group is in a partition. `to` is the end of the partition. */
export interface Place extends ScanRange {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
}

export interface UnreadRecords {
  readonly look: (place: Place) => Promise<Unread>;
  /** Ends a round: what nobody asked for since the last call is forgotten. */
  readonly endRound: () => void;
}

/** Enough for a hundred transaction markers; the first batch comes whole, whatever its size. */
const LOOK_BYTES = 8 * 1024;
const LOOKS_MAX = 4;
/** A topic that is made again may have another record at the same offset. */
const REMEMBERED_MS = 60_000;

interface Memory {
  readonly scan: Scan;
  readonly read_at_ms: number;
}

/**
 * Looks at the first records that a group has not read, and remembers them as long as the group stays where it is: one small
 * fetch for each partition that lags and moves.
 * @param now monotonic, in milliseconds
 */
export const createUnreadRecords = (
  batches: ClusterView['batches'],
  now: () => number = () => performance.now(),
): UnreadRecords => {
  let before = new Map<string, Memory>();
  let current = new Map<string, Memory>();

  const look = async (place: Place): Promise<Unread> => {
    const { topic, partition, from, to } = place;
    if (from >= to) return { records: 0, oldest_ms: null, nothing_until: from };
    const name = `${topic} ${partition} ${from}`;
    const known = current.get(name) ?? before.get(name);
    const fresh = known !== undefined && now() - known.read_at_ms < REMEMBERED_MS ? known : undefined;
    const memory =
      fresh?.scan.first != null || (fresh !== undefined && fresh.scan.next_offset >= to)
        ? fresh
        : { scan: await scanOn(batches, place, fresh?.scan), read_at_ms: fresh?.read_at_ms ?? now() };
    current.set(name, memory);
    return toUnread(memory.scan, place);
  };

  const endRound = (): void => {
    before = current;
    current = new Map();
  };

  return { look, endRound };
};

/** Looks on until there is a record, or nothing is left. */
const scanOn = async (batches: ClusterView['batches'], place: Place, known: Scan | undefined): Promise<Scan> => {
  const { topic, partition, leader, from, to } = place;
  let scan: Scan = known ?? { first: null, records: 0, next_offset: from };
  for (let looks = 0; looks < LOOKS_MAX && scan.first === null && scan.next_offset < to; looks += 1) {
    const { bytes, abortedTransactions } = await batches(topic, partition, leader, {
      offset: scan.next_offset,
      bytes_max: LOOK_BYTES,
    });
    const found = await scanBatches(bytes, abortedTransactions, { from: scan.next_offset, to });
    if (found.next_offset === scan.next_offset) break;
    scan = found;
  }
  return scan;
};

const toUnread = ({ first, records, next_offset }: Scan, { to }: Place): Unread => {
  const beyond = Math.max(0, to - next_offset);
  if (first !== null) return { records: records + beyond, oldest_ms: first.timestamp_ms, nothing_until: first.offset };
  return { records: beyond, oldest_ms: beyond === 0 ? null : undefined, nothing_until: Math.min(next_offset, to) };
};
