import { loadMappings } from '../../../mappings/index.ts';
import type { Verdict } from '../../support/pure-runner.ts';
import { createRunner, feed, hashAlias, ID } from './fixtures.ts';

/** Statements of a learner, judged with the mapping files of the repository. */

const mappings = loadMappings();
const JANE = { objectType: 'Agent', mbox: 'mailto:jane@corp.example' };

/** What becomes of a statement of Jane. */
export const told = (source: string, verb: string, object: object, given: object = {}): Verdict =>
  feed(
    createRunner({ mappings, hashAlias }),
    { id: ID, actor: JANE, verb: { id: verb }, object, timestamp: '2026-03-01T10:30:00Z', ...given },
    source,
  );

export const activity = (id: string, type: string): object => ({ objectType: 'Activity', id, definition: { type } });

export const category = (...ids: string[]): object => ({
  context: { contextActivities: { category: ids.map((id) => ({ id })) } },
});

/** Name of the rule, then topic and the fields of each record for the marketplace. */
export const summary = (verdict: Verdict): readonly unknown[] => {
  if (verdict.kind === 'ignored') return [verdict.rule];
  if (verdict.kind !== 'published') return [verdict];
  return [
    verdict.rule,
    ...verdict.records.flatMap(({ topic, value }) =>
      topic.startsWith('marketplace.') ? [{ topic: topic.slice('marketplace.'.length), ...value }] : [],
    ),
  ];
};
