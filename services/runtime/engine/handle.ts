import type { ParkedRecord } from '../../../schemas/types.generated.ts';
import { uuidV5 } from '../../people/ids.ts';
import { HandlerFault } from '../errors.ts';
import type { KnownLearner, Outcome, Prepared, Rejected } from '../service.ts';
import { type Chunk, isTable } from './chunk.ts';
import { type Engine, PARKED } from './engine.ts';
import { formatCoordinates } from './headers.ts';
import { claimOf, factsOf, type Item, placeOf, type State } from './item.ts';
import { countHold, findLearner, opensHold, toParkedRecord } from './learner.ts';
import type { Settled } from './look-up.ts';

/** Concludes a record that is not the one that has its id. */
export const settle = (chunk: Chunk, item: Item, settled: Settled): void => {
  if (settled === 'conflict') {
    const reason = 'another record with the same id and other content came first';
    chunk.output.addDeadLetter(item, { kind: 'rejected', code: 'conflict', reason });
    count(chunk, item, 'dead', 'conflict');
  } else {
    count(chunk, item, 'duplicate', 'same-content');
  }
  // A copy was counted when it first came back; for any other that was parked, nobody waits behind it any more.
  if (settled !== 'copy') countHold(item, null, chunk.view, chunk.holds);
};

const count = ({ tally }: Chunk, { record, provenance }: Item, state: State, rule: string): void =>
  tally.add(state, rule, {
    offset: record.offset,
    returned: provenance.attempt > 0,
    records: record.unread?.records ?? 1,
  });

/**
 * Concludes a record: output, dead letter, parked, or nothing.
 * @throws HandlerFault when the service's own code throws
 */
export const handleOne = (engine: Engine, chunk: Chunk, item: Item): void => {
  const alias = parkOrConclude(engine, chunk, item);
  countHold(item, alias, chunk.view, chunk.holds);
};

/** Concludes a record whose outputs the broker refuses. */
export const refuseOne = (engine: Engine, chunk: Chunk, item: Item, rejected: Rejected): void => {
  conclude(engine, chunk, item, rejected);
  countHold(item, null, chunk.view, chunk.holds);
};

/** @returns the alias under which the record was parked, or null */
const parkOrConclude = (engine: Engine, chunk: Chunk, item: Item): string | null => {
  const { prepared } = item;
  if (prepared.kind !== 'prepared') {
    conclude(engine, chunk, item, prepared);
    return null;
  }
  const alias = chunk.input.learner?.(prepared.event) ?? null;
  if (alias === null) {
    conclude(engine, chunk, item, callHandler(chunk, item, prepared, null));
    return null;
  }
  const learner = findLearner(item, alias, chunk.view);
  if (learner.kind === 'park') return park(engine, chunk, item, alias, learner.reason) ? alias : null;
  const outcome = learner.kind === 'member' ? callHandler(chunk, item, prepared, learner) : learner;
  conclude(engine, chunk, item, outcome);
  return null;
};

/** @returns whether the record was parked; else it is a dead letter */
const park = (engine: Engine, chunk: Chunk, item: Item, alias: string, reason: ParkedRecord['reason']): boolean => {
  const opens_hold = opensHold(item, alias, chunk.view);
  if (opens_hold && chunk.aliases_left <= 0) {
    conclude(engine, chunk, item, TOO_MANY_ALIASES);
    return false;
  }
  const { origin, attempt } = item.provenance;
  const parked = toParkedRecord(item, alias, reason, {
    service: engine.service.name,
    event_id: uuidV5(`parked|${placeOf(origin, item.provenance.timestamp_ms)}|${attempt}`),
    deadline_ms: engine.settings.park_deadline_ms,
    now_ms: Date.now(),
  });
  if (!chunk.output.addIfTaken(PARKED, alias, parked)) {
    conclude(engine, chunk, item, tooLargeFor(PARKED));
    return false;
  }
  if (opens_hold) chunk.aliases_left -= 1;
  count(chunk, item, 'parked', reason);
  return true;
};

const TOO_MANY_ALIASES = {
  kind: 'rejected',
  code: 'parked_overflow',
  reason: 'records of as many learner aliases wait already as the partition takes (PARKED_ALIASES_MAX)',
} as const satisfies Rejected;

const tooLargeFor = (topic: string): Rejected => ({
  kind: 'rejected',
  code: 'output_too_large',
  reason: `what the record leads to is larger than ${topic} takes`,
});

const callHandler = (
  { input, view }: Chunk,
  item: Item,
  { event }: Prepared<unknown>,
  learner: KnownLearner | null,
): Outcome => {
  const { member_id = null, known_as = null } = learner ?? {};
  try {
    return input.handle(event, { record: factsOf(item), member_id, known_as, get: view.get });
  } catch (error) {
    throw new HandlerFault(formatCoordinates(item.record), error);
  }
};

const conclude = (engine: Engine, chunk: Chunk, item: Item, outcome: Outcome): void => {
  switch (outcome.kind) {
    case 'ignored':
      count(chunk, item, 'ignored', outcome.rule);
      return;
    case 'published': {
      const too_large = chunk.output.addAll(outcome.records, item);
      if (too_large !== null) {
        conclude(engine, chunk, item, tooLargeFor(too_large));
        return;
      }
      for (const { topic, key, value } of outcome.records)
        if (isTable(engine, topic)) chunk.view.set(topic, key, value);
      count(chunk, item, 'published', outcome.rule);
      return;
    }
    case 'rejected': {
      chunk.output.addDeadLetter(item, outcome);
      count(chunk, item, 'dead', outcome.code);
      const claim = claimOf(item, chunk.topic_id);
      if (claim !== null && chunk.input.claim !== false) chunk.released.push(claim);
    }
  }
};
