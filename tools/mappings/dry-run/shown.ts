import type { AvroTopic, OutputRecord } from '../../../services/runtime/service.ts';

interface ShownFields {
  /** What a line has room for. */
  readonly brief: readonly string[];
  readonly more: readonly string[];
}

/**
 * Fields that say nothing about who the person is. All others are shown on request only: so a field that comes to a schema
 * is hidden until somebody decides otherwise.
 */
const SHOWN: Partial<Record<AvroTopic, ShownFields>> = {
  'marketplace.completion': {
    brief: ['course_id', 'activity_kind', 'learning_completed', 'success'],
    more: ['assertion', 'course_name', 'activity_type', 'completed_at', 'duration'],
  },
  'marketplace.score': {
    brief: ['course_id', 'activity_kind', 'success', 'score', 'attempt'],
    more: ['assertion', 'course_name', 'activity_type', 'assessed_at', 'grading_scale', 'duration'],
  },
  'marketplace.skill': {
    brief: ['label', 'level', 'confidence', 'expires_at'],
    more: ['assertion', 'framework', 'skill_uri', 'observed_at'],
  },
  'marketplace.credential': {
    brief: ['kind', 'course_id', 'expires_at'],
    more: ['assertion', 'issuer', 'issued_at', 'renews'],
  },
  'marketplace.enrollment': {
    brief: ['course_id', 'enrollment_state', 'source_status'],
    more: ['course_name', 'changed_at'],
  },
  'marketplace.member': { brief: ['status', 'employment_kind'], more: ['as_of'] },
};

const ALWAYS = ['rule', 'mapping_version'];

const pick = (value: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (name in value ? [[name, value[name as keyof typeof value]]] : [])));

/** The fields of a record that may be shown; all of them where the person asked for personal data, too. */
export const shownFields = ({ topic, value }: OutputRecord, personal: boolean): Readonly<Record<string, unknown>> => {
  if (value === null) return {};
  if (personal) return { ...value };
  const { brief, more } = SHOWN[topic] ?? { brief: [], more: [] };
  return pick(value, [...brief, ...more, ...ALWAYS]);
};

const isTime = (name: string, value: unknown): value is number => name.endsWith('_at') && typeof value === 'number';

const text = (name: string, value: unknown): string => {
  if (isTime(name, value)) return new Date(value).toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** A record on one line, without what is not known. */
export const briefly = (record: OutputRecord, personal: boolean): string => {
  const shown =
    record.value === null ? {} : personal ? record.value : pick(record.value, SHOWN[record.topic]?.brief ?? []);
  const fields = Object.entries(shown).filter(([, value]) => value !== null);
  return [record.topic, ...fields.map(([name, value]) => `${name}=${text(name, value)}`)].join('  ');
};
