import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mappingErrorCodes } from './error-codes.ts';
import { type FieldMapDeclaration, fieldMaps } from './fields/declarations.ts';
import { FIELDS } from './fields/row.ts';
import { loadMappings } from './index.ts';
import { fieldMapNames, files } from './loader/load.ts';
import { columnsOf, type FileFormat } from './loader/table.ts';
import { transforms } from './transforms/registry.ts';
import type { Transform, TransformExample } from './transforms/transform.ts';

/** The document for integrators: written by people around sections that the code knows best. */
export const documentPath = fileURLToPath(new URL('../docs/mappings.md', import.meta.url));

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text: string): string => `\`${text}\``;

/** Padded as the formatter of the repository pads, so that what is generated is formatted. */
const table = (header: readonly string[], body: readonly (readonly string[])[]): string => {
  const rows = [header, ...body].map((row) => row.map(cell));
  const widths = header.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (texts: readonly string[], fill: string): string =>
    `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...others] = rows.map((row) => line(row, ' '));
  return [
    head,
    line(
      header.map(() => ''),
      '-',
    ),
    ...others,
  ].join('\n');
};

const describeFile = (file: string, format: FileFormat): string =>
  [
    `### ${code(file)}`,
    format.summary,
    table(
      ['column', 'meaning'],
      Object.entries(columnsOf(format)).map(([name, description]) => [code(name), description]),
    ),
  ].join('\n\n');

const describeFieldMaps = (): string => {
  const declarations: Readonly<Record<string, FieldMapDeclaration>> = fieldMaps;
  const list = (names: readonly string[]): string => names.map(code).join(', ') || 'nothing';
  const rows = fieldMapNames.map((name) => {
    const { summary, reads, target, supplied, open } = declarations[name]!;
    return [code(`fields/${name}.csv`), summary, reads, code(target), list(supplied), list(open)];
  });
  return table(
    ['file', 'what it gives', 'reads', 'fills', 'the service supplies', 'and decides where left open'],
    rows,
  );
};

const describeOutcome = ({ gives }: TransformExample): string => {
  if (gives === 'nothing') return 'nothing: the field counts as absent';
  return 'output' in gives ? code(JSON.stringify(gives.output)) : `refused: ${code(gives.refusal)}`;
};

const describeTransform = (transform: Transform): string => {
  const { name, summary, parameters, examples } = transform;
  const call = ({ arguments: given }: TransformExample): string => (given ? `${name}(${given.join(', ')})` : name);
  const policy = ({ source }: TransformExample): string => (source ? code(JSON.stringify(source)) : '');
  const with_policy = examples.some((example) => example.source);
  const rows = examples.map((example) => [
    code(call(example)),
    ...(with_policy ? [policy(example)] : []),
    code(JSON.stringify(example.input)),
    describeOutcome(example),
  ]);
  const header = ['transform', ...(with_policy ? ['policy of the source'] : []), 'input', 'gives'];
  const details = parameters === null ? summary : `${summary}\n\nArguments: ${parameters}.`;
  return [`### ${code(name)}`, details, table(header, rows)].join('\n\n');
};

const sections: Readonly<Record<string, () => string>> = {
  files: () =>
    Object.entries(files)
      .map(([file, format]) => describeFile(file, format))
      .join('\n\n'),
  'field-maps': () => [describeFieldMaps(), describeFile('fields/*.csv', FIELDS)].join('\n\n'),
  transforms: () => [...transforms.values()].map(describeTransform).join('\n\n'),
  ambiguities: () => {
    const mappings = loadMappings();
    const rows = fieldMapNames.flatMap((name) =>
      mappings
        .fieldMap(name)
        .rows.flatMap(({ source_field, target_field, ambiguity }) =>
          ambiguity === null ? [] : [[code(`fields/${name}.csv`), code(source_field), code(target_field), ambiguity]],
        ),
    );
    return table(['file', 'field of the source', 'fills', 'what it could also mean, and how it is read'], rows);
  },
  deprecations: () => {
    const { deprecations } = loadMappings();
    if (deprecations.length === 0) return 'At present no row is deprecated.';
    const rows = deprecations.map(({ file, line, since, use_instead }) => [
      code(`${file}:${line}`),
      since,
      use_instead,
    ]);
    return table(['row', 'deprecated since', 'use instead'], rows);
  },
  'error-codes': () =>
    table(
      ['code', 'what it means', 'what to do'],
      Object.entries(mappingErrorCodes).map(([name, { summary, what_to_do }]) => [code(name), summary, what_to_do]),
    ),
};

/**
 * The document with its generated sections, between `<!-- generated: name -->` and `<!-- end -->`, written anew.
 * @throws when it lacks one of them
 */
export const renderDocument = (current: string = readFileSync(documentPath, 'utf8')): string =>
  Object.entries(sections).reduce((text, [name, render]) => {
    const start = `<!-- generated: ${name} -->`;
    const from = text.indexOf(start);
    const to = text.indexOf('<!-- end -->', from);
    if (from === -1 || to === -1) throw new Error(`docs/mappings.md has no section "${start}"`);
    return `${text.slice(0, from)}${start}\n\n${render()}\n\n${text.slice(to)}`;
  }, current);
