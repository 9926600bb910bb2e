import type { LearningRule, MappedFields, Mappings, SourcePolicy } from '../../../mappings/index.ts';
import { UNKNOWN_SOURCE } from '../../../mappings/transforms/examples.ts';
import type { LearningDeps } from '../../../services/learning/prepare.ts';
import { createLearning } from '../../../services/learning/service.ts';
import { canonicalAlias } from '../../../services/people/alias.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import type { KnownLearner, OutputRecord } from '../../../services/runtime/service.ts';
import { createPureRunner, type PureRunner, type Verdict } from '../../support/pure-runner.ts';

export const hashAlias = createAliasHasher('a key for tests only');
const policy = { local_part: 'lower', sub_address: '+' } as const;
export const emailDomain: Mappings['emailDomain'] = () => policy;

export const REGISTRATION_WINDOW_MS = 5_000;
export const RECEIVED_AT = Date.UTC(2026, 11, 31, 12);

const source = (id: string, given: Partial<SourcePolicy> = {}): SourcePolicy => ({
  ...UNKNOWN_SOURCE,
  id,
  ...given,
});

const sources = [
  source('lms'),
  source('other'),
  source('bare', { mbox_sha1sum_of: 'address' }),
  source('hr', { kind: 'hris' }),
];

const rule = (name: string, given: Partial<LearningRule>): LearningRule => ({
  rule: name,
  derives: [],
  completed: 'from_result',
  success: 'from_result',
  mapping_version: '1.2.3',
  ...given,
});

export const VERB = 'https://verbs.example/';
/** By the last part of the verb. */
const rules: Readonly<Record<string, LearningRule>> = {
  finished: rule('finished', { derives: ['completion', 'skill'], completed: 'true' }),
  reported: rule('reported', { derives: ['completion', 'assessment', 'skill'] }),
  passed: rule('passed', { derives: ['assessment', 'skill'], success: 'true' }),
  failed: rule('failed', { derives: ['assessment', 'skill'], success: 'false' }),
  earned: rule('badge-earned', { derives: ['badge'] }),
  certified: rule('certified', { derives: ['certificate'] }),
  archived: rule('archived', { derives: ['attached_certificate'] }),
  graduated: rule('graduated', { derives: ['completion', 'attached_certificate'], completed: 'true' }),
  watched: rule('media', {}),
  voided: rule('voiding', { derives: ['voiding'] }),
};

const SKILLS = [
  {
    framework: 'ESCO',
    skill_uri: 'http://data.europa.eu/esco/skill/1',
    label: 'fire safety',
    level: 'basic',
    confidence: 0.7,
  },
  { framework: 'own', skill_uri: 'https://skills.example/2', label: 'calm', level: null, confidence: 0.4 },
].map((skill) => ({ ...skill, mapping_version: '3.0.0', expires_at: null }));

interface Result {
  readonly completion?: boolean;
  readonly success?: boolean;
  readonly score?: { readonly raw?: number };
  readonly extensions?: Readonly<Record<string, string>>;
}

/** Field maps of the simplest kind: what is tested here is what the service does with them. */
const completionFields = (id: string, result: Result): MappedFields['completion'] => ({
  course_id: id,
  course_name: 'Fire safety',
  activity_type: null,
  learning_completed: result.completion ?? null,
  completed_at: RECEIVED_AT,
  success: result.success ?? null,
  duration: null,
  registration: null,
});

const scoreFields = (result: Result): MappedFields['score'] => ({
  score: result.score?.raw ?? null,
  grading_scale: null,
  attempt: null,
});

const credentialFields = (id: string, result: Result): MappedFields['badge'] => ({
  credential_id: id,
  name: null,
  badge_awarded: [],
  certificate_ref: result.extensions?.['x:url'] ? { url: result.extensions['x:url'], retention_days: null } : null,
  issuer: 'lms',
  issued_at: RECEIVED_AT,
  expires_at: null,
  course_id: null,
});

export const UNMAPPABLE_SCORE = 404;

const fieldMap = ((name: string) => ({
  version: '1.2.3',
  apply: ({ object, result = {} }: { object: { id: string }; result?: Result }) => {
    if (name === 'score' && result.score?.raw === UNMAPPABLE_SCORE) {
      return { kind: 'rejected', code: 'score_range_unknown', reason: 'unknown', path: '$.result.score.raw' };
    }
    if (name === 'score') return { kind: 'mapped', fields: scoreFields(result) };
    const fields = name === 'completion' ? completionFields(object.id, result) : credentialFields(object.id, result);
    return { kind: 'mapped', fields };
  },
})) as unknown as Mappings['fieldMap'];

export const COURSE = 'https://lms.example/courses/7';

const mappings: LearningDeps['mappings'] = {
  source: (id) => sources.find((each) => each.id === id),
  repairsOf: () => [],
  emailDomain,
  activityKind: () => undefined,
  learningRule: (verb_id) => rules[verb_id.slice(VERB.length)],
  fieldMap,
  skillsOf: (course_id) => (course_id === COURSE ? SKILLS : []),
  credentialPolicy: () => undefined,
};

const E1: KnownLearner = { member_id: 'E1', known_as: null };

const ALIAS = hashAlias(canonicalAlias({ kind: 'mbox', namespace: null, value: 'jane@corp.example' }, emailDomain));

/** Says who the learner is from now on; null: erased. */
export const link = (runner: PureRunner, learner: KnownLearner | null): void =>
  runner.put(
    'identity.link',
    ALIAS,
    learner && {
      event_id: 'link',
      alias_kind: 'mbox',
      state: 'linked',
      ...learner,
      claimants: ['E1'],
      claims: [],
      source: 'hr',
      since: 0,
      origin: { topic: 'raw.hris', partition: 0, offset: 0 },
    },
  );

/** A service whose learner is known, as member E1 unless said otherwise. */
export const createRunner = (deps: LearningDeps = { mappings, hashAlias }, learner = E1): PureRunner => {
  const runner = createPureRunner(createLearning(deps, { registration_window_ms: REGISTRATION_WINDOW_MS }));
  link(runner, learner);
  return runner;
};

export const ID = '0b9c2f0e-6f0a-4c38-9f1e-2f4c8a1d7e55';

/** A statement of Jane's about the course with skills. */
export const statement = (verb: string, given: object = {}): object => ({
  id: ID,
  actor: { mbox: 'mailto:jane@corp.example' },
  verb: { id: `${VERB}${verb}` },
  object: { id: COURSE },
  timestamp: '2026-01-31T09:30:00Z',
  ...given,
});

/** What the marketplace is told; the rest goes to the voiding service. */
export const marketplaceRecords = (verdict: Verdict): readonly OutputRecord[] =>
  verdict.kind === 'published' ? verdict.records.filter(({ topic }) => topic.startsWith('marketplace.')) : [];

export const feedText = (runner: PureRunner, text: string, source_id = 'lms', received_at = RECEIVED_AT): Verdict =>
  runner.feed('raw.xapi', { key: null, value: { source: source_id, received_at, statement: text } });

export const feed = (runner: PureRunner, value: object, source_id?: string, received_at?: number): Verdict =>
  feedText(runner, JSON.stringify(value), source_id, received_at);
