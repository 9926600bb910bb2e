import { isJsonNumber } from '../json-number.ts';
import { isObject } from '../transforms/transform.ts';

/** Mends a property, given its value. `undefined`: leave it as it is. */
type Mend = (value: unknown, from: string, to: string) => unknown;

/** Takes the property away. */
export const REMOVED = Symbol('removed');

export interface RepairAction {
  readonly summary: string;
  /** Which of the columns `from` and `to` it reads. */
  readonly reads: readonly ('from' | 'to')[];
  readonly mend: Mend;
}

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A score out of nothing says nothing, but only where no other part of it says something. */
const isEmptyRange = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { min, max, raw = min, scaled = 0, ...others } = value;
  return typeof min === 'number' && max === min && raw === min && scaled === 0 && Object.keys(others).length === 0;
};

/** What a repair can do. Each does one thing, and only where it finds exactly what it is for. */
export const repairActions = {
  replace: {
    summary: 'the text `from` becomes the text `to`',
    reads: ['from', 'to'],
    mend: (value, from, to) => (value === from ? to : undefined),
  },
  prefix: {
    summary: 'a text that does not start with `to` gets it in front',
    reads: ['to'],
    mend: (value, _, to) => (typeof value === 'string' && !value.startsWith(to) ? to + value : undefined),
  },
  uuid_urn: {
    summary: 'a text that is a bare UUID gets `urn:uuid:` in front, as it has to have as an IRI',
    reads: [],
    mend: (value) => (typeof value === 'string' && UUID.test(value) ? `urn:uuid:${value}` : undefined),
  },
  number: {
    summary: 'a text that is a JSON number becomes that number',
    reads: [],
    mend: (value) => (typeof value === 'string' && isJsonNumber(value) ? Number(value) : undefined),
  },
  boolean: {
    summary: 'the texts true and false become what they say',
    reads: [],
    mend: (value) => BOOLEANS.get(value),
  },
  remove: {
    summary: 'the property is taken away where it is the text `from`',
    reads: ['from'],
    mend: (value, from) => (value === from ? REMOVED : undefined),
  },
  remove_null: {
    summary: 'the property is taken away where it is null',
    reads: [],
    mend: (value) => (value === null ? REMOVED : undefined),
  },
  remove_empty_range: {
    summary:
      'a score whose `min` equals its `max` is taken away: it says nothing. One with a `raw` beside them or a `scaled` other than 0 says something, and is left as it is',
    reads: [],
    mend: (value) => (isEmptyRange(value) ? REMOVED : undefined),
  },
} as const satisfies Readonly<Record<string, RepairAction>>;

export type RepairActionName = keyof typeof repairActions;
