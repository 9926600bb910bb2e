import { isDeepStrictEqual } from 'node:util';
import type { FaultList } from '../loader/faults.ts';
import type { Sources } from '../loader/sources.ts';
import type { Cell } from '../loader/table.ts';
import { EXAMPLE_RECEIVED_AT, UNKNOWN_SOURCE } from '../transforms/examples.ts';
import { parseMoment } from '../transforms/iso8601.ts';
import { Refusal, type ValueType } from '../transforms/transform.ts';
import type { MappingContext, SourcePolicy } from '../types.ts';
import { type ContextField, placeAt } from './path.ts';
import { type CompiledRow, isText } from './row.ts';

const readMoment = (cell: Cell): number | undefined => {
  const moment = parseMoment(cell.text, null);
  if (typeof moment === 'number') return moment;
  cell.fault('a moment such as 2026-03-01T10:00:00Z');
  return undefined;
};

const readJson = (cell: Cell): unknown => {
  try {
    return JSON.parse(cell.text);
  } catch {
    cell.fault('JSON');
    return undefined;
  }
};

const readValue = (cell: Cell, type: ValueType, may_be_blank = false): unknown => {
  if (cell.text === '' && !(may_be_blank && isText(type))) {
    cell.fault('a sample');
    return undefined;
  }
  if (isText(type)) return cell.text;
  return type.name === 'timestamp' ? readMoment(cell) : readJson(cell);
};

const render = (value: unknown, type: ValueType): string => {
  if (isText(type)) return String(value);
  return type.name === 'timestamp' ? new Date(value as number).toISOString() : JSON.stringify(value);
};

const policyFor = (
  { row, depends_on }: CompiledRow,
  sources: Pick<Sources, 'get' | 'declares'>,
): SourcePolicy | undefined => {
  const cell = row.sample_source;
  if (cell.text === '' && !depends_on.has('sources.csv')) return UNKNOWN_SOURCE;
  if (!sources.declares(cell.text)) cell.fault('a source of sources.csv, whose policy the sample is for');
  return sources.get(cell.text);
};

/**
 * Executes a row on its own sample, the place included; adds a fault when anything else comes out. A sample that depends on a
 * file with faults proves nothing, and is not executed.
 */
export const checkSample = (
  compiled: CompiledRow,
  sources: Pick<Sources, 'get' | 'declares'>,
  faults: FaultList,
): void => {
  const { row, path, target } = compiled;
  const policy = policyFor(compiled, sources);
  const input = readValue(row.sample_input, compiled.input);
  const expected = readValue(row.sample_output, target.type, true);
  const sound = [...compiled.depends_on].every((file) => !faults.has(file));
  if (!policy || !sound || input === undefined || expected === undefined) return;

  const context: MappingContext = { source: policy, received_at: EXAMPLE_RECEIVED_AT };
  const place =
    path.kind === 'source'
      ? { source: placeAt(path.segments, input), context }
      : { source: {}, context: { ...context, ...contextWith(path.field, input, policy) } };
  const value = compiled.read(place.source, place.context);
  const output = value == null ? undefined : compiled.step(value, place.context);
  if (output instanceof Refusal && output.code === 'mapping_undecided') return;
  if (output instanceof Refusal) {
    row.sample_input.fault(`a sample that the row takes; it refuses this one with ${output.code}: ${output.reason}`);
  } else if (output === undefined) {
    row.sample_input.fault('a sample in which the row finds something');
  } else if (!isDeepStrictEqual(output, expected)) {
    row.sample_output.fault(`${render(output, target.type)}, as this is what comes out`);
  }
};

const contextWith = (field: ContextField, input: unknown, policy: SourcePolicy): Partial<MappingContext> => {
  switch (field) {
    case '$received_at':
      return { received_at: input as number };
    case '$issuer':
      return { source: { ...policy, issuer: input as string } };
    case '$course':
      return { course_id: input as string };
  }
};
