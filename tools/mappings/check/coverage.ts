import type { Mappings } from '../../../mappings/index.ts';
import type { Fixture } from '../fixtures/read.ts';
import { type Finding, note } from './finding.ts';

/** Sources of which no fixture tells, and learning systems whose enrollments would all be refused. */
export const checkCoverage = (fixtures: readonly Fixture[], mappings: Mappings): readonly Finding[] => {
  const told = new Set(fixtures.map(({ source }) => source));
  const words_of = new Set(mappings.enrollmentWords.map(({ source }) => source));
  return mappings.sources.flatMap(({ id, kind }): readonly Finding[] => [
    ...(told.has(id) ? [] : [note('sources.csv', `no fixture tells of ${id}`)]),
    ...(kind === 'lms' && !words_of.has(id) && !mappings.sendsNoEnrollments(id)
      ? [note('enrollment-status.csv', `has no word of ${id}: all its enrollments would be refused`)]
      : []),
  ]);
};
