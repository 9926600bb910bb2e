/** What one transaction sends, in order. */
export type Batch<T> = readonly [T, ...T[]];

/** How much of a batch something takes. */
export interface Size {
  /** What is in different places does not go together. */
  readonly place: string;
  readonly records: number;
  readonly bytes: number;
}

export interface BatchLimits {
  readonly records_max: number;
  readonly bytes_max: number;
}

/** Puts what is to be sent into batches, bounded in records and bytes; what is larger goes alone. */
export async function* toBatches<T>(
  sendings: AsyncIterable<T>,
  sizeOf: (sending: T) => Size,
  limits: BatchLimits,
): AsyncGenerator<Batch<T>> {
  let batch: [T, ...T[]] | null = null;
  let taken: Size = { place: '', records: 0, bytes: 0 };
  for await (const sending of sendings) {
    const size = sizeOf(sending);
    const { place } = size;
    const both = { place, records: taken.records + size.records, bytes: taken.bytes + size.bytes };
    const fits = place === taken.place && both.records <= limits.records_max && both.bytes <= limits.bytes_max;
    if (batch !== null && fits) {
      batch.push(sending);
      taken = both;
    } else {
      if (batch !== null) yield batch;
      batch = [sending];
      taken = size;
    }
  }
  if (batch !== null) yield batch;
}
