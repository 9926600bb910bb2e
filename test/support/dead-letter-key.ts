import { createOpener, createSealer } from '../../services/runtime/engine/dead-letter-seal.ts';

/** `DEAD_LETTER_KEY` of the tests. */
export const DEAD_LETTER_KEY = 'a5'.repeat(32);

export const sealer = createSealer(DEAD_LETTER_KEY);
export const opener = createOpener([DEAD_LETTER_KEY]);
