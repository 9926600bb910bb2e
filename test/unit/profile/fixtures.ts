import type { Member, SkillEvidence, SkillProfile } from '../../../schemas/types.generated.ts';
import { createProfile } from '../../../services/profile/service.ts';
import { createPureRunner, type PureRunner, type Verdict } from '../../support/pure-runner.ts';

export const LEVELS = ['basic', 'intermediate', 'advanced'];
export const SKILL = 'http://data.europa.eu/esco/skill/1';
export const KEY = `E1|${SKILL}`;

export const evidence = (event_id: string, given: Partial<SkillEvidence> = {}): SkillEvidence => ({
  event_id,
  member_id: 'E1',
  known_as: null,
  assertion: 'asserted',
  framework: 'ESCO',
  skill_uri: SKILL,
  label: 'SQL',
  level: 'basic',
  confidence: 0.5,
  evidence: {
    kind: 'completion',
    course_id: 'x:course',
    statement_id: 's',
    completion_event_id: 'c',
    score_event_id: null,
  },
  observed_at: 100,
  expires_at: null,
  source: 'lms',
  rule: 'completed',
  mapping_version: '1.0.0',
  withdraws: null,
  voided_by: null,
  origin: { topic: 'raw.xapi', partition: 0, offset: 0 },
  ...given,
});

export const revocation = (withdraws: string, given: Partial<SkillEvidence> = {}): SkillEvidence =>
  evidence(`withdrawal of ${withdraws}`, { assertion: 'revoked', withdraws, level: null, confidence: 0, ...given });

let members = 0;

/** A member record: merged into another, or standing for itself. */
export const member = (member_id: string, merged_into: string | null): Member => ({
  event_id: `member ${members++}`,
  member_id,
  status: merged_into === null ? 'active' : 'merged',
  employment_kind: 'employee',
  email: null,
  merged_into,
  as_of: 0,
  rule: 'worker',
  mapping_version: '1.0.0',
  origin: { topic: 'raw.hris', partition: 0, offset: 0 },
});

export const createRunner = (): PureRunner =>
  createPureRunner(
    createProfile({
      levelRank: (_framework, level) => (LEVELS.includes(level) ? LEVELS.indexOf(level) + 1 : undefined),
    }),
  );

/** Tells the service what its own topic says, until that says nothing new. @returns the last verdict */
export const settle = (runner: PureRunner, ...verdicts: readonly Verdict[]): Verdict => {
  let last = verdicts.at(-1)!;
  const told = verdicts.flatMap((verdict) => (verdict.kind === 'published' ? verdict.records : []));
  for (const { topic, key, value } of told) {
    if (topic !== 'skill.news') continue;
    last = runner.feed(topic, { key, value });
    if (last.kind === 'published') told.push(...last.records);
  }
  return last;
};

/** @returns what became of the evidence where it belongs, and of all that follows */
export const tell = (runner: PureRunner, event: SkillEvidence): Verdict =>
  settle(runner, runner.feed('marketplace.skill', { key: event.member_id, value: event }));

export const merge = (runner: PureRunner, member_id: string, into: string | null): Verdict =>
  settle(runner, runner.feed('marketplace.member', { key: member_id, value: member(member_id, into) }));

export const erase = (runner: PureRunner, member_id: string): Verdict =>
  settle(runner, runner.feed('marketplace.member', { key: member_id, value: null }));

/** The newest profile of each key, as the compacted topic keeps it. */
export const profiles = ({ written }: Pick<PureRunner, 'written'>): ReadonlyMap<string, SkillProfile> => {
  const newest = new Map<string, SkillProfile>();
  for (const { topic, key, value } of written) {
    if (topic !== 'marketplace.skill-profile') continue;
    if (value === null) newest.delete(key);
    else newest.set(key, value);
  }
  return newest;
};

/** The profile that comes of some events, told in this order. */
export const profileOf = (...events: readonly SkillEvidence[]): SkillProfile | undefined => {
  const runner = createRunner();
  for (const event of events) tell(runner, event);
  return profiles(runner).get(KEY);
};
