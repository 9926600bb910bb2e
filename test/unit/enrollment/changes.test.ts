import { describe, expect, it } from 'vitest';
import { mappingErrorCodes } from '../../../mappings/error-codes.ts';
import type { EnrollmentChange } from '../../../schemas/types.generated.ts';
import { enrollmentErrorCodes } from '../../../services/enrollment/error-codes.ts';
import { uuidV5 } from '../../../services/people/ids.ts';
import { aliasHash, change, completion, createRunner, feed, LINK, learn, resolvedOf } from './fixtures.ts';

const SHA1 = 'a'.repeat(40);

const bad: readonly [string, string, Partial<EnrollmentChange>][] = [
  ['unknown_source', '$.source', { source: 'nobody' }],
  ['unknown_source', '$.source', { source: 'hr' }],
  ['enrollment_event_id_missing', '$.event_id', { event_id: '' }],
  ['enrollment_course_missing', '$.course_id', { course_id: ' ' }],
  ['enrollment_event_id_missing', '$.event_id', { event_id: '\u200b' }],
  ...['0', 'N/A', 'null', '-', '\u00a0'].map((course_id): [string, string, Partial<EnrollmentChange>] => [
    'enrollment_course_missing',
    '$.course_id',
    { course_id },
  ]),
  ['enrollment_learner_invalid', '$.learner', { learner: { kind: 'employee_id', namespace: null, value: '0' } }],
  ['enrollment_learner_invalid', '$.learner', { learner: { kind: 'account', namespace: 'http://', value: 'jane' } }],
  ['enrollment_status_unknown', '$.status', { status: 'sleeping' }],
  ['enrollment_time_implausible', '$.occurred_at', { occurred_at: 1_767_225_600 }],
  ['enrollment_time_implausible', '$.occurred_at', { occurred_at: Date.UTC(2026, 0, 3) }],
  ['enrollment_learner_invalid', '$.learner', { learner: { kind: 'mbox', namespace: null, value: 'jane' } }],
  ['enrollment_learner_invalid', '$.learner', { learner: { kind: 'account', namespace: null, value: 'jane' } }],
  ['iri_form', '$.course_id', { course_id: 'urn:x:refused' }],
];

describe('an enrollment change', () => {
  it('goes on under the member and the course, in the words of the marketplace', () => {
    const runner = createRunner();
    expect(feed(runner, change({ status: 'finished' }))).toMatchObject({ kind: 'published', rule: 'status-completed' });
    const [resolved] = resolvedOf(runner);
    expect(resolved?.key).toBe('E1|https://lms.example/course/1');
    expect(resolved?.value).toMatchObject({
      member_id: 'E1',
      enrollment_state: 'completed',
      source_status: 'finished',
      source: 'lms',
      changed_at: change().occurred_at,
      mapping_version: '1.0.0',
      origin: { topic: 'raw.enrollment', partition: 0, offset: 0 },
    });
  });

  it('stays with the member that the learner would be but for a merge, as a completion does', () => {
    const runner = createRunner();
    runner.put('identity.link', aliasHash('employee_id', 'E1'), { ...LINK, member_id: 'E2', known_as: 'E1' });
    feed(runner, change());
    learn(runner, completion({ member_id: 'E2', known_as: 'E1' }));
    const keys = resolvedOf(runner).map(({ key, value }) => [key, value.member_id]);
    expect(keys).toEqual(Array.from({ length: 2 }, () => ['E1|https://lms.example/course/1', 'E1']));
  });
  it('waits while nobody is known by its alias', () => {
    const learner = { kind: 'mbox', namespace: null, value: 'Jane@corp.example' } as const;
    const alias = aliasHash('mbox', 'mailto:jane@corp.example');
    expect(feed(createRunner(), change({ learner }))).toEqual({ kind: 'parked', alias });
  });

  it('has its e-mail hash read as the source makes them', () => {
    const learner = { kind: 'mbox_sha1sum', namespace: null, value: SHA1 } as const;
    const parkedUnder = (source: string) => feed(createRunner(), change({ learner, source }));
    expect(parkedUnder('lms')).toMatchObject({ alias: aliasHash('mbox_sha1sum', SHA1) });
    expect(parkedUnder('bare')).toMatchObject({ alias: aliasHash('mbox_sha1sum', SHA1, 'address') });
  });

  it('is the same when received again, and a conflict when it says something else', () => {
    const runner = createRunner();
    feed(runner, change());
    expect(feed(runner, change({ received_at: change().received_at + 1 })).kind).toBe('duplicate');
    expect(feed(runner, change({ course_name: 'Baking' })).kind).toBe('conflict');
    expect(feed(runner, change({ source: 'bare', course_name: 'Baking' })).kind).toBe('published');
  });
});

describe('a change that cannot be right', () => {
  it.each(bad)('%s at %s', (code, path, given) => {
    const verdict = feed(createRunner(), change(given));
    expect(verdict).toMatchObject({ kind: 'rejected', code, path });
    expect(JSON.stringify(verdict)).not.toContain('jane');
  });

  it('has a code of the tables, and every code of the service is given', () => {
    const given = new Set(bad.map(([code]) => code));
    expect([...given].filter((code) => !(code in mappingErrorCodes)).sort()).toEqual(
      Object.keys(enrollmentErrorCodes).sort(),
    );
  });
});

describe('the ids of what follows from a change', () => {
  it('cannot be made from its event id, which learning systems make of names and addresses', () => {
    const event_id = 'jane.doe@corp.example|SEC-101|2026-01-01';
    const runner = createRunner();
    feed(runner, change({ event_id }));
    const [resolved] = resolvedOf(runner);
    expect(resolved?.value?.event_id).not.toBe(uuidV5(`enrollment|lms|${event_id}`));
    expect(JSON.stringify(runner.written)).not.toContain('jane.doe');
  });
});
