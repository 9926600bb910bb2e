import { hash } from 'node:crypto';
import { type Transform, textStep } from './transform.ts';

export const prefix: Transform = {
  name: 'prefix',
  summary:
    'The text with another one in front of it, unless it begins with that already. An empty text counts as absent.',
  parameters: 'the text to put in front',
  takes: 'string',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { arguments: ['mailto:'], input: 'ada@lower.example', gives: { output: 'mailto:ada@lower.example' } },
    { arguments: ['mailto:'], input: 'mailto:ada@lower.example', gives: { output: 'mailto:ada@lower.example' } },
    { arguments: ['mailto:'], input: '', gives: 'nothing' },
  ],
  compile: (parameters) => {
    const [start, ...others] = parameters;
    if (start === undefined || others.length > 0) return { expected: 'one argument, the text to put in front' };
    return textStep((text) => (text === '' ? undefined : text.startsWith(start) ? text : `${start}${text}`));
  },
};

export const remove: Transform = {
  name: 'remove',
  summary: 'The text without another one, wherever that stands in it: `85%` is 85 without the sign.',
  parameters: 'the text to leave out',
  takes: 'string',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { arguments: ['%'], input: '85%', gives: { output: '85' } },
    { arguments: ['%'], input: '85', gives: { output: '85' } },
  ],
  compile: (parameters) => {
    const [unwanted = '', ...others] = parameters;
    if (unwanted === '' || others.length > 0) return { expected: 'one argument, the text to leave out' };
    return textStep((text) => text.replaceAll(unwanted, ''));
  },
};

export const split: Transform = {
  name: 'split',
  summary: 'A list of the texts between separators, without spaces around them and without empty ones.',
  parameters: 'the separator',
  takes: 'string',
  gives: { name: 'string[]' },
  depends_on: [],
  examples: [
    {
      arguments: [';'],
      input: 'a@lower.example; b@lower.example;',
      gives: { output: ['a@lower.example', 'b@lower.example'] },
    },
  ],
  compile: (parameters) => {
    const [separator = '', ...others] = parameters;
    if (separator === '' || others.length > 0) return { expected: 'one argument, the separator' };
    return textStep((text) =>
      text
        .split(separator)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    );
  },
};

const HEX_DIGITS = 32;

export const contentId: Transform = {
  name: 'content_id',
  summary:
    'An id made from all that the value holds: the same content has the same id. For rows that have none of their own; with the place `$` it is made from the whole row. With `received_at` the time of the export is part of it: for rows that take effect at that time, so that what comes back after a change is no repeat.',
  parameters: 'none, or `received_at`',
  takes: 'json',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { input: { course: 'SEC-101', user: 'U-7' }, gives: { output: '7e000bbe861ce1e98b97ad8c2a4fe6be' } },
    {
      arguments: ['received_at'],
      input: { course: 'SEC-101', user: 'U-7' },
      gives: { output: 'bdfe608bf8561503b7fd1eb9039b1070' },
    },
  ],
  compile: (parameters) => {
    const digest = (text: string): string => hash('sha256', text, 'hex').slice(0, HEX_DIGITS);
    if (parameters.length === 0) return (value) => digest(JSON.stringify(value));
    if (parameters.length > 1 || parameters[0] !== 'received_at') return { expected: 'no arguments, or received_at' };
    return (value, { received_at }) => digest(`${received_at} ${JSON.stringify(value)}`);
  },
};
