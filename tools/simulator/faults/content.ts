import { dead } from '../expectation.ts';
import type { RawTopic, Sound } from '../raw-record.ts';
import { BREACHES, type Breach } from './breaches.ts';
import type { Damage, NamedDamage } from './framing.ts';

type ValueOf<T extends RawTopic> = Extract<Sound, { topic: T }>['value'];

/** Changes fields of a value; `code` is that of the dead letter that must come of it. */
const changing =
  <T extends RawTopic>(topic: T) =>
  (code: string, change: (value: ValueOf<T>) => Partial<ValueOf<T>>): Damage =>
  ({ payload }) => {
    const value = payload.value as ValueOf<T>;
    return { payload: { kind: 'sound', topic, value: { ...value, ...change(value) } } as Sound, expect: dead(code) };
  };

const statement = changing('raw.xapi');
const enrollment = changing('raw.enrollment');
const worker = changing('raw.hris');

const breaking = ({ code, breach }: Breach): Damage =>
  statement(code, (value) => ({ statement: JSON.stringify(breach(JSON.parse(value.statement))) }));

const NOT_SET_UP = 'lms-gamma';
const MS_PER_SECOND = 1000;
const CUT_CHARS = 20;

/** Damage to what a value says, by topic. */
export const CONTENT_DAMAGE: Readonly<Record<RawTopic, readonly NamedDamage[]>> = {
  'raw.xapi': [
    ['not_json', statement('not_json', (value) => ({ statement: value.statement.slice(0, -CUT_CHARS) }))],
    ['unknown_source', statement('unknown_source', () => ({ source: NOT_SET_UP }))],
    ...BREACHES.map((breach): NamedDamage => ['specification_broken', breaking(breach)]),
  ],
  'raw.enrollment': [
    ['unknown_source', enrollment('unknown_source', () => ({ source: NOT_SET_UP }))],
    ['unknown_status', enrollment('enrollment_status_unknown', () => ({ status: 'Waitlisted?' }))],
    ['no_course', enrollment('enrollment_course_missing', () => ({ course_id: '' }))],
    [
      'implausible_time',
      enrollment('enrollment_time_implausible', ({ occurred_at }) => ({
        occurred_at: Math.floor(occurred_at / MS_PER_SECOND),
      })),
    ],
    [
      'bad_learner',
      enrollment('enrollment_learner_invalid', () => ({
        learner: { kind: 'mbox_sha1sum', namespace: null, value: 'no digest' },
      })),
    ],
  ],
  'raw.hris': [
    ['unknown_source', worker('unknown_source', () => ({ source: NOT_SET_UP }))],
    ['no_worker', worker('hris_worker_missing', () => ({ worker: null }))],
    [
      'bad_email',
      worker('email_form', (value) => ({ worker: value.worker && { ...value.worker, email: 'nobody at northwind' } })),
    ],
    ['key_mismatch', (draft) => ({ key: `${draft.key}-0`, expect: dead('hris_key_mismatch') })],
  ],
};
