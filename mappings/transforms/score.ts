import { isJsonNumber } from '../json-number.ts';
import type { SourcePolicy } from '../types.ts';
import { isObject, Refusal, type Transform, withoutParameters } from './transform.ts';

const NOT_A_SCORE = new Refusal('field_type', 'no score object');
const CONVENTION_UNKNOWN = new Refusal(
  'score_convention_unknown',
  'range of scaled not known for the source',
  '.scaled',
);
const RANGE_UNKNOWN = new Refusal('score_range_unknown', 'lowest or highest possible score not known', '.raw');
const RANGE_EMPTY = new Refusal('score_range', 'min is not below max', '.max');
const RAW_OUTSIDE = new Refusal('score_out_of_range', 'raw is not between min and max', '.raw');

const CONTRADICTION = new Refusal('score_contradiction', 'scaled says something else than raw on its range', '.scaled');

const PARTS = ['scaled', 'raw', 'min', 'max'] as const;
type Part = (typeof PARTS)[number];
const NOT_A_NUMBER = Object.fromEntries(
  PARTS.map((part) => [part, new Refusal('score_number', 'no number', `.${part}`)]),
) as Record<Part, Refusal>;
const SCALED_OUTSIDE = {
  '0..1': new Refusal('score_out_of_range', 'scaled is not between 0 and 1', '.scaled'),
  '-1..1': new Refusal('score_out_of_range', 'scaled is not between -1 and 1', '.scaled'),
} as const;

/** Beyond this, digits are rounding noise of the division: 0.57 * 100 is 56.99999999999999. */
const ROUNDING = 1e6;

const readPart = (
  score: Readonly<Record<string, unknown>>,
  part: Part,
  policy: SourcePolicy,
): number | null | Refusal => {
  const value = score[part];
  if (value === undefined || value === null) return null;
  const number =
    typeof value === 'string' && policy.quoted_numbers === 'accept' && isJsonNumber(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : NOT_A_NUMBER[part];
};

type ScoreParts = Readonly<Record<Part, number | null>>;

const readParts = (value: unknown, policy: SourcePolicy): ScoreParts | Refusal => {
  if (!isObject(value)) return NOT_A_SCORE;
  const scaled = readPart(value, 'scaled', policy);
  if (scaled instanceof Refusal) return scaled;
  const raw = readPart(value, 'raw', policy);
  if (raw instanceof Refusal) return raw;
  const min = readPart(value, 'min', policy);
  if (min instanceof Refusal) return min;
  const max = readPart(value, 'max', policy);
  if (max instanceof Refusal) return max;
  return { scaled, raw, min, max };
};

const percent = (share: number): number => Math.round(Math.min(Math.max(share, 0), 1) * 100 * ROUNDING) / ROUNDING;

const fromRaw = (raw: number, min: number, max: number): number | Refusal => {
  if (min >= max) return RANGE_EMPTY;
  if (raw < min || raw > max) return RAW_OUTSIDE;
  const span = max - min;
  return percent(Number.isFinite(span) ? (raw - min) / span : (raw / 2 - min / 2) / (max / 2 - min / 2));
};

const fromScaled = (scaled: number, convention: SourcePolicy['scaled_convention']): number | Refusal => {
  if (convention === null) return CONVENTION_UNKNOWN;
  const lowest = convention === '0..1' ? 0 : -1;
  if (scaled < lowest || scaled > 1) return SCALED_OUTSIDE[convention];
  return percent((scaled - lowest) / (1 - lowest));
};

interface Graded {
  readonly score: number;
  readonly scale: 'raw' | 'scaled_0_1' | 'scaled_-1_1';
}

/** Between a raw score and a scaled one that says the same, there is rounding: of 2 of 3 points, 67 % and 0.67. In percent. */
const TOLERANCE = 1;

const scaleOf = (convention: SourcePolicy['scaled_convention']): Graded['scale'] =>
  convention === '0..1' ? 'scaled_0_1' : 'scaled_-1_1';

/** What raw says where only one end of its range is known, in percent; null where it is not at that end. */
const atKnownEnd = (raw: number, min: number | null, max: number | null): number | null | Refusal => {
  if ((min !== null && raw < min) || (max !== null && raw > max)) return RAW_OUTSIDE;
  if (raw === max) return 100;
  return raw === min ? 0 : null;
};

const isContradiction = (score: number, other: number): boolean => Math.abs(score - other) > TOLERANCE;

/** @param min of the score, else of the source; as `max` */
const gradeByScaled = (
  { scaled, raw }: ScoreParts,
  min: number | null,
  max: number | null,
  convention: SourcePolicy['scaled_convention'],
): Graded | null | Refusal => {
  if (scaled === null) return raw === null ? null : RANGE_UNKNOWN;
  const score = fromScaled(scaled, convention);
  if (score instanceof Refusal) return score;
  const said = raw === null ? null : atKnownEnd(raw, min, max);
  if (said instanceof Refusal) return said;
  return said !== null && isContradiction(said, score) ? CONTRADICTION : { score, scale: scaleOf(convention) };
};

/**
 * Which parts count: raw, where both ends of its range are known, from the score itself or from the source; else scaled, by the
 * source's convention. Null: there is no score in it.
 *
 * With min and max in the score, raw leaves no room for reading, and scaled may follow other rules (Data 2.4.5.1). Where an end is the
 * source's, raw and scaled are both read by what is known of the source: when they contradict each other, it is not so. Where only
 * one end is known, scaled counts, but a raw score at that end says as much as scaled does.
 */
const grade = (parts: ScoreParts, policy: SourcePolicy): Graded | null | Refusal => {
  const { scaled, raw, min, max } = parts;
  const lowest = min ?? policy.raw_range.min;
  const highest = max ?? policy.raw_range.max;
  const { scaled_convention } = policy;
  if (raw === null || lowest === null || highest === null)
    return gradeByScaled(parts, lowest, highest, scaled_convention);
  const score = fromRaw(raw, lowest, highest);
  if (score instanceof Refusal) return score;
  if (scaled !== null && scaled_convention !== null && (min === null || max === null)) {
    const other = fromScaled(scaled, scaled_convention);
    if (other instanceof Refusal) return other;
    if (isContradiction(score, other)) return CONTRADICTION;
  }
  return { score, scale: 'raw' };
};

export const normalizeScore: Transform = {
  name: 'normalize_score_0_100',
  summary:
    "A score object of xAPI as a number from 0 to 100: from `raw`, where `min` and `max` are given or the `raw_range` of the source says what is missing; else from `scaled` by the `scaled_convention` of the source. Where an end of the range is the source's, a `scaled` that differs from `raw` by more than one percent is refused; so it is where only one end is known and `raw` is at that end. Rounded to six decimals.",
  parameters: null,
  takes: 'json',
  gives: { name: 'number' },
  depends_on: ['sources.csv'],
  examples: [
    { input: { raw: 42, min: 0, max: 50 }, gives: { output: 84 } },
    { input: { raw: 3, min: 1, max: 6, scaled: 0.9 }, gives: { output: 40 } },
    { source: { scaled_convention: '0..1' }, input: { scaled: 0.8 }, gives: { output: 80 } },
    { source: { scaled_convention: '-1..1' }, input: { scaled: 0.8 }, gives: { output: 90 } },
    { input: { scaled: 0.8 }, gives: { refusal: 'score_convention_unknown' } },
    { source: { scaled_convention: '0..1' }, input: { scaled: -0.1 }, gives: { refusal: 'score_out_of_range' } },
    { source: { raw_range: { min: 0, max: 100 } }, input: { raw: 87 }, gives: { output: 87 } },
    { input: { raw: 87 }, gives: { refusal: 'score_range_unknown' } },
    { source: { raw_range: { min: 0, max: null } }, input: { scaled: 0.75, raw: 75, max: 100 }, gives: { output: 75 } },
    { input: { scaled: 0.75, raw: 75, max: 100 }, gives: { refusal: 'score_convention_unknown' } },
    {
      source: { scaled_convention: '0..1', raw_range: { min: 0, max: 100 } },
      input: { scaled: 0.67, raw: 66.7 },
      gives: { output: 66.7 },
    },
    {
      source: { scaled_convention: '0..1', raw_range: { min: 0, max: 100 } },
      input: { scaled: 0, raw: 1, max: 2 },
      gives: { refusal: 'score_contradiction' },
    },
    {
      source: { scaled_convention: '0..1' },
      input: { scaled: 0.2, raw: 100, max: 100 },
      gives: { refusal: 'score_contradiction' },
    },
    { source: { scaled_convention: '0..1' }, input: { scaled: 0.2, raw: 60, max: 100 }, gives: { output: 20 } },
    { input: { raw: 5, min: 5, max: 5 }, gives: { refusal: 'score_range' } },
    { input: { raw: 51, min: 0, max: 50 }, gives: { refusal: 'score_out_of_range' } },
    { source: { quoted_numbers: 'accept' }, input: { raw: '42', min: '0', max: '50' }, gives: { output: 84 } },
    { input: { raw: '42', min: 0, max: 50 }, gives: { refusal: 'score_number' } },
    { input: {}, gives: 'nothing' },
  ],
  compile: withoutParameters(() => (value, { source }) => {
    const parts = readParts(value, source);
    if (parts instanceof Refusal) return parts;
    const graded = grade(parts, source);
    return graded === null || graded instanceof Refusal ? (graded ?? undefined) : graded.score;
  }),
};

export const gradingScale: Transform = {
  name: 'grading_scale',
  summary: 'The scale that `normalize_score_0_100` took the score to be on, with the numbers as they were given.',
  parameters: null,
  takes: 'json',
  gives: { name: 'GradingScale' },
  depends_on: ['sources.csv'],
  examples: [
    {
      input: { raw: 42, min: 0, max: 50 },
      gives: { output: { name: 'raw', raw: 42, min: 0, max: 50, scaled: null } },
    },
    {
      source: { scaled_convention: '-1..1' },
      input: { scaled: 0.8 },
      gives: { output: { name: 'scaled_-1_1', raw: null, min: null, max: null, scaled: 0.8 } },
    },
    { input: { min: 0, max: 50 }, gives: 'nothing' },
  ],
  compile: withoutParameters(() => (value, { source }) => {
    const parts = readParts(value, source);
    if (parts instanceof Refusal) return parts;
    const graded = grade(parts, source);
    if (graded === null || graded instanceof Refusal) return graded ?? undefined;
    return { name: graded.scale, raw: parts.raw, min: parts.min, max: parts.max, scaled: parts.scaled };
  }),
};
