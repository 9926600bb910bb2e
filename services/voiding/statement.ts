import type { LearningStatement, StatementEffect, VoidableStatement, Voiding } from '../../schemas/types.generated.ts';
import { merged } from './merge.ts';

/** What is to be taken back now, and why. */
export interface Withdrawn {
  readonly effect: StatementEffect;
  readonly voiding: Voiding;
}

/** What comes of a piece of news about a statement. */
export interface Noted {
  /** Name under which it is counted. */
  readonly rule: string;
  /** What is known of the statement now; null when the news changes nothing and leads to nothing. */
  readonly after: VoidableStatement | null;
  readonly withdrawn: Withdrawn | null;
}

const nothing = (rule: string): Noted => ({ rule, after: null, withdrawn: null });

/**
 * A statement led to something. Told again, as a replay does, with a voiding known: what was published again is withdrawn
 * again, by the same records.
 */
const noteEffect = (before: VoidableStatement | null, told: StatementEffect, now_ms: number): Noted => {
  const voidings = (before?.voidings ?? []).filter(({ source }) => source === told.source);
  const effect = before?.effect ? merged(before.effect, told) : told;
  // A registration is kept from when its statements came in, so its statements can be voided from then on.
  const after: VoidableStatement = { noted_at: told.registration?.noted_at ?? now_ms, effect, voidings };
  const [voiding] = voidings;
  if (voiding) return { rule: 'voided-before', after, withdrawn: { effect: told, voiding } };
  return { rule: before && before.voidings.length > 0 ? 'voided-by-other-source' : 'effect', after, withdrawn: null };
};

/** A statement is voided. Only its own source can do that; a second time changes nothing. */
const noteVoiding = (before: VoidableStatement | null, voiding: Voiding, now_ms: number): Noted => {
  const { effect = null, voidings = [], noted_at = now_ms } = before ?? {};
  if (effect && effect.source !== voiding.source) return nothing('voiding-by-other-source');
  if (voidings.some(({ source }) => source === voiding.source)) return nothing('voided-already');
  const after: VoidableStatement = { noted_at, effect, voidings: [...voidings, voiding] };
  return effect
    ? { rule: 'voided', after, withdrawn: { effect, voiding } }
    : { rule: 'voiding-waits', after, withdrawn: null };
};

/**
 * Adds a piece of news to what is known of a statement (xAPI 1.0.3 Data 2.3.2). A statement is withdrawn as soon as both
 * are known: that it led to something, and that a statement of the same source voids it. Voiding statements have no
 * effect of their own, so voiding one changes nothing.
 * @param now_ms when the news was told, epoch milliseconds
 */
export const note = (
  before: VoidableStatement | null,
  { effect, voiding }: Pick<LearningStatement, 'effect' | 'voiding'>,
  now_ms: number,
): Noted => {
  if (effect) return noteEffect(before, effect, now_ms);
  if (voiding) return noteVoiding(before, voiding, now_ms);
  throw new Error('the learning service tells either an effect or a voiding');
};
