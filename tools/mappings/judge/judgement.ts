import type { OutputRecord } from '../../../services/runtime/service.ts';

/** What a row as it stands leads to, and all that its service says. */
export type Judgement =
  | { readonly outcome: 'published'; readonly rule: string; readonly records: readonly OutputRecord[] }
  | { readonly outcome: 'ignored'; readonly rule: string }
  | {
      readonly outcome: 'refused';
      readonly code: string;
      /** Never holds personal data. */
      readonly reason: string;
      /** JSON path in the record; `$` where it is no one field. */
      readonly path: string;
    };

export const outcomes = ['published', 'ignored', 'refused'] as const satisfies readonly Judgement['outcome'][];

/** As the learning service names what completes a course that has no skills; repairs may follow. */
const UNMAPPED_COURSE = /\/unmapped-course(?=[/+]|$)/;

/** Whether a course is evidence of nothing, as no row of `course-skills.csv` names it. */
export const isOfUnmappedCourse = (rule: string): boolean => UNMAPPED_COURSE.test(rule);
