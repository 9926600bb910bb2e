import type { FunctionTime } from './self-time.ts';

const TOP = 40;

/** The functions with the most self time, as lines. */
export const describeProfile = (functions: readonly FunctionTime[]): string => {
  const lines = functions
    .slice(0, TOP)
    .map(({ name, place, share }) => `${(share * 100).toFixed(2).padStart(6)} %  ${name.padEnd(32)} ${place}`);
  return ['Where the main thread of the service spends its time (self time, start-up left out)', ...lines].join('\n');
};
