import { type ExportMap, unconfirmedRows } from '../../../mappings/exports/load.ts';
import type { Judgement } from '../judge/judgement.ts';

type Published = Extract<Judgement, { readonly outcome: 'published' }>;

/** What a row leads to. `unconfirmed`: it would be published, if what is open in the map were confirmed. */
export type Outcome = Judgement | (Omit<Published, 'outcome'> & { readonly outcome: 'unconfirmed' });

export const outcomes = [
  'published',
  'unconfirmed',
  'ignored',
  'refused',
] as const satisfies readonly Outcome['outcome'][];

/** What somebody has to confirm or decide in a map. */
export interface OpenGuess {
  readonly code: 'guess_unconfirmed' | 'mapping_undecided';
  readonly file: string;
  readonly line: number;
  readonly target_field: string;
  /** What is to be decided, or what the guess was made from. */
  readonly what: string;
}

export const openGuesses = (map: ExportMap | null): readonly OpenGuess[] =>
  map === null
    ? []
    : unconfirmedRows(map).flatMap(({ line, target_field, source_field, guess, questions }): readonly OpenGuess[] => {
        const place = { file: map.file, line, target_field };
        return [
          ...(guess === null
            ? []
            : [{ code: 'guess_unconfirmed', ...place, what: `is it ${source_field}? ${guess}` } as const]),
          ...questions.map((what) => ({ code: 'mapping_undecided', ...place, what }) as const),
        ];
      });

/** Nothing is published by a map in which anything is open. */
export const asConfirmed = (judgement: Judgement, guesses: readonly OpenGuess[]): Outcome =>
  judgement.outcome === 'published' && guesses.length > 0 ? { ...judgement, outcome: 'unconfirmed' } : judgement;
