import { defineInput, type Service } from '../runtime/service.ts';
import { publish } from './drafts.ts';
import { type LearningDeps, type LearningEvent, prepareStatement } from './prepare.ts';

/**
 * Turns xAPI statements into completions, skills and credentials of the learner.
 *
 * Each statement stands for itself. A voiding statement is counted and changes nothing: records that the voided statement led
 * to are not taken back. Statement references and SubStatements never count as something done.
 */
export const createLearning = (deps: LearningDeps): Service => ({
  name: 'learning',
  inputs: {
    'raw.xapi': defineInput<'raw.xapi', LearningEvent>('raw.xapi', {
      prepare: (record) => prepareStatement(deps, record),
      learner: ({ learner }) => learner,
      handle: ({ rule, drafts }, { member_id, record }) => {
        if (member_id === null) throw new Error('a statement is handled only once its learner is known');
        return { kind: 'published', rule, records: publish(drafts, member_id, record.origin) };
      },
    }),
  },
});
