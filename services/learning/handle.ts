import type { Context, Outcome, OutputRecord } from '../runtime/service.ts';
import { handleRegistered, isLaunched, outsideOfCmi5 } from './cmi5/handle.ts';
import type { Registered } from './cmi5/registered.ts';
import { outputsOf, toldOf } from './drafts.ts';
import { effectRecord } from './effect.ts';
import type { LearningEvent, MeaningfulStatement } from './prepare.ts';
import { voidingRecord } from './voiding.ts';

type Known = Context & { readonly member_id: string };
const isKnown = (context: Context): context is Known => context.member_id !== null;

const published = (rule: string, records: readonly OutputRecord[]): Outcome => ({ kind: 'published', rule, records });

/** A statement that stands for itself. */
const handleMeaningful = (
  { drafts, statement_id, source, rule }: MeaningfulStatement,
  { member_id, known_as, record: { origin } }: Known,
): Outcome => {
  const records = outputsOf(toldOf(drafts, { member_id, known_as }, origin));
  const effect = effectRecord(drafts, { statement_id, source, member_id, known_as }, origin);
  return published(rule, effect === null ? records : [...records, effect]);
};

const handleOfRegistration = (event: MeaningfulStatement, registered: Registered, context: Known): Outcome => {
  const { completion, score } = event.drafts;
  const result = completion ?? score;
  if (result?.assertion !== 'asserted') return handleMeaningful(event, context);
  const { role } = registered.fact;
  if (role === 'allowed') {
    return isLaunched(registered, context) ? outsideOfCmi5() : handleMeaningful(event, context);
  }
  const told = toldOf(event.drafts, context, context.record.origin);
  const at = 'completed_at' in result ? result.completed_at : result.assessed_at;
  return handleRegistered({ ...event, role, told_by: result, at, told }, registered, context);
};

/** What a prepared statement leads to, once its learner is known. */
export const handleStatement = (event: LearningEvent, context: Context): Outcome => {
  if (event.kind === 'voiding') return published(event.rule, [voidingRecord(event, context.record.origin)]);
  if (!isKnown(context)) throw new Error('a statement is handled only once its learner is known');
  if (event.kind === 'registration') return handleRegistered({ ...event, told: null }, event.registered, context);
  if (event.registered !== null) return handleOfRegistration(event, event.registered, context);
  return handleMeaningful(event, context);
};
