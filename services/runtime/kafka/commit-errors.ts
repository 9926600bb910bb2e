/**
 * What the failure of a commit means. Every failure is one of these, and each is answered in its own way:
 * - `unavailable`: the outcome is unknown, or nobody may write now; wait, and commit the same again.
 * - `fenced`: another producer has the transactional id, or the broker has forgotten this one; build a new one.
 * - `refused_for_size`: a topic takes no batch of this size; send smaller ones.
 * - `refused`: the broker does not take these records, whenever they are sent.
 * - `unauthorized`: nothing may be written at all until an operator changes something.
 */
export type CommitFailureKind = 'unavailable' | 'fenced' | 'refused_for_size' | 'refused' | 'unauthorized';

export interface CommitFailure {
  readonly kind: CommitFailureKind;
  /** Name of the error in the Kafka protocol; null where no broker said one. */
  readonly type: string | null;
  /** Topic that the broker named; null where it named none. */
  readonly topic: string | null;
  readonly message: string;
}

/** The errors of the protocol that mean something else than to wait (https://kafka.apache.org/protocol#protocol_error_codes). */
const KINDS: Readonly<Record<string, CommitFailureKind>> = {
  MESSAGE_TOO_LARGE: 'refused_for_size',
  RECORD_LIST_TOO_LARGE: 'refused_for_size',
  CORRUPT_MESSAGE: 'refused',
  INVALID_TIMESTAMP: 'refused',
  INVALID_RECORD: 'refused',
  INVALID_PRODUCER_EPOCH: 'fenced',
  PRODUCER_FENCED: 'fenced',
  INVALID_PRODUCER_ID_MAPPING: 'fenced',
  UNKNOWN_PRODUCER_ID: 'fenced',
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'fenced',
  DUPLICATE_SEQUENCE_NUMBER: 'fenced',
  INVALID_TXN_STATE: 'fenced',
  TOPIC_AUTHORIZATION_FAILED: 'unauthorized',
  GROUP_AUTHORIZATION_FAILED: 'unauthorized',
  CLUSTER_AUTHORIZATION_FAILED: 'unauthorized',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'unauthorized',
  SASL_AUTHENTICATION_FAILED: 'unauthorized',
  POLICY_VIOLATION: 'unauthorized',
  UNSUPPORTED_COMPRESSION_TYPE: 'unauthorized',
  INVALID_REQUIRED_ACKS: 'unauthorized',
};

/** Codes that kafkajs has no name for. */
const UNNAMED: Readonly<Record<string, string>> = { 'Unknown error code 90': 'PRODUCER_FENCED' };

interface ClientError {
  readonly message?: string;
  readonly type?: string;
  readonly topic?: string;
  readonly cause?: unknown;
}

/** An error wraps that of the last try, a few levels deep. */
const CAUSES_MAX = 8;

/** Says what the failure of a send or commit means. Total: what is not known is `unavailable`. */
export const classifyCommitError = (error: unknown): CommitFailure => {
  const message = error instanceof Error ? error.message : String(error);
  let at = error as ClientError | null | undefined;
  for (let depth = 0; at !== null && typeof at === 'object' && depth < CAUSES_MAX; depth += 1) {
    const type = UNNAMED[at.message ?? ''] ?? at.type;
    if (type !== undefined) {
      const topic = at.topic ?? null;
      const where = topic === null ? '' : `${topic}: `;
      return { kind: KINDS[type] ?? 'unavailable', type, topic, message: `${where}${message} (${type})` };
    }
    at = at.cause as ClientError | null | undefined;
  }
  return { kind: 'unavailable', type: null, topic: null, message };
};
