import { type Coordinates, formatCoordinates, formatPartition } from '../../../tools/ledger/coordinates.ts';
import { readDeadLetter } from '../../../tools/ledger/headers.ts';
import type { DecodeValue, TopicReader, TopicRecord } from '../../../tools/ledger/topic-reader.ts';
import type { TopicName } from '../../../topology/topology.ts';

/** Events, of which each counts. */
const EVENTS: readonly TopicName[] = [
  'marketplace.member',
  'identity.link',
  'marketplace.completion',
  'marketplace.score',
  'marketplace.skill',
  'marketplace.credential',
];
/** Standings of which only the newest of each key counts: those before it depend on which input came first. */
const STANDINGS: readonly TopicName[] = ['marketplace.enrollment'];
const DEAD_LETTERS: readonly TopicName[] = ['raw.xapi.dlq', 'raw.enrollment.dlq', 'raw.hris.dlq'];

/** Services that read the input itself. What others write comes by a topic between, whose partitions have no order. */
const IN_ORDER: ReadonlySet<string> = new Set(['/skillstream/identity', '/skillstream/learning']);

/** Records by what they have to keep their order with. */
export type Published = Readonly<Record<string, readonly string[]>>;

const bytes = (given: Buffer | null): string => given?.toString('base64') ?? 'null';

const isInOrder = ({ headers }: TopicRecord): boolean => IN_ORDER.has(headers.get('ce_source') ?? '');

/**
 * All of a record but where it stands and when it was written there. What comes of two records, a statement and its voiding
 * or an enrollment and a completion, has the time of the later one, and either may be that.
 */
const textOf = (record: TopicRecord): string => {
  const headers = [...record.headers].filter(([name]) => name !== 'ce_time' || isInOrder(record));
  return [bytes(record.value), ...headers.map(([name, text]) => `${name}: ${text}`)].join('\n');
};

/**
 * What a run published, to be held against another run of the same input: bytes of values and headers, by topic, key
 * and partition of the input, in order. Between input partitions there is no order to keep.
 * @param left_out origins of records whose outcome depends on which of two partitions came first
 */
export const readPublished = async (
  reader: TopicReader,
  decode: DecodeValue,
  left_out: ReadonlySet<string>,
): Promise<Published> => {
  const published: Record<string, string[]> = {};
  const add = (scope: string, text: string): void => {
    published[scope] ??= [];
    published[scope].push(text);
  };

  for (const topic of EVENTS) {
    for await (const record of reader.read(topic)) {
      const text = textOf(record);
      if (record.value === null) {
        add(`${topic} ${record.key} is gone`, text);
        continue;
      }
      const { origin } = (await decode(topic, record.value)) as { readonly origin: Coordinates };
      if (left_out.has(formatCoordinates(origin))) continue;
      if (isInOrder(record)) add(`${topic} ${record.key} of ${formatPartition(origin)}`, text);
      else add(`${topic} ${record.key}: ${text}`, text);
    }
  }
  for (const topic of STANDINGS) {
    const newest = new Map<string, TopicRecord>();
    for await (const record of reader.read(topic)) newest.set(String(record.key), record);
    for (const [key, record] of newest) {
      const { origin } = (await decode(topic, record.value!)) as { readonly origin: Coordinates };
      if (!left_out.has(formatCoordinates(origin))) add(`${topic} ${key}`, textOf(record));
    }
  }
  for (const topic of DEAD_LETTERS) {
    for await (const record of reader.read(topic)) {
      // A record that was parked in between stands at another offset when it dies; where it stood first is the same.
      const letter = readDeadLetter(record);
      if (typeof letter === 'string') throw new Error(`${formatCoordinates(record)}: ${letter}`);
      const origin = formatCoordinates(letter.origin);
      if (!left_out.has(origin))
        add(`${topic} ${origin}`, `${letter.code} ${bytes(record.key)} ${bytes(record.value)}`);
    }
  }
  return published;
};
