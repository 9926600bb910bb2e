import { dead, duplicate, type FinalState, rival } from '../expectation.ts';
import type { Draft, RawTopic, Sound } from '../raw-record.ts';
import type { World } from '../world.ts';
import { variantOf } from './variants.ts';

type Repeat = 'repeated' | 'repeated_elsewhere' | 'reserialized' | 'id_reused' | 'id_reused_elsewhere';

/** One repeat in so many records of the topic. */
const RECORDS_PER_REPEAT: Readonly<Record<RawTopic, Readonly<Partial<Record<Repeat, number>>>>> = {
  'raw.xapi': {
    repeated: 80,
    repeated_elsewhere: 200,
    reserialized: 300,
    id_reused: 300,
    id_reused_elsewhere: 400,
  },
  'raw.enrollment': { repeated: 60, repeated_elsewhere: 90, id_reused: 110, id_reused_elsewhere: 130 },
  // A single partition: there is no elsewhere.
  'raw.hris': { repeated: 40, id_reused: 90 },
};
const DELAY_RECORDS_MAX = 300;

/** Somebody unknown may be known or dead by the time of the repeat, and then its end would be hard to foresee. */
const isRepeatable = ({ payload, fault, expect }: Draft): boolean =>
  payload.kind === 'sound' &&
  expect.rivals === null &&
  (fault === null || fault === 'learner_not_known_yet' || fault === 'enrollment_out_of_order');

/** Durations of the simulated systems, as a store writes them that counts in minutes. */
const inMinutes = (duration: string): string =>
  duration.replace(/^PT(\d+)H(?:(\d+)M)?$/, (_, hours, minutes = 0) => `PT${Number(hours) * 60 + Number(minutes)}M`);

/**
 * The same statement as a store gives it out (xAPI 1.0.3 Data 2.3.1): stamped, as often as not in the millisecond of its own
 * timestamp, with its properties in another order and its duration in other units.
 */
const reserialized = (draft: Draft): Draft['payload'] => {
  const sound = draft.payload as Extract<Sound, { topic: 'raw.xapi' }>;
  const { received_at } = sound.value;
  const { result, ...statement } = JSON.parse(sound.value.statement) as {
    readonly result?: { readonly duration?: string };
    readonly timestamp?: string;
  };
  const stored =
    received_at % 2 === 0 && statement.timestamp !== undefined
      ? statement.timestamp
      : new Date(received_at).toISOString();
  const duration = result?.duration;
  const kept = result && { result: { ...result, ...(duration !== undefined && { duration: inMinutes(duration) }) } };
  const turned = Object.fromEntries(Object.entries({ ...statement, ...kept }).reverse());
  return { ...sound, value: { ...sound.value, statement: JSON.stringify({ stored, ...turned }, null, 1) } };
};

/** Sends records again, or others under their ids, and says what must become of both. */
export const createRepeats = (world: World) => {
  const { random } = world;
  const waits = new Map<string, number>();
  for (const [topic, kinds] of Object.entries(RECORDS_PER_REPEAT)) {
    // The first one comes early, so that a short simulation has each kind too.
    for (const [kind, every] of Object.entries(kinds)) waits.set(`${topic} ${kind}`, random.between(1, every / 4));
  }

  const choose = (topic: RawTopic): Repeat | undefined => {
    const kinds = Object.keys(RECORDS_PER_REPEAT[topic]) as Repeat[];
    for (const kind of kinds) waits.set(`${topic} ${kind}`, waits.get(`${topic} ${kind}`)! - 1);
    const due = kinds.find((kind) => waits.get(`${topic} ${kind}`)! <= 0);
    if (due) waits.set(`${topic} ${due}`, random.between(1, 2 * RECORDS_PER_REPEAT[topic][due]! - 1));
    return due;
  };

  const elsewhere = ({ key }: Draft): string => `${key}~resent-${random.below(10_000)}`;

  const against = (draft: Draft, loser: FinalState): Draft => ({
    ...draft,
    expect: rival(draft.expect, random.uuid(), loser),
  });

  /** The record, and what is sent later. */
  const repeatsOf = (kind: Repeat, draft: Draft): readonly [first: Draft, second: Draft] => {
    switch (kind) {
      case 'repeated':
        return [draft, { ...draft, expect: duplicate() }];
      case 'reserialized':
        return [draft, { ...draft, payload: reserialized(draft), expect: duplicate() }];
      case 'id_reused':
        return [draft, { ...variantOf(draft, random), expect: dead('conflict') }];
      case 'repeated_elsewhere': {
        const first = against(draft, 'duplicate');
        return [first, { ...first, key: elsewhere(draft) }];
      }
      case 'id_reused_elsewhere': {
        const first = against(draft, 'dead:conflict');
        return [first, { ...variantOf(first, random), key: elsewhere(draft) }];
      }
    }
  };

  /**
   * Plans a repeat of a record now and then.
   * @returns the record itself, whose expectation may now depend on its rival
   */
  return (draft: Draft): Draft => {
    const kind = isRepeatable(draft) ? choose(draft.topic) : undefined;
    if (!kind) return draft;
    const [first, second] = repeatsOf(kind, draft);
    const delay_records = random.between(1, DELAY_RECORDS_MAX);
    return world.plan(delay_records, () => ({ ...second, fault: kind })) ? first : draft;
  };
};
