import { parseOffset } from '../transforms/offset.ts';
import type { SourcePolicy } from '../types.ts';
import { choice, complete, createDuplicateCheck, iri, matching, number, optional, slug } from './cells.ts';
import type { Cell, FileFormat, Table } from './table.ts';

export const SOURCES = {
  summary: 'One row for each learning or HR system. Records of a source that is not listed are refused.',
  columns: {
    id: 'Id of the source, as records name it.',
    kind: '`lms` or `hris`.',
    scaled_convention:
      'Range that `score.scaled` runs over: `0..1` or `-1..1`. Empty: not known, and a score given by `scaled` alone is refused.',
    raw_range:
      'Range of `score.raw` for statements that leave `min` or `max` out, such as `0..100`, or `0..` when only the lower end is known. Empty: such scores are refused.',
    quoted_numbers: '`accept` reads `"95"` as 95; `refuse` does not.',
    default_offset: 'Offset of times that carry none: `Z` or such as `+01:00`. Empty: such times are refused.',
    mbox_sha1sum_of:
      'What the source hashes into `mbox_sha1sum`: `mailto`, the IRI as xAPI says, or the bare `address`.',
    unknown_person: '`park`: records of people nobody knows yet wait for them.',
    issuer: 'IRI of the issuer of its badges and certificates. Empty: the source id stands for it.',
    course_iri:
      'IRI of a course that the source names by a local id, with `{id}` for the id. Empty: course ids are published as they are.',
    certificate_retention_days: 'How long the source keeps certificate documents. Empty: not known.',
    same_course:
      'How ids of one course differ where the source names it in several ways, separated by `;`: `scheme` (http means https), `slash` (one at the end means nothing), `wrapped` (the `course_iri` with an IRI in it means that IRI). Empty: different ids are different courses.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof SOURCES.columns;

const SAME_COURSE = ['scheme', 'slash', 'wrapped'] as const satisfies SourcePolicy['same_course'];

const EXPECTED_RANGE = 'a range such as 0..100, or 0.. when only its lower end is known';

const range = (cell: Cell): SourcePolicy['raw_range'] | undefined => {
  const match = /^(-?\d+(?:\.\d+)?)?\.\.(-?\d+(?:\.\d+)?)?$/.exec(cell.text);
  const [min, max] = [match?.[1], match?.[2]].map((bound) => (bound === undefined ? null : Number(bound)));
  const sound = match && (min != null || max != null) && (min == null || max == null || min < max);
  if (sound) return { min: min ?? null, max: max ?? null };
  cell.fault(EXPECTED_RANGE);
  return undefined;
};

const offset = (cell: Cell): number | undefined => {
  const minutes = parseOffset(cell.text);
  if (minutes === null) cell.fault('Z or an offset such as +01:00');
  return minutes ?? undefined;
};

const wholeDays = (cell: Cell): number | undefined =>
  number(cell, (value) => Number.isInteger(value) && value > 0 && value < 2 ** 31, 'a number of whole days above 0');

const courseIri = (cell: Cell): string | undefined =>
  matching(cell, /^[A-Za-z][A-Za-z0-9+.-]*:[^{}\s]*\{id\}[^{}\s]*$/, 'an IRI with {id} where the id goes');

const sameCourse = (cell: Cell): SourcePolicy['same_course'] | undefined => {
  const words = cell.text === '' ? [] : cell.text.split(';').map((word) => word.trim());
  const known = words.map((word) => SAME_COURSE.find((candidate) => candidate === word));
  if (known.every((word) => word !== undefined) && new Set(known).size === known.length) return known;
  cell.fault(`${SAME_COURSE.join(', ')}, each once, separated by ;`);
  return undefined;
};

export interface Sources {
  readonly all: readonly SourcePolicy[];
  readonly get: (id: string) => SourcePolicy | undefined;
  /** Whether there is a row for a source, be it faulty: one fault in it is no reason to complain of all that name it. */
  readonly declares: (id: string) => boolean;
}

export const loadSources = (table: Table<Column>): Sources => {
  const isDuplicate = createDuplicateCheck('source');
  const policies = new Map<string, SourcePolicy>();
  for (const row of table.rows) {
    const policy = {
      id: slug(row.id),
      kind: choice(row.kind, ['lms', 'hris']),
      scaled_convention: optional(row.scaled_convention, (cell) => choice(cell, ['0..1', '-1..1'])),
      raw_range: row.raw_range.text === '' ? { min: null, max: null } : range(row.raw_range),
      quoted_numbers: choice(row.quoted_numbers, ['refuse', 'accept']),
      default_offset_minutes: optional(row.default_offset, offset),
      mbox_sha1sum_of: choice(row.mbox_sha1sum_of, ['mailto', 'address']),
      unknown_person: choice(row.unknown_person, ['park']),
      issuer: optional(row.issuer, iri),
      course_iri: optional(row.course_iri, courseIri),
      certificate_retention_days: optional(row.certificate_retention_days, wholeDays),
      same_course: sameCourse(row.same_course),
    };
    if (complete(policy) && !isDuplicate(row.id, policy.id)) policies.set(policy.id, policy);
  }
  const declared = new Set(table.rows.map((row) => row.id.text));
  return {
    all: [...policies.values()],
    get: (id) => policies.get(id),
    declares: (id) => table.unreadable || declared.has(id),
  };
};
