import type { Draft, RawTopic, Sound } from '../raw-record.ts';
import type { World } from '../world.ts';
import { CONTENT_DAMAGE } from './content.ts';
import { FRAMING_DAMAGE, misdirect } from './framing.ts';

type SoundDraft = Draft & { readonly payload: Sound };

/** Makes a record of a topic that would be published, for damage to be done to it. */
export type Sample = (topic: RawTopic) => SoundDraft;

const TOPICS: readonly RawTopic[] = ['raw.hris', 'raw.xapi', 'raw.enrollment'];
/** Each kind of damage is done once in so many records, but once at least. */
const RECORDS_PER_DAMAGE = 2_500;
/** The first records are the workers of the start; nothing is planned for the very end, where it might not fit. */
const PART_FROM = 0.1;
const PART_TO = 0.9;

/** Plans every kind of malformed record, over the whole simulation. */
export const planMalformed = (world: World, sample: Sample): void => {
  const { random, records } = world;
  const times = Math.max(1, Math.floor(records / RECORDS_PER_DAMAGE));
  const planOnce = (make: () => Draft): void => {
    const part = PART_FROM + random.next() * (PART_TO - PART_FROM);
    world.plan(Math.floor(part * records), make);
  };
  for (let time = 0; time < times; time++) {
    for (const topic of TOPICS) {
      for (const [fault, damage] of [...FRAMING_DAMAGE, ...CONTENT_DAMAGE[topic]]) {
        planOnce(() => {
          const draft = sample(topic);
          return { ...draft, ...damage(draft, random), fault };
        });
      }
      planOnce(() => misdirect(sample(topic)));
    }
  }
};
