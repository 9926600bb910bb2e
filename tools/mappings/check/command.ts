import { join } from 'node:path';
import { type ExportMapFile, exportMapFiles } from '../../../mappings/exports/directory.ts';
import { loadExportMap } from '../../../mappings/exports/load.ts';
import { exportKinds } from '../../../mappings/exports/targets.ts';
import { loadMappings, MappingError, type Mappings } from '../../../mappings/index.ts';
import type { Io } from '../cli.ts';
import { type Fixture, readFixtures } from '../fixtures/read.ts';
import { checkCoverage } from './coverage.ts';
import { type CheckExportFlags, checkExport } from './export.ts';
import { type Finding, note, wrong } from './finding.ts';
import { checkFixtures } from './fixtures.ts';
import { checkRules } from './rules.ts';

export interface CheckFlags extends Omit<CheckExportFlags, 'export'> {
  readonly export?: string;
  readonly json: boolean;
}

const faultsOf = (error: unknown, folder = ''): readonly Finding[] => {
  if (!(error instanceof MappingError)) throw error;
  return error.faults.map((fault) => {
    const { code, line, column, field, value, expected } = fault;
    const file = `${folder}${fault.file}`;
    const where = field === null ? '' : `${field}: `;
    const message = `${code ? `${code}: ` : ''}${where}${JSON.stringify(value)}: expected ${expected}`;
    return { ...wrong(`${file}:${line}:${column}`, message), fault: { ...fault, file } };
  });
};

/** Export maps that do not load, as rows of them are wrong, or nobody has confirmed them. */
const checkExportMaps = (files: readonly ExportMapFile[], directory: string, mappings: Mappings): readonly Finding[] =>
  files.flatMap(({ file, source, kind }) => {
    if (kind === null)
      return [
        wrong(`exports/${file}`, `expected a name <source>.<kind>.csv, the kind one of ${exportKinds.join(', ')}`),
      ];
    if (mappings.source(source) === undefined)
      return [
        wrong(`exports/${file}`, `expected a name <source>.<kind>.csv, the source one of sources.csv: nobody reads it`),
      ];
    try {
      loadExportMap(join(directory, 'exports', file), kind, mappings);
      return [];
    } catch (error) {
      return faultsOf(error, 'exports/');
    }
  });

const checkDeprecations = ({ deprecations }: Mappings): readonly Finding[] =>
  deprecations.map(({ file, line, since, use_instead }) =>
    note(`${file}:${line}`, `is deprecated since ${since}: use ${use_instead}`),
  );

const checkRepairs = ({ repairRows }: Mappings): readonly Finding[] =>
  repairRows
    .filter(({ has_sample }) => !has_sample)
    .map(({ line, repair }) => note(`repairs.csv:${line}`, `has no sample: nothing shows what ${repair} does`));

interface Checked {
  readonly findings: readonly Finding[];
  /** What was looked at, in words. */
  readonly seen: readonly string[];
}

const checkLoaded = (mappings: Mappings, directory: string): Checked => {
  const fixtures: readonly Fixture[] = readFixtures(directory);
  const maps = exportMapFiles(directory);
  return {
    findings: [
      ...checkFixtures(fixtures, mappings),
      ...checkRules(mappings),
      ...checkRepairs(mappings),
      ...checkExportMaps(maps, directory, mappings),
      ...checkDeprecations(mappings),
      ...checkCoverage(fixtures, mappings),
    ],
    seen: [
      'all mapping files load, and their samples hold',
      `${fixtures.length} fixtures`,
      `${mappings.learningRules.length} learning rules`,
      `${maps.length} export maps`,
    ],
  };
};

/** People see so many names of a kind; programs see all. */
const NAMES_MAX = 15;

/** With an export: also what of it the mappings do not know. */
const check = async ({ export: file, ...flags }: CheckFlags, io: Io): Promise<Checked> => {
  let mappings: Mappings;
  try {
    mappings = loadMappings(flags.mappings, { exports: 'leave' });
  } catch (error) {
    return { findings: faultsOf(error), seen: ['the mapping files do not load'] };
  }
  const { findings, seen } = checkLoaded(mappings, flags.mappings);
  if (file === undefined) return { findings, seen };
  const told = await checkExport(
    { ...flags, export: file, ...(flags.json ? {} : { names_max: NAMES_MAX }) },
    mappings,
    io,
  );
  return {
    findings: [...findings, ...told.findings],
    seen: [...seen, `${told.rows.toLocaleString('en')} rows of ${file}`],
  };
};

const count = (number: number, what: string): string => `${number} ${what}`;

/**
 * `mappings check`: looks at everything that can be told without data, and at an export where one is given.
 * @returns exit code: 1 when anything is wrong
 * @throws CommandError, MappingError when the export cannot be read
 */
export const runCheck = async (flags: CheckFlags, io: Io): Promise<number> => {
  const { findings, seen } = await check(flags, io);
  const faults = findings.filter(({ level }) => level === 'wrong').length;
  const lines = flags.json
    ? findings.map((finding) => JSON.stringify(finding))
    : [
        ...findings.map(({ level, place, message }) => `${level === 'wrong' ? '✗' : '!'} ${place}: ${message}`),
        ...(findings.length > 0 ? [''] : []),
        `Looked at: ${seen.join('; ')}.`,
        `${count(faults, 'wrong')}, ${count(findings.length - faults, 'worth a look')}.`,
      ];
  for (const line of lines) io.out.write(`${line}\n`);
  return faults > 0 ? 1 : 0;
};
