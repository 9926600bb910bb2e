import { FINDINGS } from '../../ledger/findings.ts';
import { count, ledgerTable } from '../../ledger/table.ts';
import type { DemoResult } from '../run.ts';
import type { SampleRecord } from '../samples.ts';
import type { Screen } from '../screen.ts';
import { deadTable, expectedTable, faultsTable } from './tables.ts';

const DIFFERENCES_MAX = 20;

const printSamples = ({ print, style }: Screen, samples: ReadonlyMap<string, readonly SampleRecord[]>): void => {
  print(style('bold', 'What a marketplace team reads: complete records of each topic'));
  for (const [topic, records] of samples) {
    for (const { partition, offset, ...record } of records) {
      print(`\n${style('bold', topic)} partition ${partition}, offset ${offset}`);
      print(JSON.stringify(record, null, 2));
    }
    if (records.length === 0) print(`\n${style('bold', topic)} is empty`);
  }
};

const printLedger = ({ print, style }: Screen, { verification: { ledger }, expected }: DemoResult): void => {
  const waiting = ledger.inputs.reduce((sum, input) => sum + input.waiting, 0);
  print(style('bold', 'What the simulator put in to make it hard'));
  print(faultsTable(expected));
  print();
  print(style('bold', 'What was refused, by the code of the dead letter'));
  print(deadTable(ledger));
  print();
  print(style('bold', 'The ledger, counted from the topics: every record ends in exactly one state'));
  print(ledgerTable(ledger));
  print(
    `A parked record comes back when its person is known or its deadline passes, and is counted again. ${waiting} wait.`,
  );
  print();
  print(style('bold', 'What the simulator knows must become of its records / what became of them'));
  print(expectedTable(expected, ledger));
};

const printFaults = ({ print, style }: Screen, { verification: { ledger, differences }, lags }: DemoResult): void => {
  for (const [code, number] of Object.entries(ledger.finding_counts)) {
    print(style('red', `${count(number)} × ${code}: ${FINDINGS[code as keyof typeof FINDINGS]}`));
    for (const finding of ledger.findings.filter((one) => one.code === code)) {
      print(`  ${finding.where}: ${finding.detail}`);
    }
  }
  if (differences.length > 0) print(style('red', `${count(differences.length)} differences from what must come out`));
  for (const { where, expected, found } of differences.slice(0, DIFFERENCES_MAX)) {
    print(`  ${where}: expected ${expected}; found ${found}`);
  }
  if (differences.length > DIFFERENCES_MAX) print(`  … and ${count(differences.length - DIFFERENCES_MAX)} more`);
  for (const { service, records, seconds } of lags.filter((lag) => lag.records > 0 || lag.seconds > 0)) {
    print(style('red', `${service} is ${count(records)} records, ${seconds} s behind`));
  }
};

const rate = (records: number, duration_ms: number): string => `${count(Math.round(records / (duration_ms / 1000)))}/s`;

/** Prints what happened and whether it is right, for people who see it for the first time. */
export const printReport = (screen: Screen, result: DemoResult): void => {
  const { print, style } = screen;
  const { fed, handled_ms, right, verification, samples } = result;
  const written = Object.entries(verification.ledger.outputs).filter(([topic]) => samples.has(topic));
  print();
  printSamples(screen, samples);
  print();
  printLedger(screen, result);
  print();
  print(
    `Throughput: ${count(fed.records)} records sent in ${(fed.duration_ms / 1000).toFixed(1)} s (${rate(fed.records, fed.duration_ms)}), ` +
      `all read ${(handled_ms / 1000).toFixed(1)} s after the first was sent (${rate(fed.records, handled_ms)} through all services).`,
  );
  print(`Published: ${written.map(([topic, number]) => `${count(number)} ${topic}`).join(', ')}.`);
  print();
  printFaults(screen, result);
  const verdict = right
    ? style(
        'green',
        `RIGHT: ${count(fed.records)} records in, each ended in exactly one state, and what came out is what must come out. Lag is zero.`,
      )
    : style('red', 'WRONG: see above.');
  print(style('bold', verdict));
};
