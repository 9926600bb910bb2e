import type { SkillEvidence, SkillProfile } from '../../../schemas/types.generated.ts';
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
  evidence: { kind: 'completion', course_id: 'x:course', statement_id: 's', completion_event_id: 'c' },
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

export const createRunner = (): PureRunner =>
  createPureRunner(
    createProfile({
      levelRank: (_framework, level) => (LEVELS.includes(level) ? LEVELS.indexOf(level) + 1 : undefined),
    }),
  );

export const tell = (runner: PureRunner, event: SkillEvidence): Verdict =>
  runner.feed('marketplace.skill', { key: event.member_id, value: event });

/** The newest profile of each key, as the compacted topic keeps it. */
export const profiles = ({ written }: PureRunner): ReadonlyMap<string, SkillProfile> => {
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
