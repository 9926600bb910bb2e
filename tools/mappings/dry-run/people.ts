import { hash } from 'node:crypto';
import { cellsOf, nameOf } from '../init/cells.ts';
import { BIRTH, EMAIL, FAMILY_NAME, GIVEN_NAME, OTHER_PERSON, WHOLE_NAME } from '../words/names.ts';

/** What a row says of who its person is; empty where it says nothing. */
export interface PersonFacts {
  readonly names: string;
  readonly birth: string;
  readonly email: string;
}

const fits = (words: string, patterns: readonly RegExp[]): boolean =>
  !OTHER_PERSON.test(words) && patterns.some((pattern) => pattern.test(words));

const NAMES = [...GIVEN_NAME, ...FAMILY_NAME, ...WHOLE_NAME];

const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();

const DIGITS = 16;
/** Short, as there may be a million of them; nothing of a person can be read from it. */
export const digestOf = (text: string): string =>
  text === '' ? '' : hash('sha256', text, 'base64url').slice(0, DIGITS);

const PLACES_MAX = 10_000;

type Kind = keyof PersonFacts | null;

/** Reads who a row is about, by the names of its columns. */
export const createFactsOf = (is_table: boolean): ((row: unknown) => PersonFacts) => {
  const known = new Map<string, Kind>();
  const kindOf = (place: string): Kind => {
    const earlier = known.get(place);
    if (earlier !== undefined) return earlier;
    const words = nameOf(place);
    const kind = fits(words, BIRTH) ? 'birth' : fits(words, EMAIL) ? 'email' : fits(words, NAMES) ? 'names' : null;
    if (known.size < PLACES_MAX) known.set(place, kind);
    return kind;
  };
  return (row) => {
    const facts = { names: '', birth: '', email: '' };
    for (const { place, value } of cellsOf(row, is_table)) {
      const kind = kindOf(place);
      const text = kind === null ? '' : folded(String(value));
      if (kind !== null && text !== '') facts[kind] += `${place}=${text};`;
    }
    return { names: digestOf(facts.names), birth: digestOf(facts.birth), email: digestOf(facts.email) };
  };
};
