import type { MappingContext } from '../types.ts';
import type { SyntaxFault } from './pipeline.ts';

/** One step into a source object; `at` is where it starts in the cell, from 0. */
export type Segment =
  | { readonly kind: 'key'; readonly key: string; readonly at: number }
  | { readonly kind: 'index'; readonly index: number; readonly at: number }
  | { readonly kind: 'where'; readonly keys: readonly string[]; readonly equals: string; readonly at: number };

/** What is known of a record beside its source object. */
export const contextFields = {
  $received_at: (context: MappingContext): unknown => context.received_at,
  $issuer: (context: MappingContext): unknown => context.source.issuer ?? context.source.id,
  $course: (context: MappingContext): unknown => context.course_id,
} as const;

export type ContextField = keyof typeof contextFields;

export type Path =
  | { readonly kind: 'context'; readonly field: ContextField }
  | { readonly kind: 'source'; readonly segments: readonly Segment[] };

const isContextField = (text: string): text is ContextField => Object.hasOwn(contextFields, text);

const KEY = /[A-Za-z_][A-Za-z0-9_-]*/y;
const INDEX = /\[(\d{1,6})\]/y;
const QUOTED_KEY = /\['((?:[^']|'')+)'\]/y;
const WHERE_KEY = "(?:[A-Za-z_][A-Za-z0-9_-]*|'(?:[^']|'')+')";
const WHERE = new RegExp(String.raw`\[(${WHERE_KEY}(?:\.${WHERE_KEY})*)='((?:[^']|'')*)'\]`, 'y');
const EACH_WHERE_KEY = new RegExp(WHERE_KEY, 'g');

const keysOf = (text: string): readonly string[] =>
  [...text.matchAll(EACH_WHERE_KEY)].map(([key]) =>
    key.startsWith("'") ? key.slice(1, -1).replaceAll("''", "'") : key,
  );

/**
 * Reads the place of a field: `result.score`, `['Course ID']`, `attachments[0]`, `result.extensions['https://…']`, the first item of a
 * list that fits `attachments[usageType='https://…']`, an object if it fits `object[definition.type='https://…'].id`, a row if it
 * fits `['Employment Status'='T']['Termination Date']`, the whole object `$`, or a field of the context.
 */
export const parsePath = (text: string): Path | SyntaxFault => {
  if (text === '$') return { kind: 'source', segments: [] };
  if (text.startsWith('$')) {
    const expected = `$, or one of ${Object.keys(contextFields).join(', ')}`;
    return isContextField(text) ? { kind: 'context', field: text } : { at: 0, expected };
  }
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  };
  const takeSegment = (start: number): Segment | null => {
    if ((start === 0 && text[0] !== '[') || text[start] === '.') {
      at = start === 0 ? 0 : start + 1;
      const key = take(KEY)?.[0];
      return key === undefined ? null : { kind: 'key', key, at: at - key.length };
    }
    const index = take(INDEX)?.[1];
    if (index !== undefined) return { kind: 'index', index: Number(index), at: start };
    const key = take(QUOTED_KEY)?.[1];
    if (key !== undefined) return { kind: 'key', key: key.replaceAll("''", "'"), at: start };
    const where = take(WHERE);
    return where && { kind: 'where', keys: keysOf(where[1]!), equals: where[2]!.replaceAll("''", "'"), at: start };
  };

  const segments: Segment[] = [];
  do {
    const segment = takeSegment(at);
    if (!segment) return { at, expected: "a field name, or [0], ['key'] or [key='value'] after one" };
    segments.push(segment);
  } while (at < text.length);
  return { kind: 'source', segments };
};

type Read = (value: unknown) => unknown;

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

/** xAPI allows a list of one context activity to be the activity itself (1.0.3 Data 2.4.6.2). */
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** What a condition compares: numbers, true and false as JSON writes them. */
const textOf = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

const compileSegment = (segment: Segment): Read => {
  switch (segment.kind) {
    case 'key': {
      const { key } = segment;
      return (value) => member(value, key);
    }
    case 'index': {
      const { index } = segment;
      return (value) => asList(value)[index];
    }
    case 'where': {
      const { keys, equals } = segment;
      return (value) => asList(value).find((item) => textOf(keys.reduce(member, item)) === equals);
    }
  }
};

/** Chains of keys are nearly all paths there are, so they get functions without loops. */
const compileKeys = (keys: readonly string[]): Read | null => {
  const [first = '', second = '', third = ''] = keys;
  switch (keys.length) {
    case 1:
      return (value) => member(value, first);
    case 2:
      return (value) => member(member(value, first), second);
    case 3:
      return (value) => member(member(member(value, first), second), third);
    default:
      return null;
  }
};

/** Makes the function that reads a place; undefined or null where there is nothing. */
export const compilePath = (path: Path): ((source: unknown, context: MappingContext) => unknown) => {
  if (path.kind === 'context') {
    const read = contextFields[path.field];
    return (_, context) => read(context);
  }
  const keys = path.segments.flatMap((segment) => (segment.kind === 'key' ? [segment.key] : []));
  const direct = keys.length === path.segments.length ? compileKeys(keys) : null;
  if (direct) return direct;
  const reads = path.segments.map(compileSegment);
  return (source) => reads.reduce((value, read) => read(value), source);
};

type Json = Readonly<Record<string, unknown>>;

/** Sets a value below an object, beside whatever stands there. */
const withMember = (object: unknown, [key, ...deeper]: readonly string[], value: unknown): unknown =>
  key === undefined ? value : { ...(object as Json), [key]: withMember((object as Json)?.[key], deeper, value) };

/** An object that has a value at a place, and nothing else: what a sample is executed on. */
export const placeAt = (segments: readonly Segment[], value: unknown): unknown =>
  segments.reduceRight((inner, segment) => {
    if (segment.kind === 'key') return { [segment.key]: inner };
    if (segment.kind === 'index') return [...Array<null>(segment.index).fill(null), inner];
    return [withMember(inner, segment.keys, segment.equals)];
  }, value);
