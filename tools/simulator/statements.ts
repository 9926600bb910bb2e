import { type CourseEvidence, type ExpectedOutput, type Facts, ignored, published } from './expectation.ts';
import type { Happening } from './happening.ts';
import { actorOf, keyOf, nameInStatements } from './learner-names.ts';
import type { Draft } from './raw-record.ts';

const MINUTE_MS = 60_000;

/** A moment in ISO 8601 with an offset from UTC; null writes the UTC time and leaves the offset out. */
export const isoTime = (at_ms: number, offset_minutes: number | null = 0): string => {
  const local = new Date(at_ms + (offset_minutes ?? 0) * MINUTE_MS).toISOString().slice(0, -1);
  if (offset_minutes === null) return local;
  if (offset_minutes === 0) return `${local}Z`;
  const hours = String(Math.floor(Math.abs(offset_minutes) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offset_minutes) % 60).padStart(2, '0');
  return `${local}${offset_minutes < 0 ? '-' : '+'}${hours}:${minutes}`;
};

/** What the two systems write differently. */
export interface StatementBody {
  readonly verb: { readonly id: string; readonly display: string };
  readonly object: object;
  readonly result?: object;
  readonly context: object;
  readonly attachments?: readonly object[];
  readonly timestamp: string;
}

const isCompletion = ({ topic }: ExpectedOutput): boolean => topic === 'marketplace.completion';

/** A completion goes on to the enrollment in its course, and so does its withdrawal. */
export const expectedEvidence = ({ person, facts }: ExpectedOutput, withdrawn: boolean): ExpectedOutput => ({
  topic: 'enrollment.resolved',
  person,
  facts: {
    course_id: facts['course_id']!,
    source: facts['source']!,
    changed_at: facts['completed_at']!,
    'completion.statement_id': facts['statement_id']!,
    'completion.withdrawn': withdrawn,
  },
});

/** What a completion, or its withdrawal, tells of the person in the course. */
export const toEvidence = ({ person, facts }: ExpectedOutput, says: CourseEvidence['says']): CourseEvidence => ({
  person,
  course_id: String(facts['course_id']),
  at_ms: Number(facts['completed_at']),
  says,
  word: String(facts['statement_id']),
  source: String(facts['source']),
});

/**
 * A statement as a record.
 * @param outputs what must come out, given the id of the statement; nothing means that it is ignored
 */
export const statementDraft = (
  { person, course, random, received_at_ms, registration }: Happening,
  { verb, context, ...body }: StatementBody,
  outputs: (statement_id: string) => readonly ExpectedOutput[] = () => [],
): Draft => {
  const id = random.uuid();
  const name = nameInStatements(person, course.source);
  const statement = {
    id,
    actor: actorOf(name),
    verb: { id: verb.id, display: { 'en-US': verb.display } },
    ...body,
    context: { registration, platform: course.source, ...context },
  };
  const expected = outputs(id);
  const learned = expected.filter(isCompletion);
  return {
    topic: 'raw.xapi',
    key: keyOf(name),
    payload: {
      kind: 'sound',
      topic: 'raw.xapi',
      value: { source: course.source, received_at: received_at_ms, statement: JSON.stringify(statement) },
    },
    fault: null,
    expect:
      expected.length === 0
        ? ignored()
        : published([...expected, ...learned.map((completion) => expectedEvidence(completion, false))], {
            evidence: learned.map((completion) => toEvidence(completion, 'learned')),
          }),
  };
};

/** What a completion record must say, beside what the system decides. */
export const expectedCompletion = (
  { person, course, at_ms, registration }: Happening,
  statement_id: string,
  facts: Facts,
): ExpectedOutput => ({
  topic: 'marketplace.completion',
  person: person.employee_id,
  facts: {
    statement_id,
    source: course.source,
    course_id: course.id,
    assertion: 'asserted',
    learning_completed: true,
    completed_at: at_ms,
    registration,
    ...facts,
  },
});

/** What a score record must say, beside what the system decides. */
export const expectedScore = (
  { person, course, at_ms, registration }: Happening,
  statement_id: string,
  facts: Facts,
): ExpectedOutput => ({
  topic: 'marketplace.score',
  person: person.employee_id,
  facts: {
    statement_id,
    source: course.source,
    course_id: course.id,
    assertion: 'asserted',
    assessed_at: at_ms,
    registration,
    attempt: null,
    ...facts,
  },
});

/** Evidence for each skill of the course. */
export const expectedSkills = (
  { person, course, at_ms }: Happening,
  statement_id: string,
  kind: 'completion' | 'assessment',
): readonly ExpectedOutput[] =>
  course.skillsAt(at_ms).map(({ framework, skill_uri, label, level, confidence, expires_at }) => ({
    topic: 'marketplace.skill',
    person: person.employee_id,
    facts: {
      assertion: 'asserted',
      source: course.source,
      framework,
      skill_uri,
      label,
      level,
      confidence,
      expires_at,
      observed_at: at_ms,
      'evidence.kind': kind,
      'evidence.course_id': course.id,
      'evidence.statement_id': statement_id,
    },
  }));

/** What a credential record must say. */
export const expectedCredential = (
  { person, course, at_ms }: Happening,
  statement_id: string,
  facts: Facts,
): ExpectedOutput => ({
  topic: 'marketplace.credential',
  person: person.employee_id,
  facts: { assertion: 'asserted', statement_id, source: course.source, issued_at: at_ms, ...facts },
});
