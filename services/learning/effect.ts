import type { EffectRegistration, StatementEffect } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import type { Coordinates, KnownLearner, OutputRecord } from '../runtime/service.ts';
import { type Drafts, NOTHING_TOLD, type Told } from './drafts.ts';

/** What identifies the statement, and whose it is. */
export interface Cause extends KnownLearner {
  readonly statement_id: string;
  readonly source: string;
}

const record = (
  statement_id: string,
  effect: StatementEffect,
  origin: Coordinates,
  id = `effect|${statement_id}`,
): OutputRecord => ({
  topic: 'learning.statement',
  key: statement_id,
  value: { event_id: uuidV5(id), effect, voiding: null, origin },
});

/**
 * Tells the voiding service what a statement led to: just what it takes to withdraw it, since this is written for every
 * statement that leads to something and kept for as long as it can be voided.
 * @returns null when nothing can be withdrawn: voiding a revocation brings nothing back
 */
export const effectRecord = (
  { completion, score, skills, credentials }: Drafts,
  { statement_id, source, member_id, known_as }: Cause,
  origin: Coordinates,
): OutputRecord | null => {
  const asserted = credentials.filter(({ assertion }) => assertion === 'asserted');
  const completed = completion?.assertion === 'asserted' ? completion : null;
  if (completed === null && score === null && asserted.length === 0) return null;
  const learned = { completion: completed, score, skills, credentials: asserted };
  return record(statement_id, { source, member_id, known_as, ...learned, registration: null }, origin);
};

/** Tells the voiding service which registration takes a statement back. */
export const registeredEffectRecord = (
  { statement_id, source, member_id, known_as }: Cause,
  registration: EffectRegistration,
  origin: Coordinates,
): OutputRecord => record(statement_id, { source, member_id, known_as, ...NOTHING_TOLD, registration }, origin);

/**
 * Tells the voiding service that the registration of a statement does not keep it any more: what stands of it is the voiding
 * service's to take back from now on.
 * @returns null for a statement of which nothing stands
 */
export const settledEffectRecord = (statement_id: string, told: Told, origin: Coordinates): OutputRecord | null => {
  const result = told.completion ?? told.score;
  if (result === null) return null;
  const { source, member_id, known_as } = result;
  const effect = { source, member_id, known_as, ...told, registration: null };
  return record(statement_id, effect, origin, `effect|${statement_id}|settled`);
};
