import type { RecallRequest } from '../../schemas/types.generated.ts';
import type { DecodeValue, TopicReader } from './topic-reader.ts';

export const RECALL_TOPIC = 'ops.recall';
/** What the header `returned` says of a record that came back by request. */
export const RECALLED = 'recall';

/** Whether an operator has asked for the parked record of an alias at an offset of its partition. */
export type WasRecalled = (alias: string, offset: number) => boolean;

const readRequest = async (decode: DecodeValue, value: Buffer): Promise<RecallRequest | null> => {
  try {
    return (await decode(RECALL_TOPIC, value)) as RecallRequest;
  } catch {
    return null;
  }
};

/** Reads what operators have asked for. A request that cannot be read has asked for nothing: it is a dead letter. */
export const readRecalls = async (reader: TopicReader, decode: DecodeValue): Promise<WasRecalled> => {
  const reach = new Map<string, number>();
  for await (const { value } of reader.read(RECALL_TOPIC)) {
    if (value === null) continue;
    const request = await readRequest(decode, value);
    if (request !== null) reach.set(request.alias, Math.max(reach.get(request.alias) ?? -1, request.up_to));
  }
  return (alias, offset) => offset <= (reach.get(alias) ?? -1);
};
