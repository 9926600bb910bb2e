import { literalOf } from './constant.ts';
import { type Transform, textStep } from './transform.ts';

const RULE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const EXPECTED = 'the name of the rule in lower case with hyphens, then one or more words';

const canonical = (word: string): string => word.trim().toLowerCase();

/** Gives the name of the rule for words that are among those named, or for those that are not. */
const ruleWhere =
  (is_named: boolean): Transform['compile'] =>
  (parameters, _, target) => {
    const [rule = '', ...words] = parameters;
    if (!RULE.test(rule) || words.length === 0 || literalOf(rule, target) === undefined) return { expected: EXPECTED };
    const named = new Set(words.map(canonical));
    return textStep((text) => (named.has(canonical(text)) === is_named ? rule : undefined));
  };

export const leaveOut: Transform = {
  name: 'leave_out',
  summary:
    'The name of the rule where the value is one of the words, else nothing. For the target `$ignored_by` of an export map: the row is ignored by this rule. Case and spaces around do not matter.',
  parameters: 'the name of the rule, then the words',
  takes: 'string',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { arguments: ['roster-teacher', 'teacher', 'aide'], input: 'Teacher', gives: { output: 'roster-teacher' } },
    { arguments: ['roster-teacher', 'teacher', 'aide'], input: 'student', gives: 'nothing' },
  ],
  compile: ruleWhere(true),
};

export const keepOnly: Transform = {
  name: 'keep_only',
  summary:
    'The name of the rule where the value is none of the words, else nothing. For the target `$ignored_by` of an export map: only rows with one of the words are read. Case and spaces around do not matter.',
  parameters: 'the name of the rule, then the words',
  takes: 'string',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { arguments: ['roster-not-a-student', 'student'], input: 'student', gives: 'nothing' },
    { arguments: ['roster-not-a-student', 'student'], input: 'teacher', gives: { output: 'roster-not-a-student' } },
  ],
  compile: ruleWhere(false),
};
