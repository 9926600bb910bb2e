import type { Credential, Score } from '../../../schemas/types.generated.ts';
import {
  type Exported,
  type ExportOptions,
  exportPartition,
  type PartitionRecords,
} from '../../../tools/credentials/export.ts';
import type { OpenBadge } from '../../../tools/credentials/open-badge.ts';
import { createSubjects } from '../../../tools/credentials/subject.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** Epoch milliseconds of a day of 2026, the first being 0. */
export const day = (number: number): number => EPOCH_MS + number * DAY_MS;

const ORIGIN = { topic: 'raw.xapi', partition: 0, offset: 0 };

/** A badge of E-1, earned on the first day. */
export const badge = (given: Partial<Credential> = {}): Credential => ({
  event_id: '5f0c1fd9-6a3d-5d1f-8f0c-0a5f2f6f0001',
  member_id: 'E-1',
  known_as: null,
  kind: 'badge',
  assertion: 'asserted',
  credential_id: 'https://lms.example/badge-classes/7',
  name: 'Data Hero',
  badge_awarded: [
    {
      badge_id: 'https://lms.example/badge-classes/7',
      name: 'Data Hero',
      description: 'Three data courses passed',
      criteria_url: 'https://lms.example/badges/7/criteria',
      image_url: 'https://lms.example/badges/7.png',
      issued_at: day(0),
    },
  ],
  certificate_ref: null,
  issuer: 'https://lms.example/',
  issued_at: day(0),
  expires_at: day(365),
  renews: null,
  course_id: null,
  statement_id: 'ec531277-b57b-4c15-8d91-d292c5b2b8f7',
  source: 'lms',
  rule: 'badge-earned',
  mapping_version: '1.0.0',
  withdraws: null,
  voided_by: null,
  origin: ORIGIN,
  ...given,
});

/** A certificate of E-1 for a course, with an id and a document of its own. */
export const certificate = (given: Partial<Credential> = {}): Credential => ({
  ...badge(),
  event_id: '5f0c1fd9-6a3d-5d1f-8f0c-0a5f2f6f0002',
  kind: 'certificate',
  credential_id: 'https://lms.example/certificates/4711',
  name: 'First Aid',
  badge_awarded: [],
  certificate_ref: { url: 'https://lms.example/certificates/4711.pdf', retention_days: 365 },
  course_id: 'urn:lms:course:first-aid',
  statement_id: 'ec531277-b57b-4c15-8d91-d292c5b2b8f8',
  expires_at: null,
  ...given,
});

export const scored = ({ statement_id }: Credential, score: number): Score => ({
  event_id: `score of ${statement_id}`,
  member_id: 'E-1',
  known_as: null,
  course_id: 'urn:lms:course:first-aid',
  course_name: null,
  activity_type: null,
  activity_kind: null,
  assessed_at: day(0),
  success: true,
  score,
  grading_scale: null,
  attempt: null,
  duration: null,
  registration: null,
  statement_id,
  source: 'lms',
  rule: 'completed',
  mapping_version: '1.0.0',
  assertion: 'asserted',
  withdraws: null,
  voided_by: null,
  origin: ORIGIN,
});

async function* stream<T>(values: readonly T[]): AsyncGenerator<T, void> {
  yield* values;
}

/** Exports records of one partition, as they stand on the tenth day. */
export const exported = async (
  credentials: readonly Credential[],
  options: Partial<ExportOptions> = {},
  scores: readonly Score[] = [],
): Promise<readonly Exported[]> => {
  const records: PartitionRecords = {
    credentials: () => stream(credentials),
    scores: () => stream(scores),
  };
  const chosen = { member_id: null, credential_id: null, at_ms: day(10), all: false, ...options };
  const subjectOf = options.subjectOf ?? createSubjects('a secret for tests only');
  const results: Exported[] = [];
  for await (const one of exportPartition(records, { ...chosen, subjectOf })) results.push(one);
  return results;
};

/** The one badge that comes out. */
export const onlyBadge = async (...given: Parameters<typeof exported>): Promise<OpenBadge> => {
  const [first, ...others] = await exported(...given);
  if (first?.kind !== 'badge' || others.length > 0) throw new Error('expected one badge');
  return first.badge;
};
