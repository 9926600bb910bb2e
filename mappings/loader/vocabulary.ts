const WEB_HOST = /^https?:\/\/(?:www\.)?([^/?#]*)/i;

/**
 * Leaves out of an IRI what vocabularies are careless with: http or https, www., case of the host, an empty fragment, and a slash at
 * the end. Nobody means different things by IRIs that differ in nothing else.
 */
const folded = (iri: string): string =>
  iri
    .replace(WEB_HOST, (_, host: string) => `//${host.toLowerCase()}`)
    .replace(/#$/, '')
    .replace(/\/$/, '');

/** Whether two IRIs are one word, as `folded` has it. */
export const isSameWord = (one: string, other: string | undefined): boolean =>
  one === other || (other !== undefined && folded(one) === folded(other));

/**
 * What the words of a vocabulary mean: an IRI as it is written first, then one that differs from it in `folded` only.
 * @param isExact says which meanings an IRI has only as it is written
 */
export const createVocabulary = <T>(
  meanings: ReadonlyMap<string, T>,
  isExact: (meaning: T) => boolean = () => false,
): ((iri: string) => T | undefined) => {
  const by_folded = new Map<string, T>();
  for (const [iri, meaning] of meanings) {
    const key = folded(iri);
    if (!isExact(meaning) && !by_folded.has(key)) by_folded.set(key, meaning);
  }
  return (iri) => meanings.get(iri) ?? by_folded.get(folded(iri));
};
