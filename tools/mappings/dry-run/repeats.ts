import type { ExportMap } from '../../../mappings/exports/load.ts';
import type { ExportKind } from '../../../mappings/exports/targets.ts';
import type { MappingContext } from '../../../mappings/index.ts';
import type { Row } from '../read/row.ts';
import { createFactsOf, digestOf, type PersonFacts } from './people.ts';

const EXAMPLES = 5;

/** Pairs of rows, such as `2 and 7`, of which the first few are named. */
export class Examples {
  count = 0;
  readonly rows: string[] = [];

  add(row: string): void {
    this.count += 1;
    if (this.rows.length < EXAMPLES) this.rows.push(row);
  }
}

/** Ids and rows that are compared. Beyond, they are counted as not compared. */
const COMPARED_MAX = 1_000_000;

/** Where the id of the person is in a record of each kind; of statements, the same learner is in many rows anyway. */
const PERSON: Readonly<Record<ExportKind, string | null>> = {
  workers: 'employee_id',
  enrollments: 'learner.value',
  statements: null,
};

type Difference = keyof PersonFacts | 'content';
const FACTS = ['names', 'birth', 'email'] as const satisfies readonly (keyof PersonFacts)[];

/** What the first row of an id said. */
interface First extends PersonFacts {
  readonly at: number;
  /** What was already reported of the id, so that it is reported once; null until a second row has it. */
  reported: Set<Difference> | null;
  /** The moment that a record is for, and digest of what it says; null where the row became none. */
  version: string | null;
  content: string | null;
}

const at = (value: unknown, place: string): unknown =>
  place
    .split('.')
    .reduce((holder, key) => (holder as Readonly<Record<string, unknown>> | null | undefined)?.[key], value);

const idText = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() || null : null;

/** All that a worker event says but its id and when it was received: two of one version must agree on it. */
const contentOf = (raw: unknown): string => {
  const { event_id: _, received_at: __, ...content } = raw as Readonly<Record<string, unknown>>;
  return digestOf(JSON.stringify(content));
};

const versionOf = (raw: unknown): string => {
  const { sequence, effective_at } = raw as { readonly sequence?: unknown; readonly effective_at?: unknown };
  return String(sequence ?? effective_at);
};

/**
 * Finds rows that are there twice, and ids that several rows have with different people, or with different words for the same
 * moment. Keeps digests, and reports numbers of rows only: nothing personal.
 */
export class Repeats {
  readonly duplicate_rows = new Examples();
  /** Ids that rows give to people of different names, births or addresses. */
  readonly different = { names: new Examples(), birth: new Examples(), email: new Examples() };
  /** Workers of whom rows say different things for the same moment. */
  readonly contradicting = new Examples();
  /** Ids of people that several rows have. */
  repeated_ids = 0;
  not_compared = 0;
  readonly #kind: ExportKind;
  /** People change their addresses: in raw records that is an event like others, in a list it is a doubt. */
  readonly #is_mapped: boolean;
  readonly #idOf: (row: unknown, raw: unknown, context: MappingContext) => string | null;
  readonly #factsOf: (row: unknown) => PersonFacts;
  readonly #rows = new Map<string, number>();
  readonly #ids = new Map<string, First>();

  constructor(kind: ExportKind, map: ExportMap | null, is_table: boolean) {
    const target = PERSON[kind];
    const places = (map?.rows ?? []).filter(({ target_field }) => target_field === target);
    this.#kind = kind;
    this.#is_mapped = map !== null;
    this.#factsOf = createFactsOf(is_table);
    this.#idOf = (row, raw, context) => {
      if (target === null) return null;
      if (map === null) return idText(at(raw ?? row, target));
      return places.map(({ read }) => idText(read(row, context))).find((id) => id !== null) ?? null;
    };
  }

  /** Whether rows contradict one another on who somebody is, or what is the case. */
  get is_doubtful(): boolean {
    const { names, birth, email } = this.different;
    const addresses = this.#is_mapped ? email.count : 0;
    return names.count + birth.count + addresses + this.contradicting.count > 0;
  }

  /** @param raw the record that the row becomes; null where it becomes none */
  add({ at: line, content }: Row, raw: unknown, context: MappingContext): void {
    if (content.kind === 'fault') return;
    if (this.#isDuplicate(line, content.text ?? JSON.stringify(content.value))) return;
    const id = this.#idOf(content.value, raw, context);
    if (id === null) return;
    const key = digestOf(id);
    const first = this.#ids.get(key);
    const facts = this.#factsOf(content.value);
    const is_event = this.#kind === 'workers' && raw !== null;
    const said = { version: is_event ? versionOf(raw) : null, content: is_event ? contentOf(raw) : null };
    if (first !== undefined) this.#compare(first, line, facts, said);
    else if (this.#ids.size < COMPARED_MAX) this.#ids.set(key, { at: line, reported: null, ...facts, ...said });
    else this.not_compared += 1;
  }

  #isDuplicate(line: number, text: string): boolean {
    const key = digestOf(text);
    const first = this.#rows.get(key);
    if (first !== undefined) this.duplicate_rows.add(`${first} and ${line}`);
    else if (this.#rows.size < COMPARED_MAX) this.#rows.set(key, line);
    return first !== undefined;
  }

  #compare(first: First, line: number, facts: PersonFacts, said: Pick<First, 'version' | 'content'>): void {
    if (first.reported === null) this.repeated_ids += 1;
    first.reported ??= new Set();
    const { reported } = first;
    const report = (difference: Difference, examples: Examples): void => {
      if (reported.has(difference)) return;
      reported.add(difference);
      examples.add(`${first.at} and ${line}`);
    };
    for (const fact of FACTS) {
      const differ = first[fact] !== '' && facts[fact] !== '' && first[fact] !== facts[fact];
      if (differ) report(fact, this.different[fact]);
    }
    if (said.version === null) return;
    if (first.version === said.version && first.content !== said.content) report('content', this.contradicting);
    first.version ??= said.version;
    first.content ??= said.content;
  }
}
