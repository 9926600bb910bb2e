import type { ExportKind } from '../../../mappings/exports/targets.ts';
import type { SourcePolicy } from '../../../mappings/index.ts';
import type { Column } from './column.ts';
import { enrollments } from './enrollments.ts';
import type { Sample } from './fields.ts';
import type { GuessedRow } from './guess.ts';
import { statements } from './statements.ts';
import { workers } from './workers.ts';

const GUESSERS: Readonly<Record<ExportKind, (sample: Sample) => readonly GuessedRow[]>> = {
  statements,
  enrollments,
  workers,
};

/** Guesses, for every field that a record must have and for others that columns seem to hold, where it comes from. */
export const guessRows = (kind: ExportKind, columns: readonly Column[], source: SourcePolicy): readonly GuessedRow[] =>
  GUESSERS[kind]({ columns, source });
