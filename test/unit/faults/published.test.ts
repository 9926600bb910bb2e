import { describe, expect, it } from 'vitest';
import type { TopicRecord } from '../../../tools/ledger/topic-reader.ts';
import { type Published, readPublished } from '../../faults/support/published.ts';
import { deadLetter } from '../ledger/run.ts';

type Sent = Partial<Omit<TopicRecord, 'value' | 'key'>> & { readonly key?: string; readonly value?: unknown };

/** Records as they stand in their topics; values are JSON. */
const log = (sent: readonly Sent[]): readonly TopicRecord[] =>
  sent.map(({ key = 'member', value = null, ...rest }, offset) => ({
    topic: 'marketplace.completion',
    partition: 0,
    offset,
    timestamp_ms: offset,
    headers: new Map([['ce_source', '/skillstream/learning']]),
    ...rest,
    key: Buffer.from(key),
    value: value === null ? null : Buffer.from(JSON.stringify(value)),
  }));

const read = (records: readonly TopicRecord[], left_out: readonly string[] = []): Promise<Published> =>
  readPublished(
    {
      read: async function* (topic) {
        yield* records.filter((record) => record.topic === topic);
      },
    },
    (_topic, value) => JSON.parse(String(value)),
    new Set(left_out),
  );

const completion = (offset: number, partition = 0, changes: Partial<Sent> = {}): Sent => ({
  value: { origin: { topic: 'raw.xapi', partition, offset } },
  ...changes,
});

const standing = (state: string, offset = 1): Sent => ({
  topic: 'marketplace.enrollment',
  key: 'member|course',
  value: { state, origin: { topic: 'raw.enrollment', partition: 0, offset } },
});

const RUN: readonly Sent[] = [
  completion(1),
  completion(2),
  completion(1, 1),
  standing('active'),
  standing('completed'),
];

describe('what two runs of one input published', () => {
  it.each<[string, readonly Sent[]]>([
    ['other offsets and times', RUN.map((one) => ({ ...one, timestamp_ms: 7 }))],
    ['another order between input partitions', [RUN[2]!, RUN[0]!, RUN[1]!, RUN[3]!, RUN[4]!]],
    ['another way to the same standing', [RUN[0]!, RUN[1]!, RUN[2]!, RUN[4]!]],
  ])('is the same with %s', async (_what, other) => {
    expect(await read(log(other))).toEqual(await read(log(RUN)));
  });

  it.each<[string, readonly Sent[]]>([
    ['a record less', RUN.slice(1)],
    ['a record twice', [...RUN, RUN[0]!]],
    ['another order within an input partition', [RUN[1]!, RUN[0]!, ...RUN.slice(2)]],
    ['another value', [{ ...RUN[0]!, value: { ...(RUN[0]!.value as object), score: 1 } }, ...RUN.slice(1)]],
    ['another header', [{ ...RUN[0]!, headers: new Map([['ce_source', '/skillstream/other']]) }, ...RUN.slice(1)]],
    ['another key', [{ ...RUN[0]!, key: 'other' }, ...RUN.slice(1)]],
    ['another standing in the end', [...RUN, standing('dropped')]],
  ])('differs by %s', async (_what, other) => {
    expect(await read(log(other))).not.toEqual(await read(log(RUN)));
  });

  it('leaves out what depends on which of two records came first', async () => {
    const others = [completion(9), ...RUN];
    expect(await read(log(others), ['raw.xapi/0/9'])).toEqual(await read(log(RUN)));
  });

  it('leaves out a standing that is of one of two such records', async () => {
    const [one, other] = [9, 8].map((offset) => log([...RUN, standing('dropped', offset)]));
    const rivals = ['raw.enrollment/0/9', 'raw.enrollment/0/8'];
    expect(await read(one!, rivals)).toEqual(await read(other!, rivals));
    expect(await read(one!)).not.toEqual(await read(other!));
  });

  it('takes the time of what comes of two causes for no part of it', async () => {
    const at = (time: string, service: string): readonly TopicRecord[] => {
      const headers = new Map(Object.entries({ ce_source: `/skillstream/${service}`, ce_time: time }));
      return log([completion(1, 0, { headers })]);
    };
    expect(await read(at('1', 'voiding'))).toEqual(await read(at('2', 'voiding')));
    expect(await read(at('1', 'learning'))).not.toEqual(await read(at('2', 'learning')));
  });

  it('knows a dead letter by where its record first stood, by its code and its bytes', async () => {
    const [record, elsewhere] = log([{ topic: 'raw.xapi' }, { topic: 'raw.xapi' }]);
    const letter = (of: TopicRecord, code = 'some_code'): TopicRecord => {
      const { headers, ...planted } = deadLetter(of, record);
      return { ...record!, topic: planted.topic, headers: new Map(Object.entries({ ...headers, 'error-code': code })) };
    };
    expect(await read([letter(elsewhere!)])).toEqual(await read([letter(record!)]));
    expect(await read([letter(record!, 'other')])).not.toEqual(await read([letter(record!)]));
  });
});
