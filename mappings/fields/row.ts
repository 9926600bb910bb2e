import { choice } from '../loader/cells.ts';
import type { Cell, FileFormat, Row } from '../loader/table.ts';
import { transforms } from '../transforms/registry.ts';
import { type Lookups, Refusal, type Step, type Transform, type ValueType } from '../transforms/transform.ts';
import type { TargetField } from './avro.ts';
import { compilePath, type Path, parsePath } from './path.ts';
import { type Call, parsePipeline } from './pipeline.ts';
import { checkPath, type Shape } from './shape.ts';

export const FIELDS = {
  summary:
    'One row for each field of the source that fills a field of the target. Where several rows fill the same target, the first that finds a value counts.',
  columns: {
    source_field:
      "Where the value stands: `result.score`, `attachments[0]`, `result.extensions['https://…']`, `attachments[usageType='https://…'].fileUrl` for the one that fits; `$` is the whole object, `$received_at` when the record was taken in, `$issuer` the issuer of the source, `$course` the course that a statement says its activity is part of.",
    target_field: 'Field of the target topic.',
    type: 'Its type: `string`, `number`, `integer`, `boolean`, `timestamp`, or the name of a record or enum of the schema, with `[]` for a list.',
    required: '`yes`: a record without it is refused; `no`: the target field is left empty.',
    transform: 'What is done to the value: transforms of the list below, joined by `|`, arguments in parentheses.',
    sample_input:
      'A value as the source gives it; executed at each start. Text as it is, everything else as JSON, moments in milliseconds as ISO 8601.',
    sample_output: 'What must come out of it, written likewise.',
    sample_source: 'Source whose policy the sample is for, where a transform depends on it.',
    ambiguity:
      'For a field that people and systems take for different things: what it could also mean, and why it is read so. Empty: there is no doubt.',
    guess:
      'What `mappings init` guessed the row from. Empty: somebody has checked it; only such rows may stand in a map that services read.',
  },
  optional: ['ambiguity', 'guess'],
} as const satisfies FileFormat;

export type FieldRow = Row<keyof typeof FIELDS.columns>;

/** A row that is sound: reads one place and transforms what it finds. */
export interface CompiledRow {
  readonly row: FieldRow;
  readonly target: TargetField;
  readonly required: boolean;
  readonly path: Path;
  readonly read: ReturnType<typeof compilePath>;
  readonly step: Step;
  /** Files that what comes out depends on. */
  readonly depends_on: ReadonlySet<string>;
  /** Type of the values it starts from, as far as it is known: `json` is any. */
  readonly input: ValueType;
  /** Questions that its transforms leave open. */
  readonly questions: readonly string[];
}

export interface RowScope {
  readonly shape: Shape;
  readonly topic: string;
  readonly targets: ReadonlyMap<string, TargetField>;
  readonly supplied: readonly string[];
  readonly open: readonly string[];
  readonly lookups: Lookups;
  /** Whether a row may be a guess that nobody has checked. */
  readonly guesses: 'accept' | 'refuse';
}

const readPath = (cell: Cell, shape: Shape): Path | undefined => {
  const path = parsePath(cell.text);
  const fault = 'expected' in path ? path : checkPath(path, shape);
  if (fault) cell.fault(fault.expected, fault.at);
  return 'expected' in path || fault ? undefined : path;
};

const readTarget = (row: FieldRow, scope: RowScope): TargetField | undefined => {
  const cell = row.target_field;
  const target = scope.targets.get(cell.text);
  if (!target) {
    cell.fault(`a field of ${scope.topic}: ${[...scope.targets.keys()].join(', ')}`);
  } else if (scope.supplied.includes(target.name)) {
    cell.fault('a field that is not supplied by the service');
  } else if (row.type.text !== target.type.name) {
    row.type.fault(`${target.type.name}, the type of ${target.name} in ${scope.topic}`);
  } else {
    return target;
  }
  return undefined;
};

const fits = (given: ValueType, wanted: ValueType): boolean => {
  if (given.name === 'integer' && wanted.name === 'number') return true;
  const symbols = wanted.symbols;
  return (
    given.name === wanted.name && (!symbols || given.symbols?.every((symbol) => symbols.includes(symbol)) === true)
  );
};

interface CompiledCall {
  readonly transform: Transform;
  readonly step: Step;
}

const compileCall = (call: Call, cell: Cell, lookups: Lookups, target: ValueType): CompiledCall | undefined => {
  const transform = transforms.get(call.name);
  if (!transform) {
    cell.fault(`a transform: ${[...transforms.keys()].join(', ')}`, call.at);
    return undefined;
  }
  const step = transform.compile(call.parameters, lookups, target);
  if (typeof step === 'function') return { transform, step };
  cell.fault(`${call.name} with ${step.expected}`, call.at);
  return undefined;
};

/** Whether each transform takes what the one before it gives, and the last gives what the target wants. */
const checkTypes = (calls: readonly Call[], chain: readonly CompiledCall[], cell: Cell, target: ValueType): boolean => {
  for (const [index, { transform }] of chain.entries()) {
    const before = chain[index - 1]?.transform.gives;
    const given = before === 'target' ? target : before;
    if (given && transform.takes === 'string' && given.name !== 'string') {
      cell.fault(`a transform that takes ${given.name}`, calls[index]!.at);
      return false;
    }
  }
  const gives = chain.at(-1)?.transform.gives ?? 'target';
  if (gives === 'target' || fits(gives, target)) return true;
  cell.fault(`a transform that gives ${target.name}, not ${gives.name}`, calls.at(-1)!.at);
  return false;
};

const compose = (steps: readonly Step[]): Step => {
  const [only, ...others] = steps;
  if (only && others.length === 0) return only;
  return (value, context) => {
    let result = value;
    for (const step of steps) {
      result = step(result, context);
      if (result === undefined || result instanceof Refusal) return result;
    }
    return result;
  };
};

const readTransform = (
  cell: Cell,
  lookups: Lookups,
  target: ValueType,
): Pick<CompiledRow, 'step' | 'depends_on' | 'input' | 'questions'> | undefined => {
  const calls = parsePipeline(cell.text);
  if ('expected' in calls) {
    cell.fault(calls.expected, calls.at);
    return undefined;
  }
  const chain = calls.flatMap((call) => compileCall(call, cell, lookups, target) ?? []);
  if (chain.length < calls.length || !checkTypes(calls, chain, cell, target)) return undefined;
  const first = chain[0]!.transform;
  return {
    step: compose(chain.map(({ step }) => step)),
    depends_on: new Set(chain.flatMap(({ transform }) => transform.depends_on)),
    input: first.gives === 'target' ? target : { name: first.takes },
    questions: chain.flatMap(({ transform }, index) => transform.asks?.(calls[index]!.parameters) ?? []),
  };
};

/** Services read only what somebody has confirmed. */
const checkDecided = (row: FieldRow, questions: readonly string[]): void => {
  if (row.guess.text !== '')
    row.guess.fault(
      `nothing, once somebody has confirmed that ${row.target_field.text} comes from ${row.source_field.text}`,
      0,
      'guess_unconfirmed',
    );
  for (const question of questions) row.transform.fault(`a decision: ${question}`, 0, 'mapping_undecided');
};

/** Values that samples write as they are. */
export const isText = (type: ValueType): boolean => type.name === 'string' || type.symbols !== undefined;

/** Checks one row against source and target, and compiles it; undefined after adding what is wrong. */
export const compileRow = (row: FieldRow, scope: RowScope): CompiledRow | undefined => {
  const path = readPath(row.source_field, scope.shape);
  const target = readTarget(row, scope);
  const required = choice(row.required, ['yes', 'no']);
  if (target && required === 'no' && target.default === undefined && !scope.open.includes(target.name)) {
    row.required.fault(`yes, as every record of ${scope.topic} has ${target.name}`);
  }
  const transform = target && readTransform(row.transform, scope.lookups, target.type);
  if (scope.guesses === 'refuse') checkDecided(row, transform?.questions ?? []);
  if (!path || !transform || required === undefined) return undefined;
  return { row, target, required: required === 'yes', path, read: compilePath(path), ...transform };
};
