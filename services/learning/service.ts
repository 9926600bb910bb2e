import { defineInput, type Service } from '../runtime/service.ts';
import { REGISTRATIONS, registrationKey } from './cmi5/registered.ts';
import { handleStatement } from './handle.ts';
import { type LearningDeps, type LearningEvent, prepareStatement } from './prepare.ts';

/**
 * Turns xAPI statements into completions, skills and credentials of the learner.
 *
 * Each statement stands for itself, but for those of a cmi5 registration, some of which count only once. What is needed to
 * take back what a voided statement led to goes to the voiding service. Statement references and SubStatements never count
 * as something done.
 */
export const createLearning = (deps: LearningDeps): Service => ({
  name: 'learning',
  inputs: {
    'raw.xapi': defineInput<'raw.xapi', LearningEvent>('raw.xapi', {
      prepare: (record) => prepareStatement(deps, record),
      learner: (event) => (event.kind === 'voiding' ? null : event.learner),
      needsState: (event) => event.kind !== 'voiding' && event.registered !== null,
      state: (event, member_id) => {
        if (event.kind === 'voiding' || event.registered === null || member_id === null) return [];
        return [registrationKey(event.registered, member_id)];
      },
      handle: handleStatement,
    }),
  },
  tables: [REGISTRATIONS],
});
