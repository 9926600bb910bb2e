import { formatCoordinates } from '../../../services/runtime/engine/headers.ts';
import { countedCode, inputOf, type Letter } from '../letter.ts';
import type { Refusal, Verdict } from './decide.ts';

export interface CodeCount {
  readonly input: string;
  /** Dead-letter code; null for letters whose headers cannot be read. */
  readonly code: string | null;
  /** To be sent, or sent. */
  send: number;
  /** Sent back before. */
  replayed: number;
  refused: number;
}

export interface RefusedLetter {
  /** Coordinates of the dead letter. */
  readonly at: string;
  readonly code: string | null;
  readonly why: Refusal;
}

/** What a replay does, or would do. */
export interface Tally {
  readonly codes: readonly CodeCount[];
  readonly send: number;
  readonly replayed: number;
  readonly refused: number;
  /** The first of them. */
  readonly refused_letters: readonly RefusedLetter[];
}

const REFUSED_LISTED_MAX = 20;

/** Counts verdicts by input and code. */
export const createTally = (): {
  readonly add: (letter: Letter, verdict: Verdict) => void;
  readonly now: () => Tally;
} => {
  const codes = new Map<string, CodeCount>();
  const refused_letters: RefusedLetter[] = [];

  const countOf = (input: string, code: string | null): CodeCount => {
    const slot = `${input} ${code}`;
    const known = codes.get(slot) ?? { input, code, send: 0, replayed: 0, refused: 0 };
    codes.set(slot, known);
    return known;
  };

  return {
    add: (letter, verdict) => {
      const { record, said } = letter;
      const code = said?.code ?? null;
      countOf(inputOf(record.topic), countedCode(letter))[verdict.kind] += 1;
      if (verdict.kind === 'refused' && refused_letters.length < REFUSED_LISTED_MAX) {
        refused_letters.push({ at: formatCoordinates(record), code, why: verdict.why });
      }
    },
    now: () => {
      const sum = (kind: Verdict['kind']): number => [...codes.values()].reduce((total, one) => total + one[kind], 0);
      return {
        codes: [...codes.values()],
        send: sum('send'),
        replayed: sum('replayed'),
        refused: sum('refused'),
        refused_letters,
      };
    },
  };
};
