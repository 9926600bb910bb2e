import { count, table } from '../../ledger/table.ts';
import { REFUSALS } from './decide.ts';
import type { Tally } from './tally.ts';

/** What a recall does or would do, for people. */
export const describeTally = (tally: Tally, verb: 'to send' | 'sent'): string => {
  const { reasons, refused, refused_aliases, gone } = tally;
  const parts = gone.map((name) => `${name}: nothing waits there any more`);
  if (reasons.length === 0) return [...parts, 'no parked records'].join('\n');
  const head = ['service', 'reason', verb === 'sent' ? 'aliases recalled' : 'aliases to recall', 'their records'];
  const rows = reasons.map(({ service, reason, send, records, under_way, refused: left_out }) => [
    service ?? '(expired)',
    reason ?? '',
    ...[send, records, under_way, left_out].map(count),
  ]);
  parts.push(table([...head, 'on their way', 'refused'], rows, [0, 1]));
  if (refused > 0) {
    parts.push(`${count(refused)} refused:`);
    parts.push(...refused_aliases.map(({ alias, attempt, why }) => `  ${alias} attempt ${attempt}: ${REFUSALS[why]}`));
    if (refused > refused_aliases.length) parts.push(`  and ${count(refused - refused_aliases.length)} more`);
  }
  return parts.join('\n');
};
