import { isDeepStrictEqual } from 'node:util';
import { uuidV5 } from '../people/ids.ts';
import type { AvroTopic, Coordinates, OutputRecord, ReadTable, TombstoneReason, ValueOf } from '../runtime/service.ts';
import type { Decision } from './decisions.ts';
import type { IdentityEvent } from './event.ts';

type Table = 'marketplace.member' | 'identity.link' | 'identity.worker' | 'identity.group';

/** An entry of a table without its stamps; null for one that is to go. */
export type Entries<T extends Table> = Iterable<readonly [key: string, content: Omit<ValueOf<T>, keyof Stamps> | null]>;

/** Makes the records of one event: stamps them, and leaves out those that would say what stands there already. */
export interface RecordsOfEvent {
  readonly entries: <T extends Table>(topic: T, contents: Entries<T>) => readonly OutputRecord[];
  readonly audits: (decisions: readonly Decision[]) => readonly OutputRecord[];
}

type Stamps = Pick<ValueOf<'identity.audit'>, 'event_id' | 'origin'>;

/** Why entries go. */
const TOMBSTONES: Readonly<Record<Table, TombstoneReason>> = {
  'marketplace.member': 'erased',
  'identity.link': 'unclaimed',
  'identity.worker': 'erased',
  'identity.group': 'ended',
};

/** Most values are the same in the cheapest sense. */
const isSame = (a: unknown, b: unknown): boolean => a === b || isDeepStrictEqual(a, b);

/** Compares what is said, not the stamps, which differ with every event. */
const says = (stored: object | null, content: object | null): boolean =>
  stored === null || content === null
    ? stored === content
    : Object.entries(content).every(([name, value]) => isSame(Reflect.get(stored, name), value));

export const recordsOfEvent = (event: IdentityEvent, origin: Coordinates, get: ReadTable): RecordsOfEvent => {
  const stampsOf = (topic: AvroTopic, key: string): Stamps => ({
    event_id: uuidV5(`${topic}|${event.id}|${key}`),
    origin,
  });
  return {
    entries: (topic, contents) =>
      [...contents]
        .filter(([key, content]) => !says(get(topic, key), content))
        .map(([key, content]) => {
          const said =
            content === null
              ? { value: null, tombstone: TOMBSTONES[topic] }
              : { value: { ...content, ...stampsOf(topic, key) } };
          return { topic, key, ...said } as unknown as OutputRecord;
        }),
    audits: (decisions) =>
      decisions.map((decision): OutputRecord => {
        const { member_id, other_member_id, action, alias } = decision;
        const topic = 'identity.audit';
        const stamps = stampsOf(
          topic,
          [member_id, action, alias ?? '', ...(other_member_id === null ? [] : [other_member_id])].join('|'),
        );
        const value = { ...decision, decided_by: event.source, at: event.version.effective_at, ...stamps };
        return { topic, key: member_id, value };
      }),
  };
};
