import { describe, expect, it } from 'vitest';
import { decodeAll } from '../../../services/runtime/engine/decode.ts';
import { HandlerFault } from '../../../services/runtime/errors.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { Codec } from '../../../services/runtime/registry/codec.ts';
import type { InputDeclaration } from '../../../services/runtime/service.ts';

const TOMBSTONE: LogRecord = {
  topic: 'marketplace.member',
  partition: 2,
  offset: 7,
  timestamp_ms: 1_000,
  key: Buffer.from('E1'),
  value: null,
  headers: {},
};

const decoding = {
  codec: { load: async () => undefined } as unknown as Codec,
  bytesMaxOf: () => 1024 * 1024,
};

const INPUT: InputDeclaration<unknown, unknown> = {
  prepare: () => {
    throw new Error('a tombstone has no value to prepare');
  },
  handle: () => ({ kind: 'ignored', rule: 'any' }),
};

const preparedBy = async (input: InputDeclaration<unknown, unknown>) => {
  const [item] = await decodeAll(decoding, input, [TOMBSTONE]);
  return item!.prepared;
};

describe('a record without a value', () => {
  it('is a dead letter where the input does not say what it means', async () => {
    expect(await preparedBy(INPUT)).toMatchObject({ kind: 'rejected', code: 'tombstone' });
  });
  it('is what the input says, which sees its key and where it stands', async () => {
    const prepared = await preparedBy({
      ...INPUT,
      prepareTombstone: ({ key, value, coordinates }) => ({
        kind: 'prepared',
        id: `${key} at ${coordinates.offset}`,
        fingerprint: '',
        event: value,
      }),
    });
    expect(prepared).toEqual({ kind: 'prepared', id: 'E1 at 7', fingerprint: '', event: null });
  });
  it('stops the service when the code for it throws', async () => {
    const prepareTombstone = () => {
      throw new Error('a bug');
    };
    await expect(preparedBy({ ...INPUT, prepareTombstone })).rejects.toThrow(HandlerFault);
  });
});
