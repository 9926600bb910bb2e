import { boolean, type Check, decimal, type JsonObject, object, text } from './check.ts';
import { extensions } from './extensions.ts';
import { type Fault, fault } from './fault.ts';
import { duration } from './formats.ts';

const scaledBeyond = fault('xapi_score', 'XAPI-00083', 'scaled from -1 to 1');
const rawBeyond = fault('xapi_score', 'XAPI-00082', 'raw from min to max');
const minNotBelow = fault('xapi_score', 'XAPI-00081', 'min below max');

const isConsistent = (score: JsonObject): Fault | null => {
  const { scaled, raw, min, max } = score as { readonly [name: string]: number | undefined };
  if (scaled !== undefined && (scaled < -1 || scaled > 1)) return scaledBeyond;
  if (min !== undefined && max !== undefined && min >= max) return minNotBelow;
  if (raw === undefined) return null;
  return (min !== undefined && raw < min) || (max !== undefined && raw > max) ? rawBeyond : null;
};

/** Data 2.4.5.1. */
const score = object(
  'XAPI-00079',
  {
    scaled: decimal('XAPI-00083'),
    raw: decimal('XAPI-00082'),
    min: decimal('XAPI-00081'),
    max: decimal('XAPI-00080'),
  },
  { together: isConsistent },
);

/** Data 2.4.5. */
export const result: Check = object('XAPI-00006', {
  score,
  success: boolean('XAPI-00074'),
  completion: boolean('XAPI-00075'),
  response: text('XAPI-00076'),
  duration,
  extensions: extensions('XAPI-00078'),
});
