import { isSameFingerprint } from '../../services/runtime/fingerprint.ts';
import {
  type AvroTopic,
  type Coordinates,
  type InputDeclaration,
  type InputRecord,
  type Outcome,
  type OutputRecord,
  type ReadTable,
  type SendBack,
  type Service,
  STATE_ROUNDS_MAX,
  type TableKey,
  type ValueOf,
} from '../../services/runtime/service.ts';
import { topology } from '../../topology/topology.ts';

/** What became of one record. `conflict` is the same id with other content, which the engine makes a dead letter. */
export type Verdict =
  | Outcome
  | { readonly kind: 'duplicate' | 'conflict' }
  | { readonly kind: 'parked'; alias: string };

export interface FedRecord<T extends AvroTopic, V extends ValueOf<T> | null = ValueOf<T>> {
  readonly key: string | null;
  /** Null for a tombstone. */
  readonly value: V;
  readonly partition?: number;
  /** The next free offset of the partition by default. */
  readonly offset?: number;
  /** The coordinates of the record itself by default. */
  readonly origin?: Coordinates;
  readonly attempt?: number;
  readonly timestamp_ms?: number;
}

/** Runs a service's declaration in memory, record by record, in the order in which the engine calls its functions. */
export interface PureRunner {
  readonly feed: <T extends AvroTopic>(topic: T, record: FedRecord<T> | FedRecord<T, null>) => Verdict;
  /** Looks at every entry whose time has come. */
  readonly runDue: (now_ms: number) => readonly (SendBack & { readonly key: string })[];
  /** Sets an entry of a table that another service owns; null removes it. */
  readonly put: <T extends AvroTopic>(table: T, key: string, value: ValueOf<T> | null) => void;
  readonly read: ReadTable;
  /** The newest value of each key of a compacted topic. */
  readonly entries: <T extends AvroTopic>(table: T) => ReadonlyMap<string, ValueOf<T>>;
  /** Everything written so far, in order. */
  readonly written: readonly OutputRecord[];
}

type AnyValue = ValueOf<AvroTopic>;

class Tables {
  readonly #tables = new Map<string, Map<string, AnyValue>>();

  of(table: string): Map<string, AnyValue> {
    const known = this.#tables.get(table) ?? new Map<string, AnyValue>();
    this.#tables.set(table, known);
    return known;
  }

  set(table: string, key: string, value: AnyValue | null): void {
    if (value === null) this.of(table).delete(key);
    else this.of(table).set(key, value);
  }

  readonly get = ((table: string, key: string) => this.of(table).get(key) ?? null) as ReadTable;

  /** Asks `state` until it names nothing new; what it did not name cannot be read. */
  reader(state: (get: ReadTable) => readonly TableKey[]): ReadTable {
    const named = new Set<string>();
    const guarded =
      (onUnnamed: () => null): ReadTable =>
      (table, key) =>
        named.has(`${table}|${key}`) ? this.get(table, key) : onUnnamed();
    for (let round = 0; ; round++) {
      const fresh = state(guarded(() => null)).filter(({ table, key }) => !named.has(`${table}|${key}`));
      if (fresh.length === 0) break;
      if (round === STATE_ROUNDS_MAX) throw new Error(`state asks for more after ${STATE_ROUNDS_MAX} rounds`);
      for (const { table, key } of fresh) named.add(`${table}|${key}`);
    }
    return guarded(() => {
      throw new Error('the handler read an entry that state did not name');
    });
  }
}

/** Refuses a second first writer, as the engine's claims in Redis do. */
class Claims {
  readonly #claims = new Map<string, { readonly origin: string; readonly fingerprint: string }>();

  take(id: string, fingerprint: string, origin: Coordinates): 'ours' | 'duplicate' | 'conflict' {
    const mine = { origin: `${origin.topic}|${origin.partition}|${origin.offset}`, fingerprint };
    const first = this.#claims.get(id) ?? mine;
    this.#claims.set(id, first);
    if (first.origin === mine.origin) return 'ours';
    return isSameFingerprint(first.fingerprint, fingerprint) ? 'duplicate' : 'conflict';
  }

  release(id: string): void {
    this.#claims.delete(id);
  }
}

const prepare = <V, E>(input: InputDeclaration<V, E>, record: InputRecord<V | null>) => {
  const { value } = record;
  if (value !== null) return input.prepare({ ...record, value });
  if (input.prepareTombstone) return input.prepareTombstone({ ...record, value: null });
  return { kind: 'rejected', code: 'tombstone', reason: 'no value' } as const;
};

export const createPureRunner = (service: Service): PureRunner => {
  const tables = new Tables();
  const claims = new Claims();
  const offsets = new Map<string, number>();
  const written: OutputRecord[] = [];

  const apply = (records: readonly OutputRecord[]): void => {
    written.push(...records);
    for (const { topic, key, value } of records) {
      if (topology.topics[topic].cleanup === 'compact') tables.set(topic, key, value);
    }
  };

  const decide = <V, E>(input: InputDeclaration<V, E>, record: InputRecord<V | null>): Verdict => {
    const prepared = prepare(input, record);
    if (prepared.kind === 'rejected') return prepared;
    const { id, fingerprint } = prepared;
    const claim = input.claim === false ? 'ours' : claims.take(id, fingerprint, record.origin);
    if (claim !== 'ours') return { kind: claim };
    if (prepared.kind === 'ignored') return { kind: 'ignored', rule: prepared.rule };

    const { event } = prepared;
    const alias = input.learner?.(event) ?? null;
    const { member_id = null, known_as = null } = (alias !== null && tables.get('identity.link', alias)) || {};
    if (alias !== null && member_id === null) return { kind: 'parked', alias };

    const asks = input.needsState?.(event) ?? true;
    const learner = member_id === null ? null : { member_id, known_as };
    const get = tables.reader((read) => (asks ? input.state?.(event, learner, read) : undefined) ?? []);
    const outcome = input.handle(event, { record, member_id, known_as, get });
    if (outcome.kind === 'published') apply(outcome.records);
    if (outcome.kind === 'rejected') claims.release(id);
    return outcome;
  };

  return {
    feed(topic, { key, value, partition = 0, ...given }) {
      const input = service.inputs[topic];
      if (!input) throw new Error(`${service.name} has no input ${topic}`);
      const place = `${topic}|${partition}`;
      const offset = given.offset ?? offsets.get(place) ?? 0;
      offsets.set(place, Math.max(offsets.get(place) ?? 0, offset + 1));
      const coordinates = { topic, partition, offset };
      const { origin = coordinates, attempt = 0, timestamp_ms = 0 } = given;
      return decide(input, { coordinates, origin, attempt, key, timestamp_ms, value });
    },
    runDue(now_ms) {
      const { due } = service;
      if (!due) throw new Error(`${service.name} has nothing that falls due`);
      const ripe = [...tables.of(due.table)].filter(([, value]) => {
        const due_at = due.due_at(value);
        return due_at !== null && due_at <= now_ms;
      });
      return ripe.flatMap(([key, value]) => {
        const get = tables.reader((read) => due.state?.(key, value, read) ?? []);
        const { send_back, records } = due.handle(key, value, now_ms, get);
        apply(records);
        return send_back.map((sent) => ({ ...sent, key }));
      });
    },
    put: (table, key, value) => tables.set(table, key, value),
    read: tables.get,
    entries: ((table: string) => tables.of(table)) as PureRunner['entries'],
    written,
  };
};
