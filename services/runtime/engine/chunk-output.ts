import { type TopicName, topology } from '../../../topology/topology.ts';
import { uuidV5 } from '../../people/ids.ts';
import { partitionOf } from '../kafka/partition.ts';
import { type ProducerRecord, recordBytes } from '../kafka/transactional-producer.ts';
import type { Codec } from '../registry/codec.ts';
import type { AvroTopic, OutputRecord, Rejected, ValueOf } from '../service.ts';
import { type CloudEvents, causeTimeOf } from './cloud-events.ts';
import { TOO_LARGE, toDeadLetter } from './dead-letter.ts';
import type { DeadLetterSealer } from './dead-letter-seal.ts';
import { traceParentOf } from './headers.ts';
import { type Item, placeOf } from './item.ts';
import { type Carried, noteOf, packed } from './oversize.ts';
import type { Tally } from './tally.ts';

/** A table entry that a transaction writes, by the index of its record. */
export interface WrittenEntry {
  readonly record_index: number;
  readonly table: AvroTopic;
  readonly key: string;
  readonly partition: number;
  readonly value: Buffer | null;
  readonly due_at: number | null;
  readonly kind: number | null;
}

/** What is noted of an entry beside its value. */
export interface TableNotes {
  readonly dueAt: (value: unknown) => number | null;
  readonly kindNumber: (value: unknown) => number | null;
}

export interface OutputOptions {
  readonly codec: Codec;
  readonly cloudEvents: CloudEvents;
  readonly sealer: DeadLetterSealer;
  readonly partitionsOf: (topic: string) => number;
  readonly bytesMaxOf: (topic: string) => number;
  /** Whether dead letters only say where their record stands. */
  readonly notes_only?: boolean;
  /** When an entry of a table is due, and what it is counted under; undefined for topics that are no table of the service. */
  readonly tableOf: (topic: AvroTopic) => TableNotes | undefined;
}

/** What a transaction will write, in order. */
export class ChunkOutput {
  readonly records: ProducerRecord[] = [];
  readonly entries: WrittenEntry[] = [];
  readonly #options: OutputOptions;
  readonly #tally: Tally;
  /** Entries of internal tables by table and key: of several states in one transaction, only the last is worth writing. */
  readonly #internal = new Map<string, number>();

  constructor(options: OutputOptions, tally: Tally) {
    this.#options = options;
    this.#tally = tally;
  }

  /**
   * Adds what a record leads to, all or nothing.
   * @param time_ms when the cause happened, for `ce_time`
   * @returns the topic that cannot take one of the records, or null
   */
  addAll(outputs: readonly OutputRecord[], item: Item): TopicName | null {
    const { record: input, provenance } = item;
    const trace = traceParentOf(input.headers);
    const time_ms = causeTimeOf(input) ?? provenance.timestamp_ms;
    const cause = placeOf(provenance.origin, provenance.timestamp_ms);
    const encoded = outputs.map((output) => this.#encode(output, cause, time_ms, trace));
    for (const { record } of encoded) {
      if (recordBytes(record) > this.#options.bytesMaxOf(record.topic)) return record.topic as TopicName;
    }
    encoded.forEach(({ record, output }) => {
      this.#push(record, output.topic, output.key, output.value);
    });
    return null;
  }

  /** Adds a record of the runtime's own, to the partition of its key or a given one. */
  add<T extends AvroTopic>(topic: T, key: string, value: ValueOf<T> | null, partition?: number): void {
    const { codec, partitionsOf } = this.#options;
    const bytes = value === null ? null : codec.encode(topic, value);
    const target = partition ?? partitionOf(key, partitionsOf(topic));
    this.#push({ topic, partition: target, key, value: bytes }, topic, key, value);
  }

  /** As `add`, unless the topic does not take it. @returns whether it does */
  addIfTaken<T extends AvroTopic>(topic: T, key: string, value: ValueOf<T>): boolean {
    const { codec, partitionsOf, bytesMaxOf } = this.#options;
    const record = { topic, partition: partitionOf(key, partitionsOf(topic)), key, value: codec.encode(topic, value) };
    if (recordBytes(record) > bytesMaxOf(topic)) return false;
    this.#push(record, topic, key, value);
    return true;
  }

  /**
   * Adds a record that has no input record as its cause, but that the time of a table entry has come.
   * @param entry the value of that entry, which names the cause: another one of the same key may fall due in the same millisecond
   */
  addDue(output: OutputRecord, entry: unknown, time_ms: number): void {
    const { record } = this.#encode(output, `due|${JSON.stringify(entry)}`, time_ms);
    this.#push(record, output.topic, output.key, output.value);
  }

  addDeadLetter(item: Item, rejected: Rejected): void {
    const letter = this.#options.notes_only
      ? this.#deadLetter(item, noteOf(item.record), rejected)
      : this.#largestDeadLetter(item, rejected);
    this.records.push(letter);
    this.#tally.addOutput(letter.topic);
  }

  #largestDeadLetter(item: Item, rejected: Rejected): ProducerRecord {
    const { record } = item;
    const needs_packing = rejected.code === TOO_LARGE || record.unread !== undefined;
    return (
      (needs_packing ? null : this.#fitting(item, { record }, rejected)) ??
      this.#fitting(item, packed(record), rejected) ??
      this.#deadLetter(item, noteOf(record), rejected)
    );
  }

  /** The dead letter, or null where it is larger than its topic takes. */
  #fitting(item: Item, carried: Carried, rejected: Rejected): ProducerRecord | null {
    const letter = this.#deadLetter(item, carried, rejected);
    return recordBytes(letter) <= this.#options.bytesMaxOf(letter.topic) ? letter : null;
  }

  /** Adds a parked record that is released. */
  addReleased(record: ProducerRecord): void {
    this.records.push(record);
    this.#tally.addOutput(record.topic);
  }

  #deadLetter({ provenance }: Item, carried: Carried, rejected: Rejected): ProducerRecord {
    const letter = toDeadLetter({ ...carried, provenance, rejected }, this.#options.sealer);
    const partitions = this.#options.partitionsOf(letter.topic);
    const partition = letter.key === null ? carried.record.partition % partitions : partitionOf(letter.key, partitions);
    return { ...letter, partition };
  }

  /** @param cause names what led to the record, the same after every replay */
  #encode(output: OutputRecord, cause: string, time_ms: number, traceparent?: string) {
    const { codec, cloudEvents, partitionsOf } = this.#options;
    const { topic, key, value, tombstone } = output;
    const bytes = value === null ? null : codec.encode(topic, value as ValueOf<AvroTopic>);
    const event_id = value !== null && 'event_id' in value ? value.event_id : uuidV5(`${topic}|${key}|${cause}`);
    const headers = cloudEvents(topic, event_id, time_ms, { tombstone, traceparent });
    const partition = output.partition ?? partitionOf(key, partitionsOf(topic));
    const record: ProducerRecord = { topic, partition, key, value: bytes, headers };
    return { record, output };
  }

  #push(record: ProducerRecord, topic: AvroTopic, key: string, value: unknown): void {
    const table = this.#options.tableOf(topic);
    if (table === undefined) {
      this.records.push(record);
      this.#tally.addOutput(topic);
      return;
    }
    const slot = `${topic}/${key}`;
    const earlier = this.#internal.get(slot);
    const record_index = earlier ?? this.records.length;
    if (earlier === undefined) this.#tally.addOutput(topic);
    if (topology.topics[topic].audience === 'internal') this.#internal.set(slot, record_index);
    this.records[record_index] = record;
    this.entries.push({
      record_index,
      table: topic,
      key,
      partition: record.partition,
      value: record.value,
      due_at: table.dueAt(value),
      kind: table.kindNumber(value),
    });
  }
}
