import type { ParkedRecord } from '../../../schemas/types.generated.ts';
import { readDecoded } from '../../topics/read.ts';
import { readSource } from '../../topics/source.ts';
import { PARKED_TOPIC, type ParkedParts, readWaiting, type WaitingAlias } from '../waiting.ts';
import { type Choice, type Filter, findNamed, isEmpty, matches, type NamedAlias } from './choice.ts';

/** An alias that is meant, with what its parked records say. */
export interface Candidate extends WaitingAlias {
  /** Its oldest record; null when the topic has none of its records any more. */
  readonly oldest: Pick<ParkedRecord, 'service' | 'reason'> | null;
  /** How often the one of its records that came back most often did. */
  readonly attempt: number;
}

interface Facts {
  readonly waiting: WaitingAlias;
  oldest: Candidate['oldest'];
  attempt: number;
  /** Whether the filter means any of its records. */
  is_meant: boolean;
}

/**
 * Reads the aliases that are meant, one partition at a time, in the order in which their oldest records were parked. The
 * memory is bounded by the aliases of one partition, a few numbers each.
 * @param onGone called with each name under which nothing waits
 * @throws Undecodable; DependencyUnavailable
 */
export async function* readCandidates(
  parts: ParkedParts,
  { filter, named }: Choice,
  onGone: (name: string) => void,
): AsyncGenerator<Candidate> {
  const { aliases, unknown } = await findNamed(parts, named);
  for (const name of unknown) onGone(name);
  const found = new Set<NamedAlias>();
  for await (const partition of readWaiting(parts)) {
    const wanted = partition.filter((waiting) => {
      const names = aliases.filter((one) => isNamed(one, waiting));
      for (const one of names) found.add(one);
      return named.length === 0 || names.length > 0;
    });
    yield* await judgePartition(parts, wanted, filter);
  }
  for (const one of aliases) if (!found.has(one)) onGone(one.name);
}

const isNamed = ({ alias, offset }: NamedAlias, waiting: WaitingAlias): boolean => {
  if (alias !== waiting.alias) return false;
  return offset === null || (waiting.first_offset <= offset && offset <= waiting.last_offset);
};

/** Records go back from the oldest on, so those of an alias that stand between its oldest and its newest all wait. */
const judgePartition = async (
  parts: ParkedParts,
  waiting: readonly WaitingAlias[],
  filter: Filter,
): Promise<readonly Candidate[]> => {
  const [any] = waiting;
  if (any === undefined) return [];
  const known = new Map<string, Facts>(
    waiting.map((one) => [one.alias, { waiting: one, oldest: null, attempt: 0, is_meant: false }]),
  );
  const { earliest } = (await parts.reader.offsets(PARKED_TOPIC))[any.partition]!;
  const range = waiting.reduce(
    ({ from, to }, { first_offset, last_offset }) => ({
      from: Math.min(from, first_offset),
      to: Math.max(to, last_offset + 1),
    }),
    { from: Number.POSITIVE_INFINITY, to: 0 },
  );
  const there = { partition: any.partition, from: Math.max(range.from, earliest), to: range.to };
  for await (const { record, value } of readDecoded(parts, PARKED_TOPIC, there)) {
    const facts = value === null ? undefined : known.get(value.alias);
    if (value === null || facts === undefined) continue;
    const { first_offset, last_offset } = facts.waiting;
    if (record.offset < first_offset || record.offset > last_offset) continue;
    facts.oldest ??= { service: value.service, reason: value.reason };
    facts.attempt = Math.max(facts.attempt, value.attempt);
    facts.is_meant ||= await isMeant(parts, filter, value);
  }
  return [...known.values()]
    .filter(({ is_meant, oldest }) => is_meant || (oldest === null && isEmpty(filter)))
    .map(({ waiting: one, oldest, attempt }) => ({ ...one, oldest, attempt }))
    .sort((a, b) => a.first_offset - b.first_offset);
};

const isMeant = async ({ codec }: ParkedParts, filter: Filter, parked: ParkedRecord): Promise<boolean> => {
  if (!matches(filter, parked)) return false;
  if (filter.source === undefined) return true;
  return (await readSource(codec, parked.origin.topic, parked.value)) === filter.source;
};
