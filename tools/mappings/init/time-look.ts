import { TIME_NAME } from '../words/columns.ts';
import type { Column } from './column.ts';
import { type Look, lookOf, takes } from './recognise.ts';

/** How its values are read, and what else they could be. */
export interface TimeLook extends Look {
  readonly transform: string;
  readonly parameters: readonly string[];
  readonly example: string;
  readonly ambiguity: string | null;
  /** Whether it is read in an offset that is not told by the values. */
  readonly assumes_offset: boolean;
  /** What somebody has to decide, where the values can be read in several ways; null: they cannot. */
  readonly question: string | null;
  /** Formats that fit as well as one another; none where one fits best. */
  readonly rivals: readonly string[];
}

const DAYS = [
  ...['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY', 'DD-MM-YYYY', 'MM-DD-YYYY', 'YYYY/MM/DD'],
  ...['DD-MMM-YYYY', 'DD MMM YYYY', 'MMM DD, YYYY', 'dddd, DD MMM YYYY'],
];
const TIMES = [
  'HH:mm',
  'HH:mm:ss',
  'HH:mm:ss.SSS',
  'hh:mm A',
  'hh:mm:ss A',
  'HH:mm:ss Z',
  'HH:mm:ss.SSS Z',
  'HH:mm:ssZ',
  'HH:mm:ss.SSSZ',
];
const BETWEEN = [' ', ', ', 'T'];
const FORMATS = DAYS.flatMap((day) => [
  day,
  ...TIMES.flatMap((time) => BETWEEN.map((between) => `${day}${between}${time}`)),
]);

/** 14 March 2026, 15:30:45, whose parts cannot be taken for one another, in a format. */
const exampleOf = (format: string): string =>
  format
    .replace('YYYY', '2026')
    .replace('MMM', 'Mar')
    .replace('MM', '03')
    .replace('DD', '14')
    .replace('dddd', 'Saturday')
    .replace('HH', '15')
    .replace('hh', '03')
    .replace('mm', '30')
    .replace('ss', '45')
    .replace('SSS', '000')
    .replace(/A$/, 'PM')
    .replace(/Z$/, 'UTC');

const NO_TIME: TimeLook = {
  share: 0,
  why: 'no times',
  transform: '',
  parameters: [],
  example: '',
  ambiguity: null,
  assumes_offset: false,
  question: null,
  rivals: [],
};

/** With fewer values of a kind, the column is another one. */
const HALF = 0.5;

/** Numbers are times only where the name says so. */
const looksLikeCount = (column: Column, offset: readonly string[]): TimeLook => {
  if (!TIME_NAME.test(column.words)) return NO_TIME;
  const counts = [
    { form: /^1\d{9}$/, what: 'are seconds since 1970', transform: 'epoch', parameters: ['s'], example: '1773502245' },
    {
      form: /^1\d{12}$/,
      what: 'are milliseconds since 1970',
      transform: 'epoch',
      parameters: ['ms'],
      example: '1773502245000',
    },
    {
      form: /^[345]\d{4}(?:\.\d+)?$/,
      what: 'are days of Excel',
      transform: 'excel_date',
      parameters: offset,
      example: '46095.646354',
    },
  ];
  return (
    counts
      .map(({ form, what, ...look }) => ({
        ...NO_TIME,
        ...look,
        ...lookOf(column, (value) => form.test(value), what),
        assumes_offset: look.transform === 'excel_date',
      }))
      .find(({ share }) => share >= HALF) ?? NO_TIME
  );
};

/** So many values show which formats are worth a look at all of them. */
const FIRST_VALUES = 50;

const READERS: ReadonlyMap<string, (value: string) => boolean> = new Map(
  FORMATS.map((format) => [format, takes('parse_date', format.includes('Z') ? [format] : [format, 'Z'])]),
);

const lookAs = (format: string, column: Column): Look =>
  lookOf(column, READERS.get(format)!, `are times like ${format}`);

/** Formats that differ in which part is the month only: where a column has values of both, nobody can say which it is. */
const partsOf = (format: string): string => format.replaceAll(/DD|MM(?!M)/g, '#');

const readsOnly = (value: string, format: string, other: string): boolean =>
  READERS.get(format)!(value) && !READERS.get(other)!(value);

const looksLikeFormat = (column: Column, offset: readonly string[]): TimeLook => {
  const first = { ...column, values: column.values.slice(0, FIRST_VALUES) };
  const looks = FORMATS.filter((format) => lookAs(format, first).share > 0)
    .map((format) => ({ format, ...lookAs(format, column) }))
    .toSorted((a, b) => b.share - a.share);
  const [best] = looks;
  if (best === undefined || best.share < HALF) return NO_TIME;
  const { format, share, why } = best;
  const rival = looks.find(
    (look) =>
      look !== best &&
      partsOf(look.format) === partsOf(format) &&
      (look.share === share || column.values.some((value) => readsOnly(value.trim(), look.format, format))),
  );
  const look = lookOfFormat(format, { share, why }, offset);
  if (rival === undefined) return look;
  return {
    ...look,
    ambiguity: `the values could be ${format} or ${rival.format}: ask who made the export`,
    rivals: [format, rival.format],
    question: `whether the values are ${format} or ${rival.format}: then write parse_date(${look.parameters.join(', ')}) with the one that is right`,
  };
};

const lookOfFormat = (format: string, { share, why }: Look, offset: readonly string[]): TimeLook => {
  const assumes_offset = !format.includes('Z');
  const parameters = [format, ...(assumes_offset ? offset : [])];
  const example = exampleOf(format);
  return { ...NO_TIME, share, why, transform: 'parse_date', parameters, example, assumes_offset };
};

/** A column whose own values leave open what the month is, where other columns of the file show it. */
export const decidedBy = (look: TimeLook, others: readonly TimeLook[], offset: string | null): TimeLook => {
  const shown = new Set(
    others.filter(({ question }) => question === null).map(({ parameters }) => parameters[0] ?? ''),
  );
  const [format, ...more] = look.rivals.filter((rival) => shown.has(rival));
  if (format === undefined || more.length > 0) return look;
  const why = `${look.why.replace(/like .*/, `like ${format}`)}, as those of another column`;
  return {
    ...lookOfFormat(format, { share: look.share, why }, offset === null ? [] : [offset]),
    ambiguity: look.ambiguity,
  };
};

/** Times that are written in one way only. */
const FIXED = [
  { transform: 'parse_iso8601', what: 'are ISO 8601 times', example: '2026-03-14T15:30:45Z', ambiguity: null },
  {
    transform: 'odata_date',
    what: 'are times of OData',
    example: '/Date(1773502245000)/',
    ambiguity: 'some fields count in UTC, others in the local time of the server: ask who made the export',
  },
] as const;

/**
 * Finds the form in which a column gives times.
 * @param offset offset that times without one are given in; null: that of the source
 */
export const looksLikeTime = (column: Column, offset: string | null): TimeLook => {
  const fixed = FIXED.map(({ what, ...look }) => ({
    ...NO_TIME,
    ...look,
    ...lookOf(column, takes(look.transform, []), what),
  })).find(({ share }) => share >= HALF);
  if (fixed !== undefined) return fixed;
  const parameters = offset === null ? [] : [offset];
  const written = looksLikeFormat(column, parameters);
  return written.share > 0 ? written : looksLikeCount(column, parameters);
};
