import { hash } from 'node:crypto';
import type { MappingErrorCode } from '../../mappings/error-codes.ts';
import {
  type Arrival,
  hasHappened,
  isBlank,
  isPlaceholder,
  type Mappings,
  receivedAt,
  type SourcePolicy,
} from '../../mappings/index.ts';
import type { EnrollmentChange, LearnerAlias, ResolvedEnrollment } from '../../schemas/types.generated.ts';
import { type Alias, AliasError, BARE_ADDRESS, type CanonicalAlias, canonicalAlias } from '../people/alias.ts';
import type { HashAlias } from '../people/alias-hash.ts';
import type { EmailPolicyOf } from '../people/email.ts';
import { uuidV5 } from '../people/ids.ts';
import type { InputRecord, Prepared, Rejected } from '../runtime/service.ts';
import type { EnrollmentErrorCode } from './error-codes.ts';

export interface EnrollmentDeps {
  readonly mappings: Pick<
    Mappings,
    'source' | 'emailDomain' | 'enrollmentState' | 'tellsEnrollments' | 'activityKind' | 'fieldMap'
  >;
  readonly hashAlias: HashAlias;
}

/** A change in the words of the marketplace; only the member is missing. */
export interface MappedChange {
  /** Keyed hash of the learner's alias. */
  readonly learner: string;
  readonly enrollment: Omit<ResolvedEnrollment, 'member_id' | 'origin'>;
}

const rejected = (code: EnrollmentErrorCode | MappingErrorCode, reason: string, path: string): Rejected => ({
  kind: 'rejected',
  code,
  reason,
  path,
});

/** What a source hashes into `mbox_sha1sum` is its policy; the record cannot say. */
const aliasOf = ({ kind, namespace, value }: LearnerAlias, source: SourcePolicy): Alias => {
  if (kind !== 'mbox_sha1sum') return { kind, namespace, value };
  return { kind, namespace: source.mbox_sha1sum_of === 'address' ? BARE_ADDRESS : null, value };
};

const canonicalLearner = (alias: Alias, policyOf: EmailPolicyOf): CanonicalAlias | Rejected => {
  try {
    return canonicalAlias(alias, policyOf);
  } catch (error) {
    if (error instanceof AliasError) return rejected('enrollment_learner_invalid', error.message, '$.learner');
    throw error;
  }
};

/** Everything but the time of receipt. The learner goes in hashed, so that the fingerprint gives no address away. */
const fingerprintOf = (value: EnrollmentChange, learner: string): string =>
  hash(
    'sha256',
    JSON.stringify([learner, value.course_id, value.course_name, value.status, value.occurred_at]),
    'base64url',
  );

/**
 * Validates a change and maps it to the marketplace's words. Claimed by source and event id: an id is unique to its source. The event id is
 * hashed with the key, since learning systems put names and addresses into it, and what is published is named after it.
 */
export const prepareChange = (
  { mappings, hashAlias }: EnrollmentDeps,
  record: InputRecord<EnrollmentChange>,
): Prepared<MappedChange> | Rejected => {
  const { value } = record;
  const source = mappings.source(value.source);
  if (source?.kind !== 'lms') return rejected('unknown_source', 'no learning system of this id', '$.source');
  if (isBlank(value.event_id)) return rejected('enrollment_event_id_missing', 'empty', '$.event_id');
  if (isPlaceholder(value.course_id)) {
    return rejected('enrollment_course_missing', 'empty, or a word for no course', '$.course_id');
  }
  const arrival: Arrival = { received_at: value.received_at, timestamp_ms: record.timestamp_ms };
  if (!hasHappened(value.occurred_at, arrival)) {
    return rejected('enrollment_time_implausible', 'before 1990 or after its receipt', '$.occurred_at');
  }
  const meaning = mappings.enrollmentState(value.source, value.status);
  if (!meaning) return rejected('enrollment_status_unknown', 'not in the vocabulary of the source', '$.status');
  const alias = canonicalLearner(aliasOf(value.learner, source), mappings.emailDomain);
  if ('code' in alias) return alias;
  const mapped = mappings.fieldMap('enrollment').apply(value, { source, received_at: receivedAt(arrival) });
  if (mapped.kind === 'rejected') return mapped;

  const id = `${value.source}|${hashAlias.text('enrollment-event', value.event_id)}`;
  const learner = hashAlias(alias);
  const enrollment: MappedChange['enrollment'] = {
    ...mapped.fields,
    event_id: uuidV5(`enrollment|${id}`),
    enrollment_state: meaning.state,
    source: value.source,
    rule: meaning.rule,
    mapping_version: meaning.mapping_version,
    completion: null,
    counterpart_expected: meaning.statement_expected,
  };
  return { kind: 'prepared', id, fingerprint: fingerprintOf(value, learner), event: { learner, enrollment } };
};
