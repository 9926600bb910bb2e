import { topology } from '../../../../topology/topology.ts';
import { integer } from '../kinds.ts';
import { defaulted, defineSection, optional } from '../variable.ts';

const DAY_MS = 24 * 60 * 60_000;
/** The marketplace topics keep their records for five years; what is gone from there need not be taken back. */
const WINDOW_MAX_DAYS = 5 * 365;
/** How long `learning.voided` keeps its records: so late a registration may hear that a statement of it is voided. */
const LATE_DAYS = topology.topics['learning.voided'].retention_ms! / DAY_MS;
const LATE_DEFAULT_DAYS = 35;

/** How voided statements are dealt with. */
export interface VoidingSettings {
  readonly window_ms: number;
  readonly registration_window_ms: number;
}

/** Settings of the voiding service, and of what of it concerns the learning service. */
export const voiding = defineSection({
  title: 'Voiding',
  variables: {
    VOIDING_WINDOW_DAYS: defaulted(integer(1, WINDOW_MAX_DAYS), '365', {
      description:
        'How many days after its publication a statement can be voided, and how long a voiding waits for its target. Redis ' +
        'keeps about 0.6 kB for each statement of that time that led to something.',
    }),
    REGISTRATION_WINDOW_DAYS: optional(integer(1, WINDOW_MAX_DAYS + LATE_DEFAULT_DAYS), {
      description:
        'How many days after its newest statement a cmi5 registration is remembered, in which some statements count only ' +
        `once: at least ${LATE_DAYS} more than \`VOIDING_WINDOW_DAYS\`, so that it hears of voidings that are handled late. By ` +
        `default ${LATE_DEFAULT_DAYS} more. Redis keeps about 2 kB for each registration of that time that was launched, ` +
        'completed and passed.',
    }),
  },
  build: (values, { fault }): VoidingSettings => {
    const { VOIDING_WINDOW_DAYS, REGISTRATION_WINDOW_DAYS = VOIDING_WINDOW_DAYS + LATE_DEFAULT_DAYS } = values;
    if (REGISTRATION_WINDOW_DAYS < VOIDING_WINDOW_DAYS + LATE_DAYS) {
      fault({
        variable: 'REGISTRATION_WINDOW_DAYS',
        problem: `is ${REGISTRATION_WINDOW_DAYS}, and VOIDING_WINDOW_DAYS is ${VOIDING_WINDOW_DAYS}`,
        expected: `at least ${LATE_DAYS} days more than VOIDING_WINDOW_DAYS`,
      });
    }
    return {
      window_ms: VOIDING_WINDOW_DAYS * DAY_MS,
      registration_window_ms: REGISTRATION_WINDOW_DAYS * DAY_MS,
    };
  },
});
