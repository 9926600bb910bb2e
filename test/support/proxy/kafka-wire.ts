import type { Wire } from './wire.ts';

/** Requests by the name that Kafka's protocol guide gives them. */
export const KAFKA_APIS = {
  Produce: 0,
  Fetch: 1,
  Metadata: 3,
  OffsetCommit: 8,
  FindCoordinator: 10,
  Heartbeat: 12,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  TxnOffsetCommit: 28,
} as const;

export type KafkaApi = keyof typeof KAFKA_APIS;

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(KAFKA_APIS).map(([name, key]) => [key, name]));
const SIZE_BYTES = 4;

/** A size of four bytes goes before each message, in both directions. */
const sized = (received: Buffer): number | null => {
  if (received.length < SIZE_BYTES) return null;
  const bytes = SIZE_BYTES + received.readInt32BE(0);
  return received.length < bytes ? null : bytes;
};

/**
 * Kafka's protocol: the api key follows the size of a request, and brokers answer the requests of a connection in
 * their order. Not for producers that want no acknowledgement (acks=0), whose requests get no answer.
 */
export const kafkaWire: Wire = {
  requestBytes: sized,
  replyBytes: sized,
  kindOf: (request) => {
    const key = request.readInt16BE(SIZE_BYTES);
    return NAMES.get(key) ?? `api ${key}`;
  },
  // Replies differ by api and version; one with an error code is lost as any other.
  isDone: () => true,
};
