import { topology } from '../../topology/topology.ts';
import type { TopicDeclaration } from '../../topology/types.ts';
import { type Coordinates, formatCoordinates, formatPartition } from './coordinates.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Findings } from './findings.ts';
import { isReplayedInto } from './headers.ts';
import type { Inputs } from './inputs.ts';
import { createOrderWatch } from './order.ts';
import type { Parked } from './parked.ts';
import type { Routes } from './routes.ts';
import type { DecodeValue, TopicReader, TopicRecord } from './topic-reader.ts';

interface Traced {
  readonly event_id?: string;
  /** Event id of the record that this one takes back. */
  readonly withdraws?: string | null;
  /** Null when nothing but time was the cause. */
  readonly origin?: Coordinates | null;
  /** Of records on their way to the enrollments: whether a completion is taken back. */
  readonly completion?: { readonly withdrawn: boolean } | null;
}

/** What outputs are held against. */
export interface OutputContext {
  readonly inputs: Inputs;
  readonly letters: DeadLetters;
  readonly parked: Parked;
  readonly routes: Routes;
  readonly findings: Findings;
}

/** Where a record was handled last: at its origin, or where it came back. */
const handledAt = (origin: Coordinates, { letters, parked, routes }: OutputContext): Coordinates => {
  const name = formatCoordinates(origin);
  const came_back_at = Math.max(parked.cameBackAt(name) ?? -1, letters.cameBackAt(name) ?? -1);
  return came_back_at < 0 ? origin : { ...origin, topic: routes.backOf(origin.topic), offset: came_back_at };
};

/** Where the record stands that an output names as its origin: it must be there, covered, and in no other state. */
const checkOrigin = (where: string, origin: Coordinates, context: OutputContext): void => {
  const { inputs, letters, parked, findings } = context;
  const name = formatCoordinates(origin);
  const input = inputs.get(formatPartition(origin));
  // It may be a record of a topic that was deleted.
  if (input !== undefined && input.coverage.retired.length > 0) return;
  const older = input?.extent && origin.offset < input.extent.first;
  if (!older && !input?.index.has(origin.offset)) findings.add('origin_missing', where, `origin ${name}`);
  if (letters.isDead(name)) findings.add('two_states', where, `origin ${name} is a dead letter too`);
  if (parked.isWaiting(name)) findings.add('two_states', where, `origin ${name} is still parked`);
  const handled_at = handledAt(origin, context);
  const handled_in = inputs.get(formatPartition(handled_at));
  if (handled_in?.index.has(handled_at.offset) && handled_in.index.markPublished(handled_at.offset)) {
    const chunk = handled_in.coverage.chunkAt(handled_at.offset);
    if (chunk) chunk.published += 1;
  }
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const topics: Readonly<Record<string, Pick<TopicDeclaration, 'audience'>>> = topology.topics;

/** A tombstone says in its headers which event it is and why there is no value; it has nothing else to say so. */
const checkTombstone = ({ topic, headers }: TopicRecord, where: string, findings: Findings): string | undefined => {
  const event_id = headers.get('ce_id');
  const isPublic = topics[topic]?.audience === 'public';
  if (!isPublic) return event_id;
  if (!UUID.test(event_id ?? '')) findings.add('tombstone_unexplained', where, 'no event id in header ce_id');
  if (!headers.get('tombstone-reason')) findings.add('tombstone_unexplained', where, 'no header tombstone-reason');
  return event_id;
};

const decodeTraced = async (
  topic: string,
  value: Buffer,
  where: string,
  decode: DecodeValue,
  findings: Findings,
): Promise<Traced | null> => {
  try {
    return (await decode(topic, value)) as Traced;
  } catch (error) {
    findings.add('output_undecodable', where, error instanceof Error ? error.name : 'not an Error');
    return null;
  }
};

/** How many records stand in a topic. */
export interface OutputCounts {
  readonly records: number;
  /** Of these, tombstones. */
  readonly tombstones: number;
  /** Of these, records that time alone caused. */
  readonly timed: number;
}

/** Reads one output topic: event ids once, origins real, order kept, nothing taken back that was not there. */
export const readOutputs = async (
  reader: TopicReader,
  topic: string,
  decode: DecodeValue,
  context: OutputContext,
): Promise<OutputCounts> => {
  const { inputs, letters, findings } = context;
  const partitions = new Map<string, number>();
  const orderFault = createOrderWatch();
  let records = 0;
  let tombstones = 0;
  let timed = 0;
  for await (const record of reader.read(topic)) {
    if (isReplayedInto(topic, record)) continue;
    records += 1;
    const where = formatCoordinates(record);
    const addEvent = (event_id: string | undefined): void => {
      if (event_id === undefined) return;
      if (partitions.has(event_id)) findings.add('event_id_twice', where, `event id ${event_id}`);
      partitions.set(event_id, record.partition);
    };
    if (record.value === null) {
      tombstones += 1;
      addEvent(checkTombstone(record, where, findings));
      continue;
    }
    const traced = await decodeTraced(topic, record.value, where, decode, findings);
    if (traced === null) continue;
    const { event_id, withdraws, origin, completion } = traced;
    addEvent(event_id);
    if (origin === null) timed += 1;
    if (origin == null) continue;
    checkOrigin(where, origin, context);
    if (withdraws != null) {
      // It comes when both its target and what voids it are known, in no order with other records of either.
      if (partitions.get(withdraws) !== record.partition) findings.add('withdrawal_stray', where, `of ${withdraws}`);
      continue;
    }
    if (completion?.withdrawn) continue;
    const fault = orderFault({
      key: record.key?.toString('latin1') ?? '',
      origin,
      input_key_id: inputs.get(formatPartition(origin))?.index.keyIdAt(origin.offset) ?? -1,
      handled_at: handledAt(origin, context),
      was_dead: letters.cameBackAt(formatCoordinates(origin)) !== null,
    });
    if (fault) findings.add(fault, where, `origin ${formatCoordinates(origin)}`);
  }
  return { records, tombstones, timed };
};
