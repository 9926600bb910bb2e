import type { Completion } from '../../../schemas/types.generated.ts';
import type { Statement } from '../xapi/types.ts';

const WAIVED = 'https://w3id.org/xapi/adl/verbs/waived';
const REASON = 'https://w3id.org/xapi/cmi5/result/extensions/reason';

type WaivedReason = NonNullable<Completion['waived_reason']>;

/** The words that cmi5 proposes (9.5.5.2); systems write them in their own case and spacing. */
const REASONS: Readonly<Record<string, WaivedReason>> = {
  'tested out': 'tested_out',
  'equivalent au': 'equivalent_au',
  'equivalent outside activity': 'equivalent_outside_activity',
  administrative: 'administrative',
};

/** Why a unit was waived. Words of a system's own may be personal, and are not passed on. */
export const waivedReasonOf = ({ verb, result }: Statement): WaivedReason | null => {
  if (verb.id !== WAIVED) return null;
  const reason = result?.extensions?.[REASON];
  if (typeof reason !== 'string') return null;
  const word = reason.trim().replace(/\s+/g, ' ').toLowerCase();
  return Object.hasOwn(REASONS, word) ? REASONS[word]! : 'other';
};
