import type { EnrollmentChange } from '../../schemas/types.generated.ts';
import { type CourseEvidence, type ExpectedOutput, published } from './expectation.ts';
import type { Happening, Standing } from './happening.ts';
import { keyOf, nameInEnrollments } from './learner-names.ts';
import type { Draft } from './raw-record.ts';

/** Tells of a new standing in a course, in the word of the learning system. */
export const enrollmentDraft = (happening: Happening, standing: Standing, word: string): Draft => {
  const { person, course, random, at_ms, received_at_ms } = happening;
  const learner = nameInEnrollments(person, course.source);
  const value: EnrollmentChange = {
    event_id: random.uuid(),
    source: course.source,
    learner,
    course_id: course.local_id,
    course_name: course.name,
    status: word,
    occurred_at: at_ms,
    received_at: received_at_ms,
  };
  const facts = {
    course_id: course.id,
    enrollment_state: standing,
    source_status: word,
    source: course.source,
    changed_at: at_ms,
  };
  const resolved: ExpectedOutput = {
    topic: 'enrollment.resolved',
    person: person.employee_id,
    facts: { ...facts, course_name: course.name },
  };
  const evidence: CourseEvidence = {
    person: person.employee_id,
    course_id: course.id,
    at_ms,
    says: standing,
    word,
    source: course.source,
  };
  return {
    topic: 'raw.enrollment',
    key: keyOf(learner),
    payload: { kind: 'sound', topic: 'raw.enrollment', value },
    fault: null,
    expect: published([resolved], { evidence: [evidence] }),
  };
};
