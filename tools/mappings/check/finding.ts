import type { MappingFault } from '../../../mappings/index.ts';

/** `wrong` has to be corrected; `note` is worth a look. */
export interface Finding {
  readonly level: 'wrong' | 'note';
  /** File below the mappings folder, and line where there is one: `learning-rules.csv:51`. */
  readonly place: string;
  readonly message: string;
  /** For programs: the cell that is wrong. */
  readonly fault?: MappingFault;
}

export const wrong = (place: string, message: string): Finding => ({ level: 'wrong', place, message });
export const note = (place: string, message: string): Finding => ({ level: 'note', place, message });
