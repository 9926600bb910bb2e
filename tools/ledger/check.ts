import type { LedgerEntry } from '../../schemas/types.generated.ts';
import { SHARED_SETTING } from '../../services/runtime/shared-settings/store.ts';
import type { Topology } from '../../topology/types.ts';
import { readDeadLetters } from './dead-letters.ts';
import { LEDGER_TOPIC, readEntries } from './entries.ts';
import { createFindings, type Finding, type FindingCode, type Findings } from './findings.ts';
import { checkInputs, type Inputs, readInputs } from './inputs.ts';
import { readOutputs } from './outputs.ts';
import { PARKED_TOPIC, readParked } from './parked.ts';
import { checkPositions, POSITION_TOPIC, readPositions } from './positions.ts';
import { readRecalls } from './recalls.ts';
import { routesOf } from './routes.ts';
import type { DecodeValue, TopicReader } from './topic-reader.ts';
import { type InputTotals, totalInputs } from './totals.ts';

export interface LedgerReport {
  readonly inputs: readonly InputTotals[];
  /** Records that services wrote, by topic. */
  readonly outputs: Readonly<Record<string, number>>;
  /** The first findings of each kind; none means the ledger balances. */
  readonly findings: readonly Finding[];
  readonly finding_counts: Readonly<Partial<Record<FindingCode, number>>>;
}

export interface CheckOptions {
  readonly reader: TopicReader;
  readonly decode: DecodeValue;
  readonly topology: Topology;
  /** True to call parked records that are still waiting a finding: their links and deadlines have all come. */
  readonly settled: boolean;
}

/**
 * What services write when the time of a table entry has come belongs to no chunk of input, so no entry counts it. Records
 * that go back are held against the parked ones instead, one by one.
 */
const TIMED_TOPICS: ReadonlySet<string> = new Set([
  'identity.waiting',
  'enrollment.journal',
  'marketplace.enrollment-drift',
  'skill.evidence',
]);
/** Entries of this table go when their time is over; such tombstones belong to no chunk of input either. */
const EXPIRING_TOPIC = 'voiding.statement';

/** Checked by themselves. */
const OWN_TOPICS: ReadonlySet<string> = new Set([PARKED_TOPIC, LEDGER_TOPIC, POSITION_TOPIC, SHARED_SETTING]);

interface Scope {
  readonly inputs: readonly string[];
  readonly dead_letters: readonly string[];
  /** Output topics beside those that records come back through, dead letters, parked records and the ledger. */
  readonly outputs: readonly string[];
  readonly isCompacted: (topic: string) => boolean;
}

const scopeOf = ({ services, topics }: Topology): Scope => {
  const isResubmission = (topic: string): boolean => topics[topic]?.resubmits !== undefined;
  const read = [...new Set(Object.values(services).flatMap((service) => service.inputs))];
  // Those that records come back through last, when it is known what was refused or parked.
  const inputs = [...read.filter((topic) => !isResubmission(topic)), ...read.filter(isResubmission)];
  const written = [...new Set(Object.values(services).flatMap((service) => service.outputs))];
  const hasSchema = (topic: string): boolean => topics[topic]?.schema != null;
  return {
    inputs,
    dead_letters: written.filter((topic) => !hasSchema(topic)),
    outputs: written.filter((topic) => hasSchema(topic) && !isResubmission(topic) && !OWN_TOPICS.has(topic)),
    isCompacted: (topic) => topics[topic]?.cleanup === 'compact',
  };
};

/** Each service says in its entries how much it wrote to which topic; together that is what must stand there. */
const checkOutputCounts = (
  inputs: Inputs,
  standing: ReadonlyMap<string, number>,
  isCompacted: Scope['isCompacted'],
  findings: Findings,
): void => {
  const said = new Map<string, number>();
  const entries: LedgerEntry[] = [...inputs.values()].flatMap(({ coverage }) => [
    ...coverage.retired,
    ...coverage.chunks.map((c) => c.entry),
  ]);
  for (const [topic, count] of entries.flatMap(({ outputs }) => Object.entries(outputs))) {
    said.set(topic, (said.get(topic) ?? 0) + count);
  }
  for (const topic of new Set([...said.keys(), ...standing.keys()])) {
    const wrote = said.get(topic) ?? 0;
    const stand = standing.get(topic) ?? 0;
    if (TIMED_TOPICS.has(topic)) continue;
    if (wrote === stand || (isCompacted(topic) && stand < wrote)) continue;
    findings.add('output_count', topic, `${wrote} written by the ledger, ${stand} in the topic`);
  }
};

/**
 * Checks the ledger (architecture, section 3) from the topics alone. To be called when the services are quiet: what is
 * in flight looks like a loss.
 * @throws what the reader throws, and what `decode` throws for a ledger entry or a parked record
 */
export const checkLedger = async (options: CheckOptions): Promise<LedgerReport> => {
  const { reader, decode, topology, settled } = options;
  const scope = scopeOf(topology);
  const routes = routesOf(topology);
  const findings = createFindings();

  const entries = await readEntries(reader, decode, scope.inputs, findings);
  const letters = await readDeadLetters(reader, scope.dead_letters, routes, findings);
  const wasRecalled = await readRecalls(reader, decode);
  const parked = await readParked(reader, decode, letters, wasRecalled, routes, findings);
  const inputs = await readInputs(reader, entries, letters, parked, routes, findings);

  const standing = new Map<string, number>([...letters.counts, [PARKED_TOPIC, parked.count]]);
  for (const topic of scope.outputs) {
    const { records, tombstones, timed } = await readOutputs(reader, topic, decode, {
      inputs,
      letters,
      parked,
      routes,
      findings,
    });
    standing.set(topic, records - timed - (topic === EXPIRING_TOPIC ? tombstones : 0));
  }

  checkInputs(inputs, scope.isCompacted, letters, parked, findings);
  checkOutputCounts(inputs, standing, scope.isCompacted, findings);
  checkPositions(await readPositions(reader, decode), inputs, findings);
  if (settled) parked.reportWaiting();

  return {
    inputs: totalInputs(scope.inputs, inputs, parked.waiting, letters.codes),
    outputs: Object.fromEntries(standing),
    findings: findings.listed,
    finding_counts: Object.fromEntries(findings.counts),
  };
};
