import type { Compression } from '../../../services/runtime/config/settings.ts';

/** One client at work. Crosses a process boundary as JSON. */
export interface ProducePlan {
  /** `untouched` is kafkajs as published. */
  readonly client: 'mended' | 'untouched';
  readonly compression: Compression;
  /** With one partition. */
  readonly topic: string;
  readonly records: number;
  readonly batch_records: number;
}

/** What it cost, all but the times in microseconds of CPU time a record. */
export interface ProduceResult {
  readonly produce_us: number;
  readonly consume_us: number;
  /** Of the answers to Fetch: what the records take in the log, and on the wire. */
  readonly bytes_per_record: number;
}
