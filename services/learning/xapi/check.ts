import { type Fault, fault, within } from './fault.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Rules to check by. */
export type Edition = '1.0' | '2.0';

/** Checks a value that is not null. Returns null when it is right, and allocates nothing then. */
export type Check = (value: unknown, edition: Edition) => Fault | null;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Data 2.2: null is nowhere allowed except inside extensions.
const NULL = fault('xapi_null', 'XAPI-00001', 'no null outside extensions');

interface ObjectRules {
  /** Properties that must be there, each with the requirement that says so. */
  readonly required?: Readonly<Record<string, string | null>>;
  /** Requirement that a property not listed breaks. */
  readonly unknown?: string;
  /** Looks at the properties together, after each has been checked. */
  readonly together?: (object: JsonObject, edition: Edition) => Fault | null;
}

/** Names the property if only upper and lower case are wrong; else says nothing, since a name may be personal. */
const unknownProperty = (name: string, known: ReadonlyMap<string, Check>, requirement: string): Fault => {
  const lower = name.toLowerCase();
  for (const candidate of known.keys()) {
    if (candidate.toLowerCase() === lower) {
      return fault('xapi_unknown_property', 'XAPI-00008', `the property name in the case of "${candidate}"`);
    }
  }
  return fault('xapi_unknown_property', requirement, `only ${[...known.keys()].join(', ')}`);
};

/**
 * Checks an object whose properties are all known.
 * @param requirement what a value that is no object breaks
 */
export const object = (
  requirement: string | null,
  properties: Readonly<Record<string, Check>>,
  { required = {}, unknown = 'XAPI-00010', together }: ObjectRules = {},
): Check => {
  const known = new Map(Object.entries(properties));
  const musts = Object.keys(required);
  const notObject = fault('xapi_type', requirement, 'an object');
  const missing = musts.map((name) => fault('xapi_missing', required[name] ?? null, `the property "${name}"`));

  return (value, edition) => {
    if (!isObject(value)) return notObject;
    for (const name in value) {
      const check = known.get(name);
      if (check === undefined) return unknownProperty(name, known, unknown);
      const property = value[name];
      const found = property === null ? NULL : check(property, edition);
      if (found !== null) return within(name, found);
    }
    for (let index = 0; index < musts.length; index++) {
      if (value[musts[index]!] === undefined) return missing[index]!;
    }
    return together === undefined ? null : together(value, edition);
  };
};

/** Checks an array and its items. */
export const arrayOf = (requirement: string | null, item: Check, expected = 'an array'): Check => {
  const notArray = fault('xapi_type', requirement, expected);
  return (value, edition) => {
    if (!Array.isArray(value)) return notArray;
    for (let index = 0; index < value.length; index++) {
      const found = value[index] === null ? NULL : item(value[index], edition);
      if (found !== null) return within(index, found);
    }
    return null;
  };
};

/** Checks an object with keys of the sender's choice. Faults do not name the key, which may be personal; null goes to `item`. */
export const mapOf = (requirement: string | null, key: (name: string) => Fault | null, item: Check): Check => {
  const notObject = fault('xapi_type', requirement, 'an object');
  return (value, edition) => {
    if (!isObject(value)) return notObject;
    for (const name in value) {
      const found = key(name) ?? item(value[name], edition);
      if (found !== null) return found;
    }
    return null;
  };
};

/** Checks for text of any kind. */
export const text = (requirement: string | null): Check => {
  const notText = fault('xapi_type', requirement, 'a string');
  return (value) => (typeof value === 'string' ? null : value === null ? NULL : notText);
};

/**
 * Checks for text of a format.
 * @param typeRequirement what a value breaks that is no text, if not the same as text of another format
 */
export const formatted = (
  matches: (text: string) => boolean,
  wrong: Fault,
  typeRequirement: string | null = wrong.requirement,
): Check => {
  const notText = fault('xapi_type', typeRequirement, 'a string');
  return (value) => (typeof value !== 'string' ? notText : matches(value) ? null : wrong);
};

export const boolean = (requirement: string): Check => {
  const notBoolean = fault('xapi_type', requirement, 'true or false');
  return (value) => (typeof value === 'boolean' ? null : notBoolean);
};

/** Checks for a number that JSON and IEEE 754 both can hold. */
export const decimal = (requirement: string): Check => {
  const notNumber = fault('xapi_type', requirement, 'a number');
  return (value) => (typeof value === 'number' && Number.isFinite(value) ? null : notNumber);
};

/** Checks for exactly this objectType. */
export const constant = (expected: string, requirement: string | null): Check => {
  const other = fault('xapi_object_type', requirement, `"${expected}"`);
  return (value) => (value === expected ? null : other);
};

/** Checks the JSON type first, by the requirement of the place where a shared shape is used. */
export const placed = (requirement: string | null, expected: string, shape: Check): Check => {
  const notObject = fault('xapi_type', requirement, expected);
  return (value, edition) => (isObject(value) ? shape(value, edition) : notObject);
};
