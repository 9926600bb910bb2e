import { replaceModule, requireInside } from './replace.ts';

interface PartitionAnswer {
  readonly partition: number;
  readonly errorCode: number;
}

interface ProduceAnswer {
  readonly topics: readonly { readonly topicName: string; readonly partitions: readonly PartitionAnswer[] }[];
}

interface AddPartitionsAnswer {
  readonly errors: readonly { readonly topic: string; readonly partitionErrors: readonly PartitionAnswer[] }[];
}

interface ResponseModule<A> {
  readonly decode: (bytes: Buffer) => Promise<A>;
  readonly parse: (answer: A) => Promise<A>;
}

interface Errors {
  readonly createErrorFromCode: (code: number) => Error & { readonly retriable: boolean };
}

/** What a broker said of a partition. Read from the error of a request, or from what caused it. */
export interface NamedTopic {
  readonly topic?: string;
  readonly partition?: number;
}

/** @returns the error of one partition, those first that no repeat can change; null when there is none */
const errorOf = (answers: readonly (PartitionAnswer & { readonly topic: string })[]): Error | null => {
  const { createErrorFromCode } = requireInside<Errors>('protocol/error.js');
  const errors = answers
    .filter(({ errorCode }) => errorCode !== 0)
    .map(({ topic, partition, errorCode }) => Object.assign(createErrorFromCode(errorCode), { topic, partition }));
  return errors.find(({ retriable }) => !retriable) ?? errors[0] ?? null;
};

const named = <A>(path: string, answersOf: (answer: A) => readonly (PartitionAnswer & { topic: string })[]): void => {
  const { decode } = requireInside<ResponseModule<A>>(path);
  const parse = async (answer: A): Promise<A> => {
    const error = errorOf(answersOf(answer));
    if (error !== null) throw error;
    return answer;
  };
  replaceModule(path, { decode, parse });
};

/** kafkajs drops which topic a broker refused to write to, and takes the first error of a request for that of all. */
export const nameRefusedTopics = (): void => {
  // Later versions of both answers have the same check.
  named<ProduceAnswer>('protocol/requests/produce/v3/response.js', ({ topics }) =>
    topics.flatMap(({ topicName, partitions }) => partitions.map((one) => ({ ...one, topic: topicName }))),
  );
  named<AddPartitionsAnswer>('protocol/requests/addPartitionsToTxn/v0/response.js', ({ errors }) =>
    errors.flatMap(({ topic, partitionErrors }) => partitionErrors.map((one) => ({ ...one, topic }))),
  );
};
