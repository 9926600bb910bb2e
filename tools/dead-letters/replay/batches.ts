import type { Sending } from './decide.ts';

/** What one transaction sends back: letters of one partition, in the order of their offsets. */
export type Batch = readonly [Sending, ...Sending[]];

export interface BatchLimits {
  readonly records_max: number;
  readonly bytes_max: number;
}

/** Puts what is to be sent into batches, bounded in records and bytes; a larger record goes alone. */
export async function* toBatches(sendings: AsyncIterable<Sending>, limits: BatchLimits): AsyncGenerator<Batch> {
  let batch: Sending[] = [];
  let bytes = 0;
  const take = (): Batch => {
    const taken = batch as [Sending, ...Sending[]];
    batch = [];
    bytes = 0;
    return taken;
  };
  for await (const sending of sendings) {
    const size = sending.record.value?.length ?? 0;
    const [first] = batch;
    const elsewhere = first?.at.partition !== sending.at.partition || first.at.topic !== sending.at.topic;
    const full = batch.length >= limits.records_max || bytes + size > limits.bytes_max;
    if (first !== undefined && (elsewhere || full)) yield take();
    batch.push(sending);
    bytes += size;
  }
  if (batch.length > 0) yield take();
}
