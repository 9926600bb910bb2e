type Json = Readonly<Record<string, unknown>>;

/** One way to break the xAPI specification, and the code of the dead letter that must come of it. */
export interface Breach {
  readonly code: string;
  /** @param statement one that keeps the specification and has a result with a score */
  readonly breach: (statement: Json) => Json;
}

const inside = (statement: Json, property: string, change: Json): Json => ({
  ...statement,
  [property]: { ...(statement[property] as Json), ...change },
});

const without = (statement: Json, property: string): Json =>
  Object.fromEntries(Object.entries(statement).filter(([name]) => name !== property));

/** Section numbers are those of xAPI 1.0.3, part Data. */
export const BREACHES: readonly Breach[] = [
  // 2.2: actor, verb and object are required.
  { code: 'xapi_missing', breach: (statement) => without(statement, 'actor') },
  { code: 'xapi_missing', breach: (statement) => without(statement, 'verb') },
  // 2.2: null only in extensions.
  { code: 'xapi_null', breach: (statement) => ({ ...statement, result: null }) },
  // 2.2: no properties of one's own.
  { code: 'xapi_unknown_property', breach: (statement) => ({ ...statement, course: 'Fire Safety' }) },
  // 2.4.1: the id is a UUID.
  { code: 'xapi_uuid', breach: (statement) => ({ ...statement, id: 'statement-4711' }) },
  // 2.4.2.1: exactly one inverse functional identifier.
  {
    code: 'xapi_actor_ifi',
    breach: (statement) => ({ ...statement, actor: { objectType: 'Agent', name: 'anybody' } }),
  },
  // 2.4.2.3: an mbox is a mailto IRI.
  { code: 'xapi_mbox', breach: (statement) => ({ ...statement, actor: { mbox: 'somebody@northwind.example' } }) },
  // 2.4.3: the verb is an IRI.
  { code: 'xapi_iri', breach: (statement) => inside(statement, 'verb', { id: 'completed' }) },
  // 2.4.5: booleans are no texts.
  { code: 'xapi_type', breach: (statement) => inside(statement, 'result', { completion: 'true' }) },
  // 2.4.5.1: scaled is from −1 to 1.
  { code: 'xapi_score', breach: (statement) => inside(statement, 'result', { score: { scaled: 85 } }) },
  // 4.6: ISO 8601 durations.
  { code: 'xapi_duration', breach: (statement) => inside(statement, 'result', { duration: '90 minutes' }) },
  // 4.5: ISO 8601 timestamps.
  { code: 'xapi_timestamp', breach: (statement) => ({ ...statement, timestamp: '31.12.2026 17:00' }) },
];
