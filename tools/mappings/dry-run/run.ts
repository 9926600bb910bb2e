import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Inspector } from '../judge/inspect.ts';
import { judgeContent, type RowContext } from '../judge/rows.ts';
import type { Progress } from '../progress.ts';
import type { RowSource } from '../read/row.ts';
import { asConfirmed, type OpenGuess, type Outcome } from './confirm.ts';
import { rowJson, rowLines } from './print-row.ts';
import { totalsJson, totalsLines } from './print-totals.ts';
import { Repeats } from './repeats.ts';
import { Totals } from './totals.ts';

export type Shown = 'some' | 'all' | 'refused' | 'none';

export interface DryRunOptions {
  readonly json: boolean;
  readonly personal: boolean;
  /** Which rows are printed; `some` are the first of each outcome, and of each code. */
  readonly show: Shown;
}

/** How many rows of a kind `some` are. */
const SOME = 3;

/** Decides which rows people get to see. */
const createFilter = (show: Shown): ((judgement: Outcome) => boolean) => {
  const seen = new Map<string, number>();
  return (judgement) => {
    if (show === 'all') return true;
    if (show === 'refused') return judgement.outcome === 'refused';
    if (show === 'none') return false;
    const kind = judgement.outcome === 'refused' ? judgement.code : `${judgement.outcome} ${judgement.rule}`;
    const count = seen.get(kind) ?? 0;
    if (count < SOME && seen.size < 1_000) seen.set(kind, count + 1);
    return count < SOME;
  };
};

/**
 * Judges row after row, and prints what becomes of them, then the totals. Holds one row at a time.
 * @returns what was counted
 */
export const dryRun = async (
  source: RowSource,
  context: RowContext,
  inspector: Inspector,
  guesses: readonly OpenGuess[],
  options: DryRunOptions,
  out: Writable,
  progress: Progress,
): Promise<Totals> => {
  const totals = new Totals(guesses, new Repeats(context.kind, context.map, source.format === 'csv'));
  const isShown = createFilter(options.show);
  const print = async (text: string): Promise<void> => {
    if (!out.write(`${text}\n`)) await once(out, 'drain');
  };
  for await (const row of source.rows) {
    const judged = judgeContent(row, context);
    const { raw } = judged;
    const judgement = asConfirmed(judged.judgement, guesses);
    totals.add(raw, judgement);
    totals.repeats.add(row, raw, context);
    const published = judgement.outcome === 'published' || judgement.outcome === 'unconfirmed';
    const ambiguous = published ? inspector.ambiguous(raw, judgement.records, context) : [];
    const unmapped = published && row.content.kind === 'value' ? inspector.unmapped(row.content.value) : [];
    totals.addFields(ambiguous, unmapped);
    if (options.json) await print(rowJson(row, judgement, { ambiguous, unmapped }, options.personal));
    else if (isShown(judgement))
      await print(rowLines(`${source.counts} ${row.at}`, judgement, options.personal).join('\n'));
    progress.tell(totals.rows, source.bytes_read());
  }
  progress.end();
  await print(options.json ? JSON.stringify(totalsJson(totals)) : totalsLines(totals, source.counts).join('\n'));
  return totals;
};
