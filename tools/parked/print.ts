import { describeHeaders, describePersonal, type Named, namedLines } from '../cli/lines.ts';
import { formatDuration, formatTime, printable } from '../cli/text.ts';
import { count, table } from '../ledger/table.ts';
import type { AliasRow, ParkedListing } from './list.ts';
import type { ShownAlias, ShownRecord } from './show.ts';
import type { OnTheirWay } from './waiting.ts';

const untilDeadline = (deadline_at: number, now_ms: number): string =>
  deadline_at <= now_ms ? 'passed' : `in ${formatDuration(deadline_at - now_ms)}`;

const onTheirWayBy = ({ linked, recalled }: OnTheirWay): string => (linked ? 'link' : recalled ? 'recall' : '');

const aliasRow = (row: AliasRow, now_ms: number): readonly string[] => [
  row.alias,
  count(row.records),
  row.parked === null ? 'EXPIRED' : formatDuration(now_ms - row.parked.parked_at),
  untilDeadline(row.deadline_at, now_ms),
  onTheirWayBy(row),
  row.parked?.service ?? '',
  row.parked?.reason ?? '',
  row.oldest,
];

/** What is parked, for people. */
export const describeParked = (listing: ParkedListing, now_ms: number): string => {
  const { aliases, records, linked, recalled, overdue, rows } = listing;
  if (aliases === 0) return 'nothing is parked';
  const head = [
    'alias (keyed hash)',
    'records',
    'oldest',
    'deadline',
    'on its way',
    'service',
    'reason',
    'oldest record',
  ];
  const parts = [
    `${count(records)} records of ${count(aliases)} aliases; ${count(linked)} aliases linked, ` +
      `${count(recalled)} recalled, ${count(overdue)} overdue`,
  ];
  if (rows.length > 0)
    parts.push(
      table(
        head,
        rows.map((row) => aliasRow(row, now_ms)),
        [0, 2, 3, 4, 5, 6, 7],
      ),
    );
  if (rows.length < aliases) parts.push(`${count(aliases - rows.length)} more aliases; see --limit`);
  return parts.join('\n');
};

/** The records of an alias, for people. */
export const describeAlias = ({ alias, linked, recalled, records }: ShownAlias, now_ms: number): string =>
  [
    `${printable(alias)}: ${linked || recalled ? `${linked ? 'linked' : 'recalled'}, its records are on their way back` : 'waits for its link'}`,
    table(
      ['parked record', 'deadline', ''],
      records.map(({ at, deadline_at }) => [at, formatTime(deadline_at), untilDeadline(deadline_at, now_ms)]),
      [0, 1, 2],
    ),
  ].join('\n');

/** One parked record, for people. */
export const describeRecord = ({ headers, personal, ...record }: ShownRecord): string => {
  const facts: readonly Named[] = [
    ['waits', record.waiting ? 'yes' : 'no: it went back'],
    ['alias', record.alias],
    ['service', record.service],
    ['reason', record.reason],
    ['origin', record.origin],
    ['attempt', record.attempt],
    ['parked at', formatTime(record.parked_at)],
    ['deadline', formatTime(record.deadline_at)],
    ['key', record.key_bytes === null ? 'none' : `${record.key_bytes} bytes`],
    ['value', `${record.value_bytes} bytes`],
  ];
  return [
    record.at,
    ...namedLines(facts),
    ...describeHeaders(headers),
    ...(personal === undefined ? [] : describePersonal(personal)),
  ].join('\n');
};
