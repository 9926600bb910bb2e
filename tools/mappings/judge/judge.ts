import type { Mappings } from '../../../mappings/index.ts';
import { createEnrollment } from '../../../services/enrollment/service.ts';
import { createIdentity } from '../../../services/identity/service.ts';
import { createLearning } from '../../../services/learning/service.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import type { AvroTopic, InputDeclaration, OutputRecord, Service, ValueOf } from '../../../services/runtime/service.ts';
import type { Judgement } from './judgement.ts';

/** Judges a record of an input topic by the very functions that the services run. */
export type Judge = <T extends AvroTopic>(topic: T, key: string | null, value: ValueOf<T>) => Judgement;

/** Stands for the member whose id only the identity service knows. */
export const ANY_MEMBER = '<member>';

/** Keys hashes that are thrown away: nothing of a dry run is kept. */
const NO_SECRET = 'nothing of a dry run is kept';

/** Hashes are not looked at, so there is no use in keeping them. */
const ALIASES_CACHED_MAX = 1;

/** A record may pass internal topics on its way to the marketplace; this many is more than there are. */
const HOPS_MAX = 5;

const AT = (topic: string) => ({ topic, partition: 0, offset: 0 });

/**
 * Makes the judge. Each record is looked at as if it were the first that the services see: its learner is known, and
 * nothing else is, so repeats, older events and what they withdraw do not show.
 */
export const createJudge = (mappings: Mappings): Judge => {
  const deps = { mappings, hashAlias: createAliasHasher(NO_SECRET, ALIASES_CACHED_MAX) };
  const services: readonly Service[] = [
    createLearning(deps, { registration_window_ms: 0 }),
    createEnrollment({ ...deps, drift_grace_ms: 0 }),
    createIdentity({ ...deps, secret: NO_SECRET, member_id_policy: 'employee-id' }),
  ];
  const inputOf = (topic: AvroTopic): InputDeclaration<unknown, unknown> | undefined =>
    services.flatMap(({ inputs }) => inputs[topic] ?? [])[0];

  const judgeOne = (topic: AvroTopic, key: string | null, value: unknown): Judgement => {
    const input = inputOf(topic);
    if (input === undefined) throw new RangeError(`no service reads ${topic}`);
    const record = {
      coordinates: AT(topic),
      origin: AT(topic),
      attempt: 0,
      key,
      timestamp_ms: receivedAt(value),
      value,
    };
    const prepared = input.prepare(record);
    if (prepared.kind === 'rejected') return refused(prepared);
    if (prepared.kind === 'ignored') return { outcome: 'ignored', rule: prepared.rule };
    const member_id = input.learner?.(prepared.event) == null ? null : ANY_MEMBER;
    const outcome = input.handle(prepared.event, { record, member_id, known_as: null, get: () => null });
    if (outcome.kind === 'rejected') return refused(outcome);
    if (outcome.kind === 'ignored') return { outcome: 'ignored', rule: outcome.rule };
    return { outcome: 'published', rule: outcome.rule, records: outcome.records };
  };

  /** What internal records lead to in their turn, in place of them; what the marketplace reads is where it ends. */
  const follow = (records: readonly OutputRecord[], hops: number): readonly OutputRecord[] =>
    records.flatMap((record) => {
      if (isForMarketplace(record) || record.value === null || hops === HOPS_MAX) return [record];
      if (inputOf(record.topic) === undefined) return [record];
      const next = judgeOne(record.topic, record.key, record.value);
      return next.outcome === 'published' ? follow(next.records, hops + 1) : [];
    });

  return (topic, key, value) => {
    const judgement = judgeOne(topic, key, value);
    if (judgement.outcome !== 'published') return judgement;
    const records = follow(judgement.records, 0).filter(isForMarketplace);
    return { ...judgement, records };
  };
};

const isForMarketplace = ({ topic }: OutputRecord): boolean => topic.startsWith('marketplace.');

const receivedAt = (value: unknown): number =>
  typeof value === 'object' && value !== null && 'received_at' in value ? Number(value.received_at) : 0;

const refused = ({ code, reason, path }: { code: string; reason: string; path?: string }): Judgement => ({
  outcome: 'refused',
  code,
  reason,
  path: path ?? '$',
});
