import type { LedgerEntry } from '../../schemas/types.generated.ts';
import { formatPartition } from './coordinates.ts';
import type { Findings } from './findings.ts';
import type { DecodeValue, TopicReader } from './topic-reader.ts';

export const LEDGER_TOPIC = 'ops.ledger';

/** The states an input record can end in, as fields of a ledger entry. */
export const OUTCOMES = ['published', 'ignored', 'duplicate', 'parked', 'dead'] as const;
export type OutcomeName = (typeof OUTCOMES)[number];

/** How many records an entry speaks of. */
export const recordsOf = (entry: LedgerEntry): number => OUTCOMES.reduce((sum, outcome) => sum + entry[outcome], 0);

/** `<topic>/<partition> <first>..<next>`, to find the chunk with. */
export const formatRange = (entry: LedgerEntry): string =>
  `${formatPartition(entry)} ${entry.first_offset}..${entry.next_offset}`;

/** The rule counts are the outcome counts in more detail, as `published:course-completed`. */
const checkRules = (entry: LedgerEntry, findings: Findings): void => {
  const sums = new Map<string, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  for (const [name, count] of Object.entries(entry.rules)) {
    const [outcome = ''] = name.split(':', 1);
    const sum = sums.get(outcome);
    if (sum === undefined) findings.add('rules', formatRange(entry), `no outcome in rule name ${name}`);
    else sums.set(outcome, sum + count);
  }
  for (const outcome of OUTCOMES) {
    if (sums.get(outcome) === entry[outcome]) continue;
    findings.add('rules', formatRange(entry), `${outcome}: ${entry[outcome]} counted, ${sums.get(outcome)} by rule`);
  }
};

/**
 * The ledger by input topic, then by partition, in the order in which it was written.
 * @param inputs topics that services consume
 */
export const readEntries = async (
  reader: TopicReader,
  decode: DecodeValue,
  inputs: readonly string[],
  findings: Findings,
): Promise<ReadonlyMap<string, ReadonlyMap<number, readonly LedgerEntry[]>>> => {
  const byTopic = new Map<string, Map<number, LedgerEntry[]>>(inputs.map((topic) => [topic, new Map()]));
  const groups = new Map<string, string>();
  for await (const { value, partition, offset } of reader.read(LEDGER_TOPIC)) {
    if (value === null) continue;
    const entry = (await decode(LEDGER_TOPIC, value)) as LedgerEntry;
    const partitions = byTopic.get(entry.topic);
    const group = groups.get(entry.topic) ?? entry.group;
    groups.set(entry.topic, group);
    if (!partitions || group !== entry.group) {
      findings.add('unknown_entry', `${LEDGER_TOPIC}/${partition}/${offset}`, `group ${entry.group}, ${entry.topic}`);
      continue;
    }
    checkRules(entry, findings);
    const entries = partitions.get(entry.partition);
    if (entries) entries.push(entry);
    else partitions.set(entry.partition, [entry]);
  }
  return byTopic;
};
