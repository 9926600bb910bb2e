import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { classifyCommitError } from '../../../services/runtime/kafka/commit-errors.ts';
import { nameRefusedTopics } from '../../../services/runtime/kafka/fixes/named-refusals.ts';

const require = createRequire(import.meta.url);
const inside = <T>(path: string): T => require(`kafkajs/src/${path}`) as T;

interface Code {
  readonly code: number;
  readonly type: string;
}

// Before kafkajs loads the versions of the answers that are made of these.
nameRefusedTopics();
const { errorCodes, createErrorFromCode } = inside<{
  errorCodes: readonly Code[];
  createErrorFromCode: (code: number) => Error;
}>('protocol/error.js');
const errors = inside<Record<string, new (error: unknown, options: object) => Error>>('errors.js');

const typed = (type: string): Error => createErrorFromCode(errorCodes.find((one) => one.type === type)!.code);

describe('the failure of a commit', () => {
  test.each([
    ['MESSAGE_TOO_LARGE', 'refused_for_size'],
    ['RECORD_LIST_TOO_LARGE', 'refused_for_size'],
    ['INVALID_RECORD', 'refused'],
    ['INVALID_TIMESTAMP', 'refused'],
    ['TOPIC_AUTHORIZATION_FAILED', 'unauthorized'],
    ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'unauthorized'],
    ['INVALID_PRODUCER_EPOCH', 'fenced'],
    ['NOT_ENOUGH_REPLICAS', 'unavailable'],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'unavailable'],
  ])('%s is %s, also behind the retries of the client', (type, kind) => {
    const error = typed(type);
    expect(classifyCommitError(error)).toMatchObject({ kind, type });
    const wrapped = new errors['KafkaJSNonRetriableError']!(error, { cause: error });
    expect(classifyCommitError(wrapped)).toMatchObject({ kind, type });
    const tried = new errors['KafkaJSNumberOfRetriesExceeded']!(wrapped, { retryCount: 8, retryTime: 1 });
    expect(classifyCommitError(tried)).toMatchObject({ kind, type });
  });

  test('is always one of the five, whatever the protocol or the client says', () => {
    const kinds = new Set(['unavailable', 'fenced', 'refused_for_size', 'refused', 'unauthorized']);
    for (const { code } of errorCodes) expect(kinds).toContain(classifyCommitError(createErrorFromCode(code)).kind);
    expect(classifyCommitError(createErrorFromCode(90))).toMatchObject({ kind: 'fenced' });
    expect(classifyCommitError(createErrorFromCode(12_345)).kind).toBe('unavailable');
    for (const odd of [null, undefined, 'text', { cause: { cause: null } }, new Error('x')])
      expect(classifyCommitError(odd)).toMatchObject({ kind: 'unavailable', topic: null });
  });

  test('that names itself as its cause ends', () => {
    const error = new Error('x') as Error & { cause?: unknown };
    error.cause = error;
    expect(classifyCommitError(error).kind).toBe('unavailable');
  });
});

describe('the topic that a broker refuses', () => {
  const parse = (path: string): ((answer: object) => Promise<unknown>) =>
    inside<{ parse: (answer: object) => Promise<unknown> }>(path).parse;

  test.each(['v3', 'v5', 'v7'])('is named, and what no repeat can change comes first: Produce %s', async (version) => {
    const answer = {
      topics: [
        { topicName: 'a', partitions: [{ partition: 0, errorCode: 0 }] },
        { topicName: 'b', partitions: [{ partition: 1, errorCode: 6 }] },
        { topicName: 'c', partitions: [{ partition: 2, errorCode: 10 }] },
      ],
    };
    const error = await parse(`protocol/requests/produce/${version}/response.js`)(answer).catch((one: unknown) => one);
    expect(classifyCommitError(error)).toMatchObject({ kind: 'refused_for_size', topic: 'c' });
    expect((error as Error).message).toMatch(/larger than/);
  });

  test.each(['v0', 'v1'])('is named: AddPartitionsToTxn %s', async (version) => {
    const errorsOf = [{ topic: 'a', partitionErrors: [{ partition: 0, errorCode: 29 }] }];
    const path = `protocol/requests/addPartitionsToTxn/${version}/response.js`;
    const error = await parse(path)({ errors: errorsOf }).catch((one: unknown) => one);
    expect(classifyCommitError(error)).toMatchObject({ kind: 'unauthorized', topic: 'a' });
    await expect(parse(path)({ errors: [] })).resolves.toEqual({ errors: [] });
  });
});
