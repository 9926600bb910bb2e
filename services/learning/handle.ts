import type { Context, Outcome, OutputRecord } from '../runtime/service.ts';
import { judged, type Registered, registrationKey, registrationRecord, withdrawalsOf } from './cmi5/registered.ts';
import { decide, NEW_REGISTRATION, type RegistrationVerdict } from './cmi5/registration.ts';
import { type Drafts, publish } from './drafts.ts';
import { effectRecord } from './effect.ts';
import type { LearningEvent, MeaningfulStatement, RegistrationStatement } from './prepare.ts';
import { voidingRecord } from './voiding.ts';

type Known = Context<unknown> & { readonly member_id: string };
const isKnown = (context: Context<unknown>): context is Known => context.member_id !== null;

const published = (rule: string, records: readonly OutputRecord[]): Outcome => ({ kind: 'published', rule, records });

const recordsOf = (
  drafts: Drafts,
  { statement_id, source }: MeaningfulStatement,
  { member_id, known_as, record: { origin } }: Known,
): readonly OutputRecord[] => {
  const records = publish(drafts, { member_id, known_as }, origin);
  const effect = effectRecord(drafts, { statement_id, source, member_id, known_as }, origin);
  return effect === null ? records : [...records, effect];
};

/** What the registration says of a statement, and the record of what it remembers from now on, if that is anything new. */
const ask = (
  registered: Registered,
  self: { readonly statement_id: string; readonly at: number },
  { get, member_id }: Known,
): { readonly verdict: RegistrationVerdict; readonly remembered: readonly OutputRecord[] } => {
  const { table, key } = registrationKey(registered, member_id);
  const known = get(table, key) ?? NEW_REGISTRATION;
  const verdict = decide(known, registered.fact, self);
  const changed = verdict.kind === 'counts' && verdict.next !== known;
  return { verdict, remembered: changed ? [registrationRecord(registered, member_id, verdict.next)] : [] };
};

const handleRegistration = (event: RegistrationStatement, context: Known): Outcome => {
  const { verdict, remembered } = ask(event.registered, { statement_id: event.statement_id, at: event.at }, context);
  return verdict.kind === 'counts' ? published(event.rule, remembered) : verdict;
};

const handleRegistered = (event: MeaningfulStatement, registered: Registered, context: Known): Outcome => {
  const { completion } = event.drafts;
  if (completion === null) return published(event.rule, recordsOf(event.drafts, event, context));
  const self = { statement_id: event.statement_id, at: completion.completed_at };
  const { verdict, remembered } = ask(registered, self, context);
  if (verdict.kind !== 'counts') return verdict;
  const drafts = judged(event.drafts, verdict.satisfied);
  const rule = drafts.completion === null ? `${event.rule}/not-satisfied` : event.rule;
  return published(rule, [
    ...recordsOf(drafts, event, context),
    ...withdrawalsOf(verdict.withdrawn, completion, context.record.origin),
    ...remembered,
  ]);
};

/** What a prepared statement leads to, once its learner is known. */
export const handleStatement = (event: LearningEvent, context: Context<unknown>): Outcome => {
  if (event.kind === 'voiding') return published(event.rule, [voidingRecord(event, context.record.origin)]);
  if (!isKnown(context)) throw new Error('a statement is handled only once its learner is known');
  if (event.kind === 'registration') return handleRegistration(event, context);
  if (event.registered !== null) return handleRegistered(event, event.registered, context);
  return published(event.rule, recordsOf(event.drafts, event, context));
};
