import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nest, targetsOf } from '../../../mappings/exports/targets.ts';
import type { AvroType } from '../../../mappings/fields/avro.ts';
import { readSchema } from '../../../schemas/index.ts';
import { conform, Misfit } from '../../../tools/mappings/judge/conform.ts';
import { createReadCheck, leavesOf } from '../../../tools/mappings/judge/places.ts';
import { Tally } from '../../../tools/mappings/tally.ts';

const enrollment = JSON.parse(readSchema('raw/raw.enrollment.avsc')) as AvroType;
const CHANGE = {
  event_id: 'e-1',
  source: 'lms-beta',
  learner: { kind: 'employee_id', value: 'E-7' },
  course_id: 'SEC-101',
  status: 'Completed',
  occurred_at: 1_772_359_200_000,
  received_at: 1_772_359_200_000,
};

describe('a row is brought into the form of its schema', () => {
  it('with defaults filled in, moments in milliseconds, and nothing that the schema does not name', () => {
    expect(conform(enrollment, { ...CHANGE, occurred_at: '2026-03-01T11:00:00+01:00', comment: 'x' })).toEqual({
      ...CHANGE,
      learner: { kind: 'employee_id', namespace: null, value: 'E-7' },
      course_name: null,
    });
  });

  it.each<[string, object]>([
    ['$.event_id', { event_id: undefined }],
    ['$.event_id', { event_id: 7 }],
    ['$.learner', { learner: 'E-7' }],
    ['$.learner.kind', { learner: { kind: 'nickname', value: 'E-7' } }],
    ['$.occurred_at', { occurred_at: '2026-03-01' }],
    ['$.occurred_at', { occurred_at: 1.5 }],
  ])('or said to be wrong at %s', (path, change) => {
    expect(conform(enrollment, { ...CHANGE, ...change })).toMatchObject({ path, expected: expect.any(String) });
  });

  it('which it keeps: brought into it twice, it is the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(CHANGE)), (value, field) => {
        const once = conform(enrollment, { ...CHANGE, [field]: value });
        if (!(once instanceof Misfit)) expect(conform(enrollment, once)).toEqual(once);
      }),
    );
  });
});

describe('fields by place', () => {
  it('are those of the records in the record, optional below an optional one', () => {
    const targets = targetsOf('workers');
    expect(targets.get('worker.email')).toMatchObject({ nullable: true, default: null });
    expect(targets.get('worker.other_emails')).toMatchObject({ type: { name: 'string[]' } });
    expect(targets.get('employee_id')).toMatchObject({ nullable: false, default: undefined });
    expect(targets.has('worker')).toBe(false);
  });

  it('make the object that has them there', () => {
    expect(nest({ 'a.b': 1, 'a.c.d': 'x', e: false, f: null })).toEqual({ a: { b: 1, c: { d: 'x' } }, e: false });
  });
});

describe('the places of a row', () => {
  it('are those of its values, extensions closed and addresses hidden', () => {
    const row = {
      a: { b: [{ c: 1 }, { c: 2, d: null }] },
      extensions: {},
      result: { extensions: { 'https://x.example/e': { secret: 1 } } },
      'Course ID': 'x',
      'ada@x.example': 1,
    };
    expect(leavesOf(row)).toEqual(['a.b.c', "result.extensions['https://x.example/e']", "['Course ID']", "['…']"]);
  });

  it('are read when a mapping names them, what holds them, or something in them', () => {
    const isRead = createReadCheck([
      "attachments[usageType='https://x.example'].fileUrl",
      'result.score',
      '$',
      '$issuer',
    ]);
    expect(['attachments.fileUrl', 'result.score.raw', 'result'].map(isRead)).toEqual([true, true, true]);
    expect(['attachments.length', 'result.scores', 'issuer'].map(isRead)).toEqual([false, false, false]);
  });
});

it('a tally keeps only so many names, and counts the others together', () => {
  const tally = new Tally(2);
  for (const name of ['b', 'a', 'c', 'a', 'd']) tally.add(name);
  expect(tally.sorted()).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  expect(tally.others).toBe(2);
});
