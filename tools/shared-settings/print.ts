import Table from 'cli-table3';
import type { SharedSettingRecord } from '../../schemas/types.generated.ts';
import { formatTime, shortened } from '../cli/text.ts';

/** What is recorded of a setting; null in place of a value that is not shown. */
export type Recorded = Omit<SharedSettingRecord, 'value'> & { readonly value: string | null };

const WIDTH_MAX = 60;

/** The recorded settings as a table for people. */
export const describeRecorded = (recorded: readonly Recorded[]): string => {
  if (recorded.length === 0) return 'nothing is recorded: no service has started yet';
  const table = new Table({
    head: ['setting', 'scope', 'value', 'since', 'by', 'why'],
    style: { head: [], border: [] },
  });
  for (const { setting, scope, value, recorded_at, recorded_by, reason } of recorded) {
    const shown = value === null ? '(secret)' : shortened(value, WIDTH_MAX);
    const words = [setting, scope, shown, formatTime(recorded_at), recorded_by, reason];
    table.push(words.map((word) => shortened(word, WIDTH_MAX)));
  }
  return table.toString();
};
