import { loadMappings } from '../../../mappings/index.ts';
import type {
  AliasHold,
  EnrollmentChange,
  ParkedRecord,
  WorkerEvent,
  XapiStatement,
} from '../../../schemas/types.generated.ts';
import { createEnrollment } from '../../../services/enrollment/service.ts';
import { createIdentity } from '../../../services/identity/service.ts';
import { createLearning } from '../../../services/learning/service.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import { createProfile } from '../../../services/profile/service.ts';
import { createResolution } from '../../../services/resolution/service.ts';
import { PARKED_MAX_MS } from '../../../services/runtime/engine/headers.ts';
import type { Item } from '../../../services/runtime/engine/item.ts';
import { countHold, findLearner } from '../../../services/runtime/engine/learner.ts';
import type { TableView } from '../../../services/runtime/engine/table-view.ts';
import type { AvroTopic, Coordinates, OutputRecord, Service, ValueOf } from '../../../services/runtime/service.ts';
import { createVoiding } from '../../../services/voiding/service.ts';
import { originInputOf, resubmissionTopicOf, topology } from '../../../topology/topology.ts';
import { createPureRunner, type PureRunner, type Verdict } from '../../support/pure-runner.ts';

const SECRET = 'a secret of the tests, long enough';
const PARTITIONS = 3;
const GRACE_MS = 1_000;
const FOREVER_MS = Number.MAX_SAFE_INTEGER;

export const mappings = loadMappings();
export const hashAlias = createAliasHasher(SECRET);

/** What is told to the services from outside. */
export type RawTold =
  | { readonly topic: 'raw.hris'; readonly key: string; readonly value: WorkerEvent }
  | { readonly topic: 'raw.xapi'; readonly key: string; readonly value: XapiStatement }
  | { readonly topic: 'raw.enrollment'; readonly key: string; readonly value: EnrollmentChange };

/** A record on its way to one of its readers. */
interface Waiting {
  readonly topic: AvroTopic;
  readonly key: string;
  readonly value: ValueOf<AvroTopic> | null;
  readonly partition: number;
  readonly offset: number;
  readonly origin?: Coordinates;
  readonly attempt?: number;
}

/** What became of a record that came from outside. */
export interface Concluded {
  readonly topic: AvroTopic;
  readonly verdict: Verdict;
}

const partitionOf = (topic: AvroTopic, key: string): number => {
  const { partitions } = topology.topics[topic];
  let hash = 0;
  for (const char of key) hash = (hash * 31 + char.codePointAt(0)!) | 0;
  return (hash >>> 0) % Math.min(partitions, PARTITIONS);
};

const services = (): readonly Service[] => [
  createIdentity({ mappings, hashAlias, secret: SECRET, member_id_policy: 'employee-id' }),
  createLearning({ mappings, hashAlias }, { registration_window_ms: FOREVER_MS }),
  createEnrollment({ mappings, hashAlias, drift_grace_ms: GRACE_MS }),
  createVoiding({ window_ms: FOREVER_MS }),
  createProfile(mappings),
  createResolution(),
];

/**
 * All services with the topics between them, in memory. Each partition of each input is read in its order, and they among each
 * other in any. Parked records are held, and sent back, as the engine does it.
 */
export class WholePipeline {
  readonly written: OutputRecord[] = [];
  readonly concluded: Concluded[] = [];
  readonly #runners = new Map<string, PureRunner>();
  readonly #readers = new Map<string, string[]>();
  readonly #queues = new Map<string, Waiting[]>();
  readonly #ends = new Map<string, number>();
  readonly #holds = new Map<string, AliasHold | null>();
  /** Alias by topic and key, of those that are or were unknown: records of one key are of one alias here. */
  readonly #aliases = new Map<string, string>();
  readonly #parked: Waiting[] = [];

  constructor() {
    for (const service of services()) {
      this.#runners.set(service.name, createPureRunner(service));
      for (const topic of Object.keys(service.inputs)) {
        this.#readers.set(topic, [...(this.#readers.get(topic) ?? []), service.name]);
      }
    }
  }

  runner(name: string): PureRunner {
    return this.#runners.get(name)!;
  }

  tell({ topic, key, value }: RawTold): void {
    this.#append(topic, key, value, partitionOf(topic, key));
  }

  /** Lets one of the readers handle its next record. @returns false when nothing waits */
  step(choice: number): boolean {
    const waiting = [...this.#queues].filter(([, queue]) => queue.length > 0);
    if (waiting.length === 0) return this.#wake();
    const [name, queue] = waiting[choice % waiting.length]!;
    this.#handle(name.split('|')[0]!, queue.shift()!);
    if (choice % 3 === 0) this.#wake();
    return true;
  }

  /** Works until nothing waits but for a person whom nobody knows, and the grace period is over. */
  drain(choose: () => number = () => 0): void {
    while (this.step(choose()));
    this.runner('enrollment').runDue(GRACE_MS);
  }

  #append(
    topic: AvroTopic,
    key: string,
    value: Waiting['value'],
    partition: number,
    more: Partial<Waiting> = {},
  ): void {
    const place = `${topic}|${partition}`;
    const offset = this.#ends.get(place) ?? 0;
    this.#ends.set(place, offset + 1);
    for (const reader of this.#readers.get(topic) ?? []) {
      const name = `${reader}|${place}`;
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      queue.push({ topic, key, value, partition, offset, ...more });
    }
  }

  #handle(service: string, record: Waiting): void {
    const runner = this.runner(service);
    const { topic, key, partition, offset, attempt = 0, origin = { topic, partition, offset } } = record;
    // The engine looks the alias up before it asks the service: here, what the service would say of it.
    const input = originInputOf(topic);
    const alias = this.#aliases.get(`${input}|${key}`) ?? null;
    const returned = attempt > 0 && alias !== null ? { cause: 'link', alias } : null;
    const item = { record, provenance: { returned, origin, attempt } } as unknown as Item;
    const view = this.#viewOf(runner);
    if (alias !== null && input.startsWith('raw.') && input !== 'raw.hris') {
      const learner = findLearner(item, alias, view);
      if (learner.kind === 'park') {
        this.#park(service, alias, record);
        countHold(item, alias, view, new Map());
        return;
      }
    }
    const verdict = runner.feed(topic, { key, value: record.value, partition, offset, origin, attempt } as never);
    if (input.startsWith('raw.')) this.concluded.push({ topic, verdict });
    if (verdict.kind === 'parked') {
      this.#aliases.set(`${input}|${key}`, verdict.alias);
      this.#park(service, verdict.alias, record);
      countHold(item, verdict.alias, view, new Map());
      return;
    }
    countHold(item, null, view, new Map());
    if (verdict.kind === 'published') for (const output of verdict.records) this.#publish(output);
  }

  /** Tables as the engine sees them while it looks for a learner. */
  #viewOf(runner: PureRunner): TableView {
    return {
      get: ((table: AvroTopic, key: string) =>
        table === 'identity.hold' ? (this.#holds.get(key) ?? null) : runner.read(table, key)) as TableView['get'],
      set: (_table, key, value) => void this.#holds.set(key, value as AliasHold | null),
      has: () => true,
      load: async () => undefined,
    };
  }

  #publish(output: OutputRecord): void {
    const { topic, key, value, partition = partitionOf(topic, key) } = output;
    this.written.push(output);
    if (topic === 'identity.link') {
      for (const name of ['learning', 'enrollment', 'resolution']) this.runner(name).put(topic, key, value);
    }
    this.#append(topic, key, value, partition);
  }

  #park(service: string, alias: string, record: Waiting): void {
    const { topic, partition, offset, origin = { topic, partition, offset } } = record;
    const event_id = `parked ${this.#parked.length}`;
    const value: ParkedRecord = {
      ...{
        event_id,
        alias,
        service,
        reason: 'unknown',
        origin,
        input_partition: partition,
        attempt: record.attempt ?? 0,
      },
      ...{ timestamp: 0, parked_at: 0, deadline_at: PARKED_MAX_MS, key: null, value: Buffer.alloc(0), headers: [] },
    };
    this.#parked.push(record);
    this.#append('identity.unresolved', alias, value, 0);
  }

  /** Releases what waited for a link. @returns whether there was anything */
  #wake(): boolean {
    const sent = this.runner('resolution').runDue(0);
    for (const { parked_offset } of sent) {
      const record = this.#parked[parked_offset]!;
      const { topic, key, value, partition, offset, origin = { topic, partition, offset }, attempt = 0 } = record;
      const back = resubmissionTopicOf(originInputOf(topic)) as AvroTopic;
      this.#append(back, key, value, partition, { origin, attempt: attempt + 1 });
    }
    return sent.length > 0;
  }

  /** How many records wait for a person. */
  get waiting(): number {
    return [...this.#holds.values()].reduce((sum, hold) => sum + (hold?.outstanding ?? 0), 0);
  }
}
