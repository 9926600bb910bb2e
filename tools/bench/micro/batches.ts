import { fixProducePath } from '../../../services/runtime/kafka/fixes/produce-path.ts';
import { requireInside } from '../../../services/runtime/kafka/fixes/replace.ts';
import type { OutputRecord } from '../../../services/runtime/service.ts';
import { type BatchEncoding, untouchedEncoding } from '../floor/record-batch.ts';
import { cpuPerItem } from './measure.ts';
import { toMessages } from './messages.ts';

/** About what a chunk writes to one topic. */
const BATCH_RECORDS = 100;

/** CPU time of turning one output record into its part of a record batch, in microseconds. */
export interface BatchFigures {
  readonly fixed_us: number;
  readonly untouched_us: number;
}

const fixedEncoding = (): BatchEncoding => {
  fixProducePath();
  return {
    Record: requireInside<BatchEncoding['Record']>('protocol/recordBatch/record/v0/index.js'),
    RecordBatch: requireInside<BatchEncoding>('protocol/recordBatch/v0/index.js').RecordBatch,
  };
};

export const measureBatches = async (
  records: readonly OutputRecord[],
  encode: (record: OutputRecord) => Buffer,
): Promise<BatchFigures> => {
  const messages = toMessages(records, encode);
  const encodeAll = async ({ Record, RecordBatch }: BatchEncoding): Promise<void> => {
    for (let from = 0; from < messages.length; from += BATCH_RECORDS) {
      const batch = messages.slice(from, from + BATCH_RECORDS);
      await RecordBatch({
        records: batch.map((message, i) => Record({ ...message, offsetDelta: i, timestampDelta: 0 })),
      });
    }
  };
  const untouched = untouchedEncoding();
  const fixed = fixedEncoding();
  return {
    untouched_us: await cpuPerItem(messages.length, () => encodeAll(untouched)),
    fixed_us: await cpuPerItem(messages.length, () => encodeAll(fixed)),
  };
};
