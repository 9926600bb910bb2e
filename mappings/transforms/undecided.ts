import { Refusal, type Transform } from './transform.ts';

const UNDECIDED = new Refusal('mapping_undecided', 'nobody has decided how the field is read');

export const undecided: Transform = {
  name: 'undecided',
  summary:
    'Refuses every value. It stands where a row needs a decision that the data does not give, such as which part of a date is the month. Put the transform that is right in its place.',
  parameters: 'what is to be decided, in words',
  takes: 'json',
  gives: 'target',
  depends_on: [],
  examples: [
    { arguments: ['DD/MM/YYYY or MM/DD/YYYY?'], input: '03/04/2026', gives: { refusal: 'mapping_undecided' } },
  ],
  asks: (parameters) => parameters,
  compile: (parameters) =>
    parameters.length === 1 ? () => UNDECIDED : { expected: 'one argument, what is to be decided' },
};
