import { Refusal, type Transform, type ValueType } from './transform.ts';

/** The value that a text stands for where a type is wanted; undefined: none. */
export const literalOf = (text: string, { name, symbols }: ValueType): string | boolean | number | undefined => {
  if (symbols) return symbols.includes(text) ? text : undefined;
  if (name === 'string') return text;
  if (name === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (name === 'integer') return Number.isSafeInteger(number) ? number : undefined;
  return name === 'number' && Number.isFinite(number) ? number : undefined;
};

const expectedOf = ({ name, symbols }: ValueType): string => (symbols ? `one of ${symbols.join(', ')}` : `a ${name}`);

export const constant: Transform = {
  name: 'constant',
  summary:
    'Always the same value, whatever stands in the source. With the place `$` it fills a field that the source does not have.',
  parameters: 'the value',
  takes: 'json',
  gives: 'target',
  depends_on: [],
  examples: [
    { arguments: ['mbox'], input: { email: 'ada@lower.example' }, gives: { output: 'mbox' } },
    { arguments: ['mailto:'], input: {}, gives: { output: 'mailto:' } },
  ],
  compile: (parameters, _, target) => {
    const [text, ...others] = parameters;
    const value = text === undefined || others.length > 0 ? undefined : literalOf(text, target);
    return value === undefined ? { expected: `one argument, ${expectedOf(target)}` } : () => value;
  },
};

/** Stands for the meaning of a word that somebody has to decide on. */
export const UNDECIDED_MEANING = '?';
const UNDECIDED_WORD = new Refusal('mapping_undecided', 'nobody has decided what the word means');
const UNKNOWN_WORD = new Refusal('field_word', 'a word that the row does not name');

const meaningOf = (text: string, target: ValueType): unknown =>
  text === UNDECIDED_MEANING ? UNDECIDED_WORD : literalOf(text, target);

export const words: Transform = {
  name: 'words',
  summary:
    'What a word of the source means, each named with its meaning. Case and spaces around do not matter; a word that is not named is refused, a blank text that is not named counts as absent, and one whose meaning is `?` until somebody has decided on it.',
  parameters: 'word=meaning, as many as there are',
  takes: 'string',
  gives: 'target',
  depends_on: [],
  examples: [
    { arguments: ['Regular=employee', 'Contingent=contractor'], input: ' contingent', gives: { output: 'contractor' } },
    { arguments: ['Regular=employee'], input: 'Intern', gives: { refusal: 'field_word' } },
    { arguments: ['Regular=employee'], input: ' ', gives: 'nothing' },
    { arguments: ['Regular=employee', 'Intern=?'], input: 'Intern', gives: { refusal: 'mapping_undecided' } },
  ],
  asks: (parameters) =>
    parameters
      .map((parameter) => parameter.split('='))
      .filter(([, meaning]) => meaning?.trim() === UNDECIDED_MEANING)
      .map(([word = '']) => `what the word "${word.trim()}" means`),
  compile: (parameters, _, target) => {
    const meanings = new Map<string, unknown>();
    for (const parameter of parameters) {
      const [word = '', meaning, ...others] = parameter.split('=');
      const value = meaning === undefined || others.length > 0 ? undefined : meaningOf(meaning.trim(), target);
      if (value === undefined)
        return { expected: `arguments word=meaning, where each meaning is ${expectedOf(target)}` };
      meanings.set(word.trim().toLowerCase(), value);
    }
    if (meanings.size === 0) return { expected: 'one or more arguments word=meaning' };
    return (value) => {
      if (typeof value !== 'string') return UNKNOWN_WORD;
      const word = value.trim().toLowerCase();
      return meanings.get(word) ?? (word === '' ? undefined : UNKNOWN_WORD);
    };
  },
};
