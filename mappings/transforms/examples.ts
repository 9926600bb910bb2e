import type { EmailDomainPolicy, EnrollmentState, MappingContext, SourcePolicy } from '../types.ts';
import { type Lookups, Refusal, type Transform, type TransformExample, type ValueType } from './transform.ts';

/** The small world that the examples of the transforms live in, so that they do not depend on anybody's files. */

const LOWER: EmailDomainPolicy = { local_part: 'lower', sub_address: '+' };
const KEEP: EmailDomainPolicy = { local_part: 'keep', sub_address: null };

const EXAMPLE_WORDS: ReadonlyMap<string, EnrollmentState> = new Map([
  ['in progress', 'active'],
  ['withdrawn', 'dropped'],
]);

const exampleLookups: Lookups = {
  emailDomain: (domain) => (domain === 'lower.example' ? LOWER : KEEP),
  enrollmentState: (source, status) => {
    const state = source === 'example-lms' ? EXAMPLE_WORDS.get(status.replace(/\s+/g, ' ').toLowerCase()) : undefined;
    return state && { state, rule: 'example', statement_expected: false, mapping_version: '1.0.0' };
  },
};

/** A source of which nothing is known: every transform that has to know refuses. */
export const UNKNOWN_SOURCE: SourcePolicy = {
  id: '',
  kind: 'lms',
  scaled_convention: null,
  raw_range: { min: null, max: null },
  quoted_numbers: 'refuse',
  default_offset_minutes: null,
  mbox_sha1sum_of: 'mailto',
  unknown_person: 'park',
  issuer: null,
  course_iri: null,
  certificate_retention_days: null,
  same_course: [],
};

/** When the records of examples and samples are taken in: 2026-01-01, epoch milliseconds. */
export const EXAMPLE_RECEIVED_AT = Date.UTC(2026, 0, 1);

const TARGET: ValueType = { name: 'string' };

/** Executes an example. @throws when the transform does not take its arguments */
export const runExample = (transform: Transform, example: TransformExample): TransformExample['gives'] => {
  const step = transform.compile(example.arguments ?? [], exampleLookups, TARGET);
  if (typeof step !== 'function') throw new TypeError(`${transform.name} takes ${step.expected}`);
  const source = { ...UNKNOWN_SOURCE, ...example.source };
  const context: MappingContext = { source, received_at: EXAMPLE_RECEIVED_AT };
  const output = step(example.input, context);
  if (output === undefined) return 'nothing';
  return output instanceof Refusal ? { refusal: output.code } : { output };
};
