import { readSchema } from '../../schemas/index.ts';
import type { FaultList } from '../loader/faults.ts';
import type { Sources } from '../loader/sources.ts';
import type { Table } from '../loader/table.ts';
import { type Lookups, Refusal, type Step } from '../transforms/transform.ts';
import type {
  CompiledMap,
  FieldMap,
  FieldMapName,
  FieldMapRow,
  Mapped,
  MappedFields,
  MappingContext,
  MappingRejection,
} from '../types.ts';
import { fieldsOf, type TargetField } from './avro.ts';
import { type FieldMapDeclaration, fieldMaps, targetSchemas } from './declarations.ts';
import { type CompiledRow, compileRow, type FIELDS, type RowScope } from './row.ts';
import { checkSample } from './sample.ts';

export interface FieldMapInputs {
  readonly lookups: Lookups;
  readonly sources: Pick<Sources, 'get' | 'declares'>;
  readonly faults: FaultList;
}

/** Checks a field map that services read against source and target, executes its samples, and compiles it. */
export const loadFieldMap = <Name extends FieldMapName>(
  name: Name,
  table: Table<keyof typeof FIELDS.columns>,
  inputs: FieldMapInputs,
): FieldMap<Name> => {
  const { source, target: topic, supplied, open }: FieldMapDeclaration = fieldMaps[name];
  const targets = fieldsOf(readSchema(targetSchemas[topic]));
  const scope = { shape: source(), topic, targets, supplied, open, guesses: 'refuse' } as const;
  return compileFieldMap<MappedFields[Name]>(table, scope, inputs);
};

/** As `loadFieldMap`, between any source and target. */
export const compileFieldMap = <Fields extends object>(
  table: Table<keyof typeof FIELDS.columns>,
  given: Omit<RowScope, 'lookups'>,
  { lookups, sources, faults }: FieldMapInputs,
): CompiledMap<Fields> => {
  const { topic, targets, supplied } = given;
  const rows = table.rows.flatMap((row) => compileRow(row, { ...given, lookups }) ?? []);
  for (const row of rows) checkSample(row, sources, faults);

  const filled = [...targets.values()].filter((target) => !supplied.includes(target.name));
  const mentioned = new Set(table.rows.map((row) => row.target_field.text));
  for (const target of filled) {
    if (mentioned.has(target.name) || target.default !== undefined) continue;
    const expected = `a row for ${target.name}, as every record of ${topic} has it`;
    faults.add({ file: table.file, line: 1, column: 1, field: null, value: target.name, expected });
  }
  checkRequired(rows);
  return { version: table.version, rows: rows.map(describeRow), apply: compile<Fields>(filled, rows) };
};

const describeRow = ({ row, target, required, read, questions }: CompiledRow): FieldMapRow => ({
  line: row.source_field.line,
  source_field: row.source_field.text,
  target_field: target.name,
  required,
  ambiguity: row.ambiguity.text || null,
  guess: row.guess.text || null,
  questions,
  read,
});

/** Rows that fill one target are alternatives, so they agree on whether it must have a value. */
const checkRequired = (rows: readonly CompiledRow[]): void => {
  const first = new Map<string, CompiledRow>();
  for (const compiled of rows) {
    const earlier = first.get(compiled.target.name) ?? compiled;
    first.set(compiled.target.name, earlier);
    if (earlier.required !== compiled.required) {
      compiled.row.required.fault(`${earlier.row.required.text}, as in line ${earlier.row.required.line}`);
    }
  }
};

interface Alternative {
  readonly path: string;
  readonly read: (source: unknown, context: MappingContext) => unknown;
  readonly step: Step;
}

interface Filling {
  readonly name: string;
  readonly alternatives: readonly Alternative[];
  readonly required: boolean;
  /** What the target field is where no row finds a value. */
  readonly otherwise: () => unknown;
}

const jsonPath = (source_field: string): string => {
  if (source_field.startsWith('$')) return source_field;
  return source_field.startsWith('[') ? `$${source_field}` : `$.${source_field}`;
};

const fillingOf = (target: TargetField, rows: readonly CompiledRow[]): Filling => {
  const value = target.default ?? null;
  return {
    name: target.name,
    alternatives: rows.map(({ row, read, step }) => ({ path: jsonPath(row.source_field.text), read, step })),
    required: rows.some((row) => row.required),
    otherwise: Array.isArray(value) ? () => [...value] : () => value,
  };
};

const rejected = ({ code, reason, path }: Refusal, place: string): MappingRejection => ({
  kind: 'rejected',
  code,
  reason,
  path: `${place}${path}`,
});

const MISSING = new Refusal('field_missing', 'required, and absent or null');

/** Tells a rejection apart from a value, whatever the value is. */
class Failure {
  readonly rejection: MappingRejection;

  constructor(rejection: MappingRejection) {
    this.rejection = rejection;
  }
}

/** Value of a target field, or what is wrong with it. */
const fill = ({ alternatives, required, otherwise }: Filling, source: unknown, context: MappingContext): unknown => {
  for (const { path, read, step } of alternatives) {
    const value = read(source, context);
    if (value === undefined || value === null) continue;
    const result = step(value, context);
    if (result instanceof Refusal) return new Failure(rejected(result, path));
    if (result !== undefined) return result;
  }
  return required ? new Failure(rejected(MISSING, alternatives[0]?.path ?? '$')) : otherwise();
};

const compile = <Fields extends object>(
  filled: readonly TargetField[],
  rows: readonly CompiledRow[],
): CompiledMap<Fields>['apply'] => {
  const fillings = filled.map((target) =>
    fillingOf(
      target,
      rows.filter((row) => row.target.name === target.name),
    ),
  );
  // Copying an object that has all fields is several times faster than adding them to an empty one.
  const blank: Readonly<Record<string, unknown>> = Object.fromEntries(filled.map(({ name }) => [name, null]));
  return (source, context): Mapped<Fields> | MappingRejection => {
    const fields = { ...blank };
    for (const filling of fillings) {
      const value = fill(filling, source, context);
      if (value instanceof Failure) return value.rejection;
      fields[filling.name] = value;
    }
    return { kind: 'mapped', fields: fields as Fields };
  };
};
