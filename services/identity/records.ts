import { isDeepStrictEqual } from 'node:util';
import { uuidV5 } from '../people/ids.ts';
import type { AvroTopic, Coordinates, OutputRecord, ReadTable, ValueOf } from '../runtime/service.ts';
import type { Decision } from './decisions.ts';
import type { WorkerContent } from './entries.ts';
import type { IdentityEvent } from './event.ts';
import type { LinkChange } from './link-changes.ts';
import type { MemberContent } from './members.ts';

/** Makes the records of one event: stamps them, and leaves out those that would say what stands there already. */
export interface RecordsOfEvent {
  readonly members: (contents: readonly MemberContent[]) => readonly OutputRecord[];
  readonly links: (changes: readonly LinkChange[]) => readonly OutputRecord[];
  readonly workers: (contents: ReadonlyMap<string, WorkerContent>) => readonly OutputRecord[];
  readonly audits: (decisions: readonly Decision[]) => readonly OutputRecord[];
}

type Stamps = Pick<ValueOf<'identity.audit'>, 'event_id' | 'origin'>;

/** Compares what is said, not the stamps, which differ with every event. */
const says = (stored: object | null, content: object): boolean =>
  stored !== null &&
  Object.entries(content).every(([name, value]) => isDeepStrictEqual(Reflect.get(stored, name), value));

export const recordsOfEvent = (event: IdentityEvent, origin: Coordinates, get: ReadTable): RecordsOfEvent => {
  const stampsOf = (topic: AvroTopic, key: string): Stamps => ({
    event_id: uuidV5(`${topic}|${event.id}|${key}`),
    origin,
  });
  return {
    members: (contents) =>
      contents.flatMap((content): OutputRecord[] => {
        const [topic, key] = ['marketplace.member', content.member_id] as const;
        return says(get(topic, key), content) ? [] : [{ topic, key, value: { ...content, ...stampsOf(topic, key) } }];
      }),
    links: (changes) =>
      changes.flatMap(({ alias, before, after }): OutputRecord[] => {
        const topic = 'identity.link';
        return says(before, after) ? [] : [{ topic, key: alias, value: { ...after, ...stampsOf(topic, alias) } }];
      }),
    workers: (contents) =>
      [...contents].flatMap(([key, content]): OutputRecord[] => {
        const topic = 'identity.worker';
        return says(get(topic, key), content) ? [] : [{ topic, key, value: { ...content, ...stampsOf(topic, key) } }];
      }),
    audits: (decisions) =>
      decisions.map((decision): OutputRecord => {
        const { member_id, action, alias } = decision;
        const topic = 'identity.audit';
        const stamps = stampsOf(topic, `${member_id}|${action}|${alias ?? ''}`);
        const value = { ...decision, decided_by: event.source, at: event.version.effective_at, ...stamps };
        return { topic, key: member_id, value };
      }),
  };
};
