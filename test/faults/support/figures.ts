import { appendFile } from 'node:fs/promises';
import type { Figures } from '../../../tools/faults/summary.ts';
import type { FindingCode } from '../../../tools/ledger/findings.ts';
import type { Proof } from './company.ts';

const LOST: readonly FindingCode[] = ['gap', 'uncovered', 'not_returned'];
const DOUBLED: readonly FindingCode[] = ['overlap', 'event_id_twice', 'dead_twice', 'parked_twice'];

const sum = (counts: Proof['ledger']['finding_counts'], codes: readonly string[]): number =>
  codes.reduce((total, code) => total + (counts[code as FindingCode] ?? 0), 0);

/**
 * Counts of a proof, by what they mean for a record.
 * @param planted findings that say nothing of the system, because the scenario made them
 */
export const countsOf = (
  { ledger, differences }: Proof,
  planted: Proof['ledger']['finding_counts'] = {},
): Pick<Figures, 'records' | 'lost' | 'doubled' | 'wrong'> => {
  const finding_counts = Object.fromEntries(
    Object.entries(ledger.finding_counts).map(([code, count]) => [code, count - (planted[code as FindingCode] ?? 0)]),
  );
  const others = Object.keys(finding_counts).filter((code) => ![...LOST, ...DOUBLED].includes(code as FindingCode));
  return {
    records: ledger.inputs.reduce((total, { records }) => total + records, 0),
    lost: sum(finding_counts, LOST),
    doubled: sum(finding_counts, DOUBLED),
    wrong: sum(finding_counts, others) + differences.length,
  };
};

/** Writes the figures as a line of JSON to the file that `FAULTS_FIGURES` names, if any. */
export const keepFigures = async (figures: Figures): Promise<void> => {
  const file = process.env['FAULTS_FIGURES'];
  if (file !== undefined) await appendFile(file, `${JSON.stringify(figures)}\n`);
};
