import type { Completion, Credential, Score, SkillEvidence } from '../../../schemas/types.generated.ts';
import type { AvroTopic, OutputRecord } from '../../../services/runtime/service.ts';
import type { WholePipeline } from './pipeline.ts';

type Event = Completion | Score | SkillEvidence | Credential;
const EVENTS: ReadonlySet<string> = new Set([
  'marketplace.completion',
  'marketplace.score',
  'marketplace.skill',
  'marketplace.credential',
] satisfies AvroTopic[]);

type EventRecord = Extract<OutputRecord, { readonly value: Event | null }> & { readonly value: Event };

/** All that the marketplace was told of learning, in order. */
export const eventsOf = ({ written }: WholePipeline): readonly EventRecord[] =>
  written.filter(({ topic, value }) => EVENTS.has(topic) && value !== null) as readonly EventRecord[];

/** What tells how a record came about, not what is so. */
const STAMPS = ['event_id', 'origin', 'last_evidence_id', 'completion_evidence', 'evidence'];
/** Of an event, the home of its learner is compared; by what name the learner went at the time depends on when it came. */
const OF_ITS_TIME = ['member_id', 'known_as', 'withdraws', 'voided_by', 'assertion'];

const without = (value: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

/** Events that stand, each with the home of its learner. */
const standing = (pipeline: WholePipeline): readonly string[] => {
  const events = eventsOf(pipeline);
  const gone = new Set(events.map(({ value }) => value.withdraws));
  return events
    .filter(({ value }) => value.assertion !== 'revoked' && !gone.has(value.event_id))
    .map(({ topic, value }) =>
      JSON.stringify([topic, value.known_as ?? value.member_id, without(value, [...STAMPS, ...OF_ITS_TIME])]),
    )
    .sort();
};

const newest = ({ written }: WholePipeline, topic: AvroTopic): Readonly<Record<string, object>> => {
  const entries = new Map<string, object>();
  for (const record of written) {
    if (record.topic !== topic) continue;
    if (record.value === null) entries.delete(record.key);
    else entries.set(record.key, without(record.value, STAMPS));
  }
  return Object.fromEntries(entries);
};

/** Why there is a drift may depend on what came first: a completion that was withdrawn, or one that never was. */
const driftKinds = (pipeline: WholePipeline): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...pipeline.runner('enrollment').entries('marketplace.enrollment-drift')].map(([key, { kind }]) => [
      key,
      kind === 'completion_withdrawn' ? 'completion_missing' : kind,
    ]),
  );

/** Everything that the marketplace knows in the end. */
export const finalView = (pipeline: WholePipeline) => ({
  members: newest(pipeline, 'marketplace.member'),
  links: newest(pipeline, 'identity.link'),
  enrollments: newest(pipeline, 'marketplace.enrollment'),
  drift: driftKinds(pipeline),
  profiles: newest(pipeline, 'marketplace.skill-profile'),
  events: standing(pipeline),
});
