import { count, table } from '../../ledger/table.ts';
import { REFUSALS } from '../replay/decide.ts';
import type { Tally } from '../replay/tally.ts';

/** What a replay does or would do, for people. */
export const describeTally = ({ codes, refused, refused_letters }: Tally, verb: 'to send' | 'sent'): string => {
  if (codes.length === 0) return 'no dead letters';
  const rows = codes.map(({ input, code, send, replayed, refused: left_out }) => [
    input,
    code ?? '(unreadable)',
    ...[send, replayed, left_out].map(count),
  ]);
  const parts = [table(['input', 'code', verb, 'sent before', 'refused'], rows, [0, 1])];
  if (refused > 0) {
    parts.push(`${count(refused)} refused:`);
    parts.push(...refused_letters.map(({ at, code, why }) => `  ${at} ${code ?? '(unreadable)'}: ${REFUSALS[why]}`));
    if (refused > refused_letters.length) parts.push(`  and ${count(refused - refused_letters.length)} more`);
  }
  return parts.join('\n');
};
