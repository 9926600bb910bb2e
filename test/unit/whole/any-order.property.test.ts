import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WholePipeline } from './pipeline.ts';
import { type Story, stories } from './stories.ts';
import { eventsOf, finalView } from './views.ts';

const NUM_RUNS = 500;
const TIMEOUT_MS = 60_000;
/** How many records are handled, at most, before the next one comes. */
const STEPS_MAX = 6;

/** Each record is handled to the end before the next one comes. */
const inTurn = ({ plain }: Story): WholePipeline => {
  const pipeline = new WholePipeline();
  for (const told of plain) {
    pipeline.tell(told);
    while (pipeline.step(0));
  }
  pipeline.drain();
  return pipeline;
};

/** Records come while others are on their way, and services are slow and fast by turns. */
const allAtOnce = ({ mixed, choices }: Story): WholePipeline => {
  const pipeline = new WholePipeline();
  let i = 0;
  const next = (): number => choices[i++ % choices.length]!;
  for (const told of mixed) {
    pipeline.tell(told);
    for (let steps = next() % STEPS_MAX; steps > 0; steps -= 1) pipeline.step(next());
  }
  pipeline.drain(next);
  return pipeline;
};

it('a person has one history, whenever what the HR system says comes among what is learned', {
  timeout: TIMEOUT_MS,
}, () => {
  fc.assert(
    fc.property(stories, (story) => {
      const [plain, mixed] = [inTurn(story), allAtOnce(story)];
      expect(plain.waiting).toBe(0);
      expect(mixed.waiting).toBe(0);
      expect(finalView(mixed)).toEqual(finalView(plain));
    }),
    { numRuns: NUM_RUNS },
  );
});

it('no event id comes twice, and what is withdrawn was told, and is withdrawn once', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(stories, (story) => {
      const pipeline = allAtOnce(story);
      // What a statement led to is told to the voiding service anew when its registration changes.
      const ids = pipeline.written.flatMap(({ topic, value }) =>
        value !== null && 'event_id' in value && topic !== 'learning.statement' ? `${topic} ${value.event_id}` : [],
      );
      expect(new Set(ids).size).toBe(ids.length);
      const events = eventsOf(pipeline);
      const told = new Set(events.map(({ value }) => value.event_id));
      const withdrawn = events.flatMap(({ value }) => value.withdraws ?? []);
      for (const id of withdrawn) expect(told).toContain(id);
      expect(new Set(withdrawn).size).toBe(withdrawn.length);
    }),
    { numRuns: NUM_RUNS },
  );
});
