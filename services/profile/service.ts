import { isDeepStrictEqual } from 'node:util';
import type { SkillEvidence, SkillEvidenceSet } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import {
  type Coordinates,
  type DueDeclaration,
  defineInput,
  type Outcome,
  type OutputRecord,
  type Service,
} from '../runtime/service.ts';
import { combine, type LevelRank } from './combine.ts';
import type { ProfileErrorCode } from './error-codes.ts';
import { addEvidence, EVIDENCE_MAX, nextExpiry, profileKey, sizeOf } from './evidence.ts';

const TABLE = 'skill.evidence';

/** What changed a profile. */
interface Cause {
  /** Part of the event id: no two changes of one profile may have it in common. */
  readonly name: string;
  readonly origin: Coordinates | null;
}

const setRecord = (set: SkillEvidenceSet): OutputRecord => ({ topic: TABLE, key: profileKey(set), value: set });

/** The profile as it is now, a tombstone when nothing is left of it, or nothing when it is as it was. */
const profileRecords = (
  before: SkillEvidenceSet | null,
  after: SkillEvidenceSet,
  levelRank: LevelRank,
  { name, origin }: Cause,
): readonly OutputRecord[] => {
  const was = before && combine(before, levelRank);
  const is = combine(after, levelRank);
  if (isDeepStrictEqual(was, is)) return [];
  const key = profileKey(after);
  const value = is && { ...is, event_id: uuidV5(`skill-profile|${key}|${name}`), origin };
  return [{ topic: 'marketplace.skill-profile', key, value }];
};

const published = (rule: string, records: readonly OutputRecord[]): Outcome => ({ kind: 'published', rule, records });

const overflow = (): Outcome => {
  const code: ProfileErrorCode = 'evidence_overflow';
  return { kind: 'rejected', code, reason: `more than ${EVIDENCE_MAX} pieces of evidence of one skill of one member` };
};

const evidenceInput = (levelRank: LevelRank) =>
  defineInput<'marketplace.skill', SkillEvidence>('marketplace.skill', {
    claim: false,
    prepare: ({ value }) => ({ kind: 'prepared', id: value.event_id, fingerprint: '', event: value }),
    state: (event) => [{ table: TABLE, key: profileKey(event) }],
    handle: (event, { get, record }) => {
      const before = get(TABLE, profileKey(event));
      const after = addEvidence(before, event);
      if (after === before || sizeOf(after) === 0) return published('no-change', []);
      if (sizeOf(after) > EVIDENCE_MAX) return overflow();
      const cause = { name: event.event_id, origin: record.origin };
      const records = profileRecords(before, after, levelRank, cause);
      const rule = records.length === 0 ? 'profile-unchanged' : `evidence-${event.assertion}`;
      // The set stands where evidence of the member comes in, so that one process reads and writes it.
      const { partition } = record.coordinates;
      return published(rule, [{ ...setRecord(after), partition }, ...records]);
    },
  });

/** Evidence expires without an event. */
const expiry = (levelRank: LevelRank): DueDeclaration<typeof TABLE> => ({
  table: TABLE,
  due_at: nextExpiry,
  handle: (_key, before, now_ms) => {
    const after = { ...before, expired_until: now_ms };
    const cause = { name: `expired|${nextExpiry(before)}`, origin: null };
    return { send_back: [], records: [setRecord(after), ...profileRecords(before, after, levelRank, cause)] };
  },
});

/** Keeps what all evidence together says of each skill of a member. */
export const createProfile = ({ levelRank }: { readonly levelRank: LevelRank }): Service => ({
  name: 'profile',
  inputs: { 'marketplace.skill': evidenceInput(levelRank) },
  tables: [TABLE],
  due: expiry(levelRank),
});
