import { readSchema } from '../../schemas/index.ts';
import { avroShape, type Shape, xapiStatement } from './shape.ts';

/** What a field map stands between, and what it leaves to the service that uses it. */
export interface FieldMapDeclaration {
  readonly summary: string;
  /** What the service gives it to read, in words. */
  readonly reads: string;
  readonly source: () => Shape;
  readonly target: keyof typeof targetSchemas;
  /** Target fields that the service fills: ids, stamps, and what other rules decide. */
  readonly supplied: readonly string[];
  /** Target fields that must have a value, but that the map may leave open: the service decides then. */
  readonly open: readonly string[];
}

/** Schema of each target topic, as a path below `schemas/`. */
export const targetSchemas = {
  'marketplace.member': 'marketplace/marketplace.member.avsc',
  'marketplace.completion': 'marketplace/marketplace.completion.avsc',
  'marketplace.score': 'marketplace/marketplace.score.avsc',
  'marketplace.enrollment': 'marketplace/marketplace.enrollment.avsc',
  'marketplace.credential': 'marketplace/marketplace.credential.avsc',
} as const;

const shapeOfSchema = (path: string) => (): Shape => avroShape(JSON.parse(readSchema(path)));
const statement = (): Shape => xapiStatement;

const STAMPS = ['event_id', 'rule', 'mapping_version', 'origin'] as const;
/** What a statement supplies to each record that it leads to. */
const STATEMENT_STAMPS = [
  ...STAMPS,
  'member_id',
  'known_as',
  'assertion',
  'withdraws',
  'voided_by',
  'statement_id',
  'source',
] as const;
/** What a score says of the activity comes from the map of completions, so that the two never differ. */
const READ_BY_COMPLETION = [
  'course_id',
  'course_name',
  'activity_type',
  'success',
  'duration',
  'registration',
] as const;
const CREDENTIAL_SUPPLIED = [...STATEMENT_STAMPS, 'kind', 'renews'] as const;

export const fieldMaps = {
  member: {
    summary: 'Members, from what the HR system says of a worker.',
    reads: 'the value of a `raw.hris` record',
    source: shapeOfSchema('raw/raw.hris.avsc'),
    target: 'marketplace.member',
    supplied: [...STAMPS, 'status', 'merged_into'],
    open: ['employment_kind'],
  },
  completion: {
    summary:
      'Completions, from statements whose learning rule derives a completion or an assessment; and what a score record says of the activity, the time and the success.',
    reads: 'an xAPI statement',
    source: statement,
    target: 'marketplace.completion',
    supplied: [...STATEMENT_STAMPS, 'activity_kind', 'waived_reason', 'score_event_id'],
    open: ['learning_completed'],
  },
  score: {
    summary: 'Scores, from statements whose learning rule derives an assessment.',
    reads: 'an xAPI statement',
    source: statement,
    target: 'marketplace.score',
    supplied: [...STATEMENT_STAMPS, ...READ_BY_COMPLETION, 'assessed_at', 'activity_kind'],
    open: [],
  },
  enrollment: {
    summary: 'Standings in courses, from enrollment changes.',
    reads: 'the value of a `raw.enrollment` record',
    source: shapeOfSchema('raw/raw.enrollment.avsc'),
    target: 'marketplace.enrollment',
    supplied: [...STAMPS, 'member_id', 'source', 'completion_evidence'],
    open: [],
  },
  badge: {
    summary: 'Badges, from statements whose learning rule derives one.',
    reads: 'an xAPI statement',
    source: statement,
    target: 'marketplace.credential',
    supplied: CREDENTIAL_SUPPLIED,
    open: [],
  },
  certificate: {
    summary: 'Certificates, from statements whose learning rule derives one.',
    reads: 'an xAPI statement',
    source: statement,
    target: 'marketplace.credential',
    supplied: CREDENTIAL_SUPPLIED,
    open: [],
  },
} as const satisfies Record<string, FieldMapDeclaration>;
