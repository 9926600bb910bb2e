import { expect, test } from 'vitest';
import { loadMappings } from '../../../mappings/index.ts';
import { createLearning } from '../../../services/learning/service.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import { createLoad } from '../../../tools/bench/load/load.ts';

const LEARNERS = 50;
const STATEMENTS = 2_000;

test('a seed always gives the same load', () => {
  const [one, other] = [createLoad(7, LEARNERS), createLoad(7, LEARNERS)];
  expect(Array.from({ length: 100 }, one.next)).toEqual(Array.from({ length: 100 }, other.next));
  expect(one.hires).toEqual(other.hires);
});

test('the learning service makes of each statement what the load says', () => {
  const load = createLoad(1, LEARNERS);
  const service = createLearning(
    { mappings: loadMappings(), hashAlias: createAliasHasher('k'.repeat(32)) },
    { registration_window_ms: 0 },
  );
  const input = service.inputs['raw.xapi']!;
  const outcomeOf = (offset: number) => {
    const { key, value, ...expected } = load.next();
    const coordinates = { topic: 'raw.xapi', partition: 0, offset };
    const record = { coordinates, origin: coordinates, attempt: 0, key, timestamp_ms: 0, value };
    const prepared = input.prepare(record);
    if (prepared.kind !== 'prepared') return { found: { outcome: prepared.kind, completes: null }, expected };
    const outcome = input.handle(prepared.event, { record, member_id: 'E-1', known_as: null, get: () => null });
    const records = outcome.kind === 'published' ? outcome.records : [];
    const completion = records.find(({ topic }) => topic === 'marketplace.completion');
    const completes = completion === undefined ? null : prepared.id;
    return { found: { outcome: outcome.kind, completes }, expected };
  };
  for (let offset = 0; offset < STATEMENTS; offset += 1) {
    const { found, expected } = outcomeOf(offset);
    expect(found).toEqual(expected);
  }
});
