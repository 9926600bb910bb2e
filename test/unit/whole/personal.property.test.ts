import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uuidV5 } from '../../../services/people/ids.ts';
import { AT, CANARY, enrollment, hris, MAIL, statement } from './canaries.ts';
import { type RawTold, WholePipeline } from './pipeline.ts';

const NUM_RUNS = 600;

type Json = Record<string, unknown>;

/** Every place in a value: the object or array that holds it, and its name there. */
const places = (value: unknown): readonly (readonly [holder: Json, name: string])[] =>
  value === null || typeof value !== 'object'
    ? []
    : Object.keys(value).flatMap((name) => [[value as Json, name] as const, ...places((value as Json)[name])]);

const damage = fc.record({
  /** Which place is damaged, and how. */
  at: fc.nat(10_000),
  put: fc.constantFrom<unknown>(
    null,
    1,
    true,
    [],
    {},
    CANARY,
    [MAIL],
    { [CANARY]: CANARY },
    `${CANARY}|@`,
    `mailto:${MAIL}`,
    '\ud800',
  ),
  how: fc.constantFrom('replace', 'replace', 'rename', 'add', 'drop'),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

/** What is published as it comes, because it names a course: it is left as it is. */
const PUBLISHED = new Set(['object', 'id', 'definition', 'type', 'name', 'en']);

const damaged = <T>(value: T, { at, put, how }: Damage): T => {
  const all = places(value).filter(([, name]) => !PUBLISHED.has(name));
  const [holder, name] = all[at % all.length]!;
  // A copy, as a second damage may be done inside of the first.
  if (how === 'replace') holder[name] = structuredClone(put);
  else if (how === 'drop') delete holder[name];
  else {
    holder[CANARY] = holder[name];
    if (how === 'rename') delete holder[name];
  }
  return value;
};

const VERBS = [
  'http://adlnet.gov/expapi/verbs/completed',
  'http://adlnet.gov/expapi/verbs/passed',
  'http://adlnet.gov/expapi/verbs/failed',
  'https://w3id.org/xapi/adl/verbs/waived',
  'http://adlnet.gov/expapi/verbs/voided',
  'http://id.tincanapi.com/verb/earned',
] as const;

const told = fc.record({
  kind: fc.constantFrom('statement', 'statement', 'enrollment', 'worker'),
  source: fc.constantFrom('lms-alpha', 'lms-beta', 'hris-core', CANARY),
  verb: fc.constantFrom(...VERBS),
  damages: fc.array(damage, { maxLength: 2 }),
  cut: fc.constantFrom(null, null, null, 200),
  status: fc.constantFrom('enrolled', 'complete', CANARY),
});
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

/** Values keep the types of their schema, as the codec sees to that; what is JSON text may be anything. */
const keepsTypes = ({ how, put }: Damage): boolean => how === 'replace' && typeof put === 'string';

const TYPED = new Set([
  'employment_kind',
  'kind',
  'on_leave',
  'email_consent',
  'sequence',
  'effective_at',
  'received_at',
  'occurred_at',
  'worker',
  'learner',
  'employee_id',
  'source',
  'course_id',
  'course_name',
]);

const damagedText = <T extends object>(value: T, damages: readonly Damage[]): T => {
  for (const { at, put } of damages.filter(keepsTypes)) {
    const texts = places(value).filter(([holder, name]) => typeof holder[name] === 'string' && !TYPED.has(name));
    const [holder, name] = texts[at % texts.length]!;
    holder[name] = put;
  }
  return value;
};

const rawOf = ({ kind, source, verb, damages, cut, status }: Told, i: number): RawTold => {
  const key = CANARY;
  if (kind === 'worker') return { topic: 'raw.hris', key: 'E1', value: damagedText(hris(i, source), damages) as never };
  if (kind === 'enrollment') {
    return { topic: 'raw.enrollment', key, value: damagedText(enrollment(i, source, status), damages) as never };
  }
  const sound = statement(verb, uuidV5(`statement ${i % 3}`));
  if (verb.endsWith('voided')) sound['object'] = { objectType: 'StatementRef', id: uuidV5(`statement ${(i + 1) % 3}`) };
  const text = JSON.stringify(damages.reduce(damaged, sound));
  return { topic: 'raw.xapi', key, value: { source, received_at: AT, statement: text.slice(0, cut ?? undefined) } };
};

/** Where a text stands, with what is around it. */
const around = (text: string, wanted: string): string => {
  const at = text.indexOf(wanted);
  return at < 0 ? '' : text.slice(Math.max(0, at - 300), at + wanted.length);
};

/** So many kinds of refusal are met at least; else nothing is shown. */
const CODES_MIN = 10;

it('nothing personal leaves the services, whatever comes in, but in the bytes that are set aside', () => {
  const outcomes = new Set<string>();
  const codes = new Set<string>();
  const feeds = fc.array(told, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(feeds, fc.array(fc.nat(1_000), { maxLength: 60 }), (all, steps) => {
      const pipeline = new WholePipeline();
      for (const [i, one] of all.entries()) pipeline.tell(rawOf(one, i));
      for (const step of steps) pipeline.step(step);
      pipeline.drain();
      expect(around(JSON.stringify([pipeline.written, pipeline.concluded]), CANARY)).toBe('');
      for (const { verdict } of pipeline.concluded) {
        outcomes.add(verdict.kind);
        if (verdict.kind === 'rejected') codes.add(verdict.code);
      }
    }),
    { numRuns: NUM_RUNS },
  );
  expect([...outcomes]).toEqual(expect.arrayContaining(['published', 'parked', 'rejected']));
  expect(codes.size).toBeGreaterThan(CODES_MIN);
});
