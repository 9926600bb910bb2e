import { type RepairActionName, repairActions } from '../repairs/actions.ts';
import { type Place, parsePlace } from '../repairs/place.ts';
import { createRepair, type RepairStep } from '../repairs/repair.ts';
import { isExpected, mendSample } from '../repairs/sample.ts';
import type { Mappings, Repair, RepairRow } from '../types.ts';
import { choice, complete, createDuplicateCheck, slug } from './cells.ts';
import type { Sources } from './sources.ts';
import type { Cell, FileFormat, Row, Table } from './table.ts';

const ACTIONS = Object.keys(repairActions) as readonly RepairActionName[];
const describeActions = (): string => ACTIONS.map((name) => `\`${name}\`: ${repairActions[name].summary}`).join('; ');

export const REPAIRS = {
  summary:
    'What a known system is known to send wrong, and how it is read all the same. Applies to the statements of the source of its row and of no other; each use is counted, under the name of the rule with `+` and the name of the repair. Bytes are kept as they came: only what is read is mended.',
  columns: {
    source: 'Id of the learning system that sends it wrong.',
    repair: 'Name of the repair. Rows that mend one fault in several places share it.',
    place:
      'Where it stands in a statement: `object.objectType`, or `context.contextActivities.parent[].objectType` for each item of a list.',
    action: `What is done: ${describeActions()}.`,
    from: 'What is found there; empty where the action does not ask for it.',
    to: 'What it becomes; empty where the action does not ask for it.',
    sample:
      'What the row finds at its place, as JSON. Executed at every start; empty: nothing shows what the row does.',
    sample_result: 'What becomes of the sample, as JSON; empty where it is taken away.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof REPAIRS.columns;

const place = (cell: Cell): Place | undefined => {
  const parsed = parsePlace(cell.text);
  if (parsed !== null) return parsed;
  cell.fault('a place such as result.score, or context.contextActivities.parent[].objectType');
  return undefined;
};

/** A cell that the action reads has a value; one that it does not read is empty. */
const operand = (cell: Cell, action: RepairActionName | undefined, column: 'from' | 'to'): string | undefined => {
  if (action === undefined) return cell.text;
  const reads: readonly string[] = repairActions[action].reads;
  if (reads.includes(column) === (cell.text !== '')) return cell.text;
  cell.fault(reads.includes(column) ? `a value, which ${action} needs` : `nothing, as ${action} does not ask for it`);
  return undefined;
};

const json = (cell: Cell): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(cell.text) };
  } catch {
    cell.fault('JSON');
    return undefined;
  }
};

/** Executes a row on its sample; adds a fault when anything else comes out. */
const checkSample = ({ sample, sample_result }: Row<Column>, step: RepairStep): void => {
  if (sample.text === '') {
    if (sample_result.text !== '') sample_result.fault('nothing, as there is no sample');
    return;
  }
  const given = json(sample);
  const expected = sample_result.text === '' ? { value: undefined } : json(sample_result);
  if (given === undefined || expected === undefined) return;
  const mended = mendSample(step, given.value);
  if (mended.kind === 'untouched') sample.fault('a sample in which the row finds what it mends');
  else if (!isExpected(mended, expected.value)) {
    sample_result.fault(mended.kind === 'value' ? JSON.stringify(mended.value) : 'nothing, as the row takes it away');
  }
};

const readRow = (row: Row<Column>): (RepairStep & { readonly name: string }) | undefined => {
  const action = choice(row.action, ACTIONS);
  const read = {
    name: slug(row.repair),
    place: place(row.place),
    action,
    from: operand(row.from, action, 'from'),
    to: operand(row.to, action, 'to'),
  };
  return complete(read) ? read : undefined;
};

const SCORE_PARTS = ['scaled', 'raw', 'min', 'max'] as const;
/** What `quoted_numbers` of `sources.csv` allows, done and counted as a repair. */
const QUOTED_NUMBERS = createRepair(
  'quoted-numbers',
  SCORE_PARTS.map((part) => ({ place: parsePlace(`result.score.${part}`)!, action: 'number', from: '', to: '' })),
);

const NONE: readonly Repair[] = [];
const NUMBERS_ONLY: readonly Repair[] = [QUOTED_NUMBERS];

export const loadRepairs = (table: Table<Column>, sources: Sources): Pick<Mappings, 'repairsOf' | 'repairRows'> => {
  const isDuplicate = createDuplicateCheck('mend of a place');
  const steps = new Map<string, Map<string, RepairStep[]>>();
  const rows: RepairRow[] = [];
  for (const row of table.rows) {
    const source = row.source.text;
    if (sources.declares(source)) {
      if (sources.get(source)?.kind === 'hris') row.source.fault('a learning system: repairs are for statements');
    } else row.source.fault('a source of sources.csv');
    const read = readRow(row);
    const key = [source, row.place.text, row.action.text, row.from.text].join(' ');
    if (!read || isDuplicate(row.place, key)) continue;
    checkSample(row, read);
    rows.push({ line: row.repair.line, repair: read.name, has_sample: row.sample.text !== '' });
    const repairs = steps.get(source) ?? new Map<string, RepairStep[]>();
    steps.set(source, repairs.set(read.name, [...(repairs.get(read.name) ?? []), read]));
  }
  const listed = new Map(
    [...steps].map(([source, repairs]) => [source, [...repairs].map(([name, rows]) => createRepair(name, rows))]),
  );
  const withNumbers = new Map([...listed].map(([source, repairs]) => [source, [QUOTED_NUMBERS, ...repairs]]));
  return {
    repairsOf: ({ id, quoted_numbers }) =>
      quoted_numbers === 'accept' ? (withNumbers.get(id) ?? NUMBERS_ONLY) : (listed.get(id) ?? NONE),
    repairRows: rows,
  };
};
