import { Refusal, type Transform } from './transform.ts';

const NOT_A_NUMBER = new Refusal('field_type', 'no number');

/** Digits, with groups of three if they are divided at all, and a fraction. */
const formOf = (point: string, group: string): RegExp =>
  new RegExp(`^-?(?:\\d+|\\d{1,3}(?:\\${group}\\d{3})+)(?:\\${point}\\d+)?$`);
const FORMS = {
  '.': { form: formOf('.', ','), group: /,/g },
  ',': { form: formOf(',', '.'), group: /\./g },
} as const;

export const number: Transform = {
  name: 'number',
  summary:
    'A number, or a text that is one. The argument says which sign the fraction begins with; the other one may divide thousands.',
  parameters: 'none for a point, or `,` in single quotes',
  takes: 'json',
  gives: { name: 'number' },
  depends_on: [],
  examples: [
    { input: '84.5', gives: { output: 84.5 } },
    { input: 84.5, gives: { output: 84.5 } },
    { arguments: [','], input: '1.084,5', gives: { output: 1084.5 } },
    { input: '84,5', gives: { refusal: 'field_type' } },
    { input: ' ', gives: 'nothing' },
  ],
  compile: (parameters) => {
    const [point = '.', ...others] = parameters;
    if ((point !== '.' && point !== ',') || others.length > 0) return { expected: "no argument, or ','" };
    const { form, group } = FORMS[point];
    return (value) => {
      if (typeof value === 'number') return Number.isFinite(value) ? value : NOT_A_NUMBER;
      if (typeof value !== 'string') return NOT_A_NUMBER;
      const text = value.trim();
      if (text === '') return undefined;
      return form.test(text) ? Number(text.replace(group, '').replace(point, '.')) : NOT_A_NUMBER;
    };
  },
};
