import type { ReplayedRecord } from '../../../schemas/types.generated.ts';
import { TOO_LARGE, toReplayed } from '../../../services/runtime/engine/dead-letter.ts';
import type { DeadLetterOpener } from '../../../services/runtime/engine/dead-letter-seal.ts';
import { isWhole, unpackedValue } from '../../../services/runtime/engine/oversize.ts';
import { type ProducerRecord, recordBytes } from '../../../services/runtime/kafka/transactional-producer.ts';
import type { Coordinates } from '../../../services/runtime/service.ts';
import { resubmissionTopicOf, topology } from '../../../topology/topology.ts';
import { keyOf } from '../key.ts';
import { inputOf, type Letter } from '../letter.ts';
import type { WasReplayed } from './audit.ts';

/** Why a dead letter is not sent back, in words for the operator. */
export const REFUSALS = {
  unreadable: 'its headers are not those of a dead letter',
  stray:
    'the record that was refused did not come from the input, but was written to its resubmission topic by somebody else',
  not_opened: 'its key cannot be decrypted: it was sealed with another DEAD_LETTER_KEY, or changed since',
  unsealed:
    'its key is not encrypted: it is older than that, or no service wrote it; --allow unsealed sends it all the same',
  state: 'its topic is state, which an old record would overwrite, or is read by others, who would read it twice',
  partition: 'the partition it came from does not exist any more',
  too_large: 'its topic takes no record of this size',
  attempts: 'it has been brought back too often already; see --max-attempts',
  conflict: 'the first record with its id stands; --allow conflict sends it all the same',
  expired: 'repeats of it are no longer recognised, so it could count twice; --allow expired sends it all the same',
} as const;

export type Refusal = keyof typeof REFUSALS;

/** Refusals that an operator can overrule. */
export const ALLOWABLE = ['conflict', 'expired', 'unsealed'] as const satisfies readonly Refusal[];
export type Allowable = (typeof ALLOWABLE)[number];

/** What decides whether a dead letter goes back. */
export interface Policy {
  readonly wasReplayed: WasReplayed;
  readonly partitionsOf: (topic: string) => number;
  /** Largest record a topic takes, in bytes. */
  readonly bytesMaxOf: (topic: string) => number;
  /** A record that was brought back so often is not sent again: what kills it has not been mended. */
  readonly attempts_max: number;
  readonly allow: ReadonlySet<Allowable>;
  /** Opens the keys of the letters. */
  readonly opener: DeadLetterOpener;
  /** `CLAIM_TTL_MS`: for how long repeats of an event are recognised. */
  readonly claim_ttl_ms: number;
  readonly now_ms: number;
}

/** A dead letter that goes back. */
export interface Sending {
  readonly kind: 'send';
  /** Where the dead letter stands. */
  readonly at: Coordinates;
  readonly record: ProducerRecord;
  readonly audited: ReplayedRecord;
}

export type Verdict =
  | Sending
  /** Sent back before, by this run or another. */
  | { readonly kind: 'replayed' }
  | { readonly kind: 'refused'; readonly why: Refusal };

/** Inputs that dead letters may go back to. */
export const TARGETS: ReadonlySet<string> = new Set(topology.tools['dead-letters']!.outputs);

const refused = (why: Refusal): Verdict => ({ kind: 'refused', why });

/** Decides what becomes of a dead letter in a replay. */
export const decide = (letter: Letter, policy: Policy): Verdict => {
  const { record, said } = letter;
  if (policy.wasReplayed(record)) return { kind: 'replayed' };
  if (said === null) return refused('unreadable');
  if (said.origin.topic !== inputOf(record.topic)) return refused('stray');
  const topic = resubmissionTopicOf(said.origin.topic);
  const { partition } = said.origin;
  if (!TARGETS.has(topic)) return refused('state');
  if (partition >= policy.partitionsOf(topic)) return refused('partition');
  // What the topic takes no more, or what is nothing but a note.
  if (said.code === TOO_LARGE || !isWhole(record) || unpackedValue(record) === undefined) return refused('too_large');
  if (said.attempt >= policy.attempts_max) return refused('attempts');
  if (said.code === 'conflict' && !policy.allow.has('conflict')) return refused('conflict');
  const died_ago_ms = policy.now_ms - said.died_at_ms;
  if (died_ago_ms > policy.claim_ttl_ms && !policy.allow.has('expired')) return refused('expired');
  const known = keyOf(letter, policy.opener);
  if (known.kind === 'not_opened') return refused('not_opened');
  if (known.kind === 'unsealed' && !policy.allow.has('unsealed')) return refused('unsealed');
  const replayed = toReplayed(record, said, known.key);
  if (recordBytes(replayed) > policy.bytesMaxOf(topic)) return refused('too_large');
  const { at, origin, attempt, code } = said;
  return { kind: 'send', at, record: replayed, audited: { offset: at.offset, origin, attempt: attempt + 1, code } };
};
