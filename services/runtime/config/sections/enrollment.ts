import { milliseconds } from '../kinds.ts';
import { defaulted, defineSection } from '../variable.ts';

const DAY_MS = 24 * 60 * 60_000;

/** How enrollments and completions are reconciled. */
export interface EnrollmentSettings {
  readonly drift_grace_ms: number;
}

/** Settings of the enrollment service. */
export const enrollment = defineSection({
  title: 'Enrollment',
  variables: {
    DRIFT_GRACE_MS: defaulted(milliseconds(1, 90 * DAY_MS), String(3 * DAY_MS), {
      description:
        'How long enrollment and learning may disagree about a member in a course before a drift record says so. Longer ' +
        'than the slower of the two takes to tell: three days bridge a weekend of nightly exports.',
    }),
  },
  build: (values): EnrollmentSettings => ({ drift_grace_ms: values.DRIFT_GRACE_MS }),
});
