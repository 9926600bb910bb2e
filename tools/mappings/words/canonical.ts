/** A word as vocabularies compare it: lower case, without accents, with one space for what stands between its parts. */
export const canonical = (word: string): string =>
  word
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The words of a vocabulary, given as one text with commas between. */
export const vocabulary = (text: string): ReadonlySet<string> => new Set(text.split(',').map(canonical));
