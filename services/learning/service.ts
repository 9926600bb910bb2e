import { type Coordinates, defineInput, type Outcome, type OutputRecord, type Service } from '../runtime/service.ts';
import { publish } from './drafts.ts';
import { effectRecord } from './effect.ts';
import { type LearningDeps, type LearningEvent, type MeaningfulStatement, prepareStatement } from './prepare.ts';
import { voidingRecord } from './voiding.ts';

const published = (rule: string, records: readonly OutputRecord[]): Outcome => ({ kind: 'published', rule, records });

const recordsOf = (
  { drafts, statement_id, source }: MeaningfulStatement,
  member_id: string,
  origin: Coordinates,
): readonly OutputRecord[] => {
  const records = publish(drafts, member_id, origin);
  const effect = effectRecord(drafts, { statement_id, source, member_id }, origin);
  return effect === null ? records : [...records, effect];
};

/**
 * Turns xAPI statements into completions, skills and credentials of the learner.
 *
 * Each statement stands for itself. What is needed to take back what a voided statement led to goes to the voiding service.
 * Statement references and SubStatements never count as something done.
 */
export const createLearning = (deps: LearningDeps): Service => ({
  name: 'learning',
  inputs: {
    'raw.xapi': defineInput<'raw.xapi', LearningEvent>('raw.xapi', {
      prepare: (record) => prepareStatement(deps, record),
      learner: (event) => (event.kind === 'voiding' ? null : event.learner),
      handle: (event, { member_id, record: { origin } }) => {
        if (event.kind === 'voiding') return published(event.rule, [voidingRecord(event, origin)]);
        if (member_id === null) throw new Error('a statement is handled only once its learner is known');
        return published(event.rule, recordsOf(event, member_id, origin));
      },
    }),
  },
});
