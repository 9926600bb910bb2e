import { mappingErrorCodes } from '../../mappings/index.ts';
import { type DueDeclaration, defineInput, type Service } from '../runtime/service.ts';
import { voidedInput } from './cmi5/handle.ts';
import { REGISTRATIONS, registrationKey } from './cmi5/registered.ts';
import { learningErrorCodes } from './error-codes.ts';
import { handleStatement } from './handle.ts';
import { type LearningDeps, type LearningEvent, prepareStatement } from './prepare.ts';
import { xapiErrorCodes } from './xapi/error-codes.ts';

export interface LearningOptions {
  /** How long a cmi5 registration is remembered after its newest statement; longer than a statement can be voided. */
  readonly registration_window_ms: number;
}

const dueAfter = (window_ms: number): DueDeclaration<typeof REGISTRATIONS> => ({
  table: REGISTRATIONS,
  due_at: ({ noted_at }) => noted_at + window_ms,
  // It stays in the partition in which it stands.
  handle: (key) => ({ send_back: [], records: [{ topic: REGISTRATIONS, key, value: null, tombstone: 'expired' }] }),
});

/**
 * Turns xAPI statements into completions, skills and credentials of the learner.
 *
 * Each statement stands for itself, but for those of a cmi5 registration, some of which count only once: which of them do is
 * decided from all of them. What is needed to take back what a voided statement led to goes to the voiding service, which
 * says in turn which statements of a registration are voided. Statement references and SubStatements never count
 * as something done.
 */
export const createLearning = (deps: LearningDeps, { registration_window_ms }: LearningOptions): Service => {
  const prepareDeps = { ...deps, fingerprint_key: deps.hashAlias.text('statement-fingerprint', '') };
  const statements = defineInput<'raw.xapi', LearningEvent>('raw.xapi', {
    prepare: (record) => prepareStatement(prepareDeps, record),
    learner: (event) => (event.kind === 'voiding' ? null : event.learner),
    needsState: (event) => event.kind !== 'voiding' && event.registered !== null,
    state: (event, learner) => {
      if (event.kind === 'voiding' || event.registered === null || learner === null) return [];
      return [registrationKey(event.registered, learner)];
    },
    handle: handleStatement,
  });
  return {
    name: 'learning',
    error_codes: { ...mappingErrorCodes, ...xapiErrorCodes, ...learningErrorCodes },
    inputs: {
      'raw.xapi': statements,
      'learning.resubmission-repartition': statements,
      'learning.voided': voidedInput,
    },
    tables: [REGISTRATIONS],
    due: dueAfter(registration_window_ms),
  };
};
