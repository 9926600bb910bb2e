import { integer } from '../kinds.ts';
import { defaulted, defineSection } from '../variable.ts';

const DAY_MS = 24 * 60 * 60_000;
/** The marketplace topics keep their records for five years; what is gone from there need not be taken back. */
const WINDOW_MAX_DAYS = 5 * 365;

/** How voided statements are dealt with. */
export interface VoidingSettings {
  readonly window_ms: number;
}

/** Settings of the voiding service. */
export const voiding = defineSection({
  title: 'Voiding',
  variables: {
    VOIDING_WINDOW_DAYS: defaulted(integer(1, WINDOW_MAX_DAYS), '365', {
      description:
        'How many days after its publication a statement can be voided, and how long a voiding waits for its target. Redis ' +
        'keeps about 0.6 kB for each statement of that time that led to something.',
    }),
  },
  build: (values): VoidingSettings => ({ window_ms: values.VOIDING_WINDOW_DAYS * DAY_MS }),
});
