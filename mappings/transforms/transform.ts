import type { MappingErrorCode } from '../error-codes.ts';
import type { MappingContext, Mappings, SourcePolicy } from '../types.ts';

/** What a transform says instead of a value. Never holds the value itself, which may be personal. */
export class Refusal {
  readonly code: MappingErrorCode;
  readonly reason: string;
  /** Where below the field, such as `.raw`; empty for the field itself. */
  readonly path: string;

  constructor(code: MappingErrorCode, reason: string, path = '') {
    this.code = code;
    this.reason = reason;
    this.path = path;
  }
}

/** Turns a value into another, or refuses it; undefined: there is nothing here. The value is never null or undefined. */
export type Step = (value: unknown, context: MappingContext) => unknown;

/**
 * Type of a value, in the words of the field maps' `type` column. `json` is any value; a name is a record or enum of
 * the target schema, `name[]` a list of such records.
 */
export interface ValueType {
  readonly name: string;
  /** All values it can have, for strings of which these are known. */
  readonly symbols?: readonly string[];
}

/** What transforms may ask of the other mapping files. */
export type Lookups = Pick<Mappings, 'emailDomain' | 'enrollmentState'>;

export interface TransformExample {
  readonly arguments?: readonly string[];
  /** Policy of the source, where the transform depends on it. */
  readonly source?: Partial<SourcePolicy>;
  readonly input: unknown;
  /** `nothing`: the field counts as absent. */
  readonly gives: { readonly output: unknown } | { readonly refusal: MappingErrorCode } | 'nothing';
}

/** A named step of a field map. Its examples are its documentation, and are executed as tests. */
export interface Transform {
  readonly name: string;
  readonly summary: string;
  /** What its arguments are; null when it takes none. */
  readonly parameters: string | null;
  /** Type of the values it takes: `string`, or `json` when it looks for itself. */
  readonly takes: 'string' | 'json';
  /** Type of what it gives; `target`: that of the field it fills. */
  readonly gives: ValueType | 'target';
  /** Files that its result depends on: the policy of the source, or a lookup. */
  readonly depends_on: readonly ('sources.csv' | 'email-domains.csv' | 'enrollment-status.csv')[];
  readonly examples: readonly TransformExample[];
  /** Makes the step, or says which arguments were expected. */
  readonly compile: (
    parameters: readonly string[],
    lookups: Lookups,
    target: ValueType,
  ) => Step | { readonly expected: string };
  /** Questions that its arguments leave open. A map with an open question is not read by services. */
  readonly asks?: (parameters: readonly string[]) => readonly string[];
}

const NOT_TEXT = new Refusal('field_type', 'not text');

/** A step over texts; everything else is refused. */
export const textStep =
  (step: (text: string, context: MappingContext) => unknown): Step =>
  (value, context) =>
    typeof value === 'string' ? step(value, context) : NOT_TEXT;

/** Compiles a transform that takes no arguments. */
export const withoutParameters =
  (compile: (lookups: Lookups, target: ValueType) => Step): Transform['compile'] =>
  (parameters, lookups, target) =>
    parameters.length === 0 ? compile(lookups, target) : { expected: 'no arguments' };

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
