import { hideAddresses } from '../address-in-text.ts';
import { Refusal, type Step, type Transform, textStep, type ValueType, withoutParameters } from './transform.ts';

const guards: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: Number.isFinite,
  integer: Number.isSafeInteger,
  timestamp: Number.isSafeInteger,
};

const asItIs = (target: ValueType): Step | { readonly expected: string } => {
  if (target.symbols) {
    const symbols = new Set<unknown>(target.symbols);
    const refusal = new Refusal('field_word', `not one of ${target.symbols.join(', ')}`);
    return (value) => (symbols.has(value) ? value : refusal);
  }
  const guard = guards[target.name];
  if (!guard) return { expected: `a transform that gives ${target.name}` };
  const refusal = new Refusal('field_type', `no ${target.name}`);
  return (value) => (guard(value) ? value : refusal);
};

export const identity: Transform = {
  name: 'identity',
  summary:
    'The value as it is, if it has the type of the target field. A timestamp is a whole number of milliseconds since 1970 UTC.',
  parameters: null,
  takes: 'json',
  gives: 'target',
  depends_on: [],
  examples: [
    { input: 'Cursus Café', gives: { output: 'Cursus Café' } },
    { input: 7, gives: { refusal: 'field_type' } },
  ],
  compile: (parameters, _, target) => (parameters.length === 0 ? asItIs(target) : { expected: 'no arguments' }),
};

export const trim: Transform = {
  name: 'trim',
  summary: 'Without white space around; a text of nothing else counts as absent.',
  parameters: null,
  takes: 'string',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { input: ' E-1001 ', gives: { output: 'E-1001' } },
    { input: '  ', gives: 'nothing' },
    { input: 1001, gives: { refusal: 'field_type' } },
  ],
  compile: withoutParameters(() => textStep((text) => text.trim() || undefined)),
};

export const withoutAddresses: Transform = {
  name: 'without_addresses',
  summary:
    'With `…` in place of each e-mail address, also as URLs write it. For names that are published: some systems put the learner into the name of a course.',
  parameters: null,
  takes: 'string',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { input: 'Onboarding of ada@northwind.example', gives: { output: 'Onboarding of …' } },
    { input: 'Vue @ work', gives: { output: 'Vue @ work' } },
  ],
  compile: withoutParameters(() => textStep(hideAddresses)),
};

const NOT_PLAIN = new Refusal('field_type', 'no text, number, true or false');

export const text: Transform = {
  name: 'text',
  summary:
    'A number, true or false as text, as JSON writes it; a text as it is. For ids that a system gives as numbers.',
  parameters: null,
  takes: 'json',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { input: 1001, gives: { output: '1001' } },
    { input: true, gives: { output: 'true' } },
    { input: '007', gives: { output: '007' } },
    { input: { id: 7 }, gives: { refusal: 'field_type' } },
  ],
  compile: withoutParameters(() => (value) => {
    if (typeof value === 'string') return value;
    return Number.isFinite(value) || typeof value === 'boolean' ? String(value) : NOT_PLAIN;
  }),
};

export const absentIf: Transform = {
  name: 'absent_if',
  summary:
    'Counts as absent where it is one of the words by which a system says that there is nothing. Case and spaces around do not matter.',
  parameters: 'the words',
  takes: 'string',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { arguments: ['-', 'N/A'], input: ' n/a ', gives: 'nothing' },
    { arguments: ['-', 'N/A'], input: '95 %', gives: { output: '95 %' } },
  ],
  compile: (parameters) => {
    if (parameters.length === 0) return { expected: 'one or more words' };
    const nothing = new Set(parameters.map((word) => word.trim().toLowerCase()));
    return textStep((value) => (nothing.has(value.trim().toLowerCase()) ? undefined : value));
  },
};

const NOT_A_BOOLEAN = new Refusal('field_type', 'not true or false');

export const boolean: Transform = {
  name: 'boolean',
  summary: 'True or false. With two arguments also the words for them, in any case.',
  parameters: 'the word for true, the word for false',
  takes: 'json',
  gives: { name: 'boolean' },
  depends_on: [],
  examples: [
    { input: true, gives: { output: true } },
    { arguments: ['Yes', 'No'], input: 'no', gives: { output: false } },
    { input: 'true', gives: { refusal: 'field_type' } },
  ],
  compile: (parameters) => {
    if (parameters.length !== 0 && parameters.length !== 2) return { expected: 'no arguments, or two words' };
    const [yes, no] = parameters.map((word) => word.toLowerCase());
    return (value) => {
      if (typeof value === 'boolean') return value;
      const word = typeof value === 'string' ? value.toLowerCase() : null;
      if (word === null || (word !== yes && word !== no)) return NOT_A_BOOLEAN;
      return word === yes;
    };
  },
};

const NOT_A_LANGUAGE_MAP = new Refusal('field_type', 'no language map');

/** Text of a language map (xAPI 1.0.3 Data 4.2) in the first language it has of those given, else in its first. */
export const inLanguage = (map: unknown, languages: readonly string[]): string | undefined | Refusal => {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return NOT_A_LANGUAGE_MAP;
  const texts = map as Readonly<Record<string, unknown>>;
  let text: unknown;
  for (const language of languages) {
    text = Object.hasOwn(texts, language) ? texts[language] : undefined;
    if (text !== undefined) break;
  }
  if (text === undefined) for (const language in texts) return checked(texts[language]);
  return checked(text);
};

const checked = (text: unknown): string | undefined | Refusal =>
  text === undefined || typeof text === 'string' ? text || undefined : NOT_A_LANGUAGE_MAP;

export const languageMap: Transform = {
  name: 'language_map',
  summary: 'One text of a language map: of the first language it has of those named, else its first.',
  parameters: 'language tags, the preferred one first',
  takes: 'json',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { arguments: ['en', 'en-US'], input: { fr: 'Les bases', 'en-US': 'Basics' }, gives: { output: 'Basics' } },
    { arguments: ['en'], input: { fr: 'Les bases' }, gives: { output: 'Les bases' } },
    { arguments: ['en'], input: {}, gives: 'nothing' },
    { arguments: ['en'], input: 'Basics', gives: { refusal: 'field_type' } },
  ],
  compile: (parameters) =>
    parameters.length > 0 ? (value) => inLanguage(value, parameters) : { expected: 'one or more language tags' },
};
