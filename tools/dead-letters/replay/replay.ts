import type { ReplayBatch } from '../../../schemas/types.generated.ts';
import type { ProducerRecord } from '../../../services/runtime/kafka/transactional-producer.ts';
import { resubmissionTopicOf } from '../../../topology/topology.ts';
import type { Batch, Size } from '../../replay/batches.ts';
import type { ToolParts } from '../../replay/connect.ts';
import { type Run, sendAll } from '../../replay/send.ts';
import type { Range } from '../../topics/ranges.ts';
import { inputOf } from '../letter.ts';
import type { Filter } from '../selection/filter.ts';
import { readLetters } from '../selection/read.ts';
import { AUDIT_TOPIC, readReplayed } from './audit.ts';
import { decide, type Policy, type Sending, TARGETS } from './decide.ts';
import { createTally, type Tally } from './tally.ts';

/** Which dead letters, and which of them may go back. */
export interface Selection {
  readonly ranges: readonly Range[];
  readonly filter: Filter;
  readonly rules: Pick<Policy, 'attempts_max' | 'allow' | 'claim_ttl_ms' | 'opener'>;
}

/**
 * Says what a replay would do, and sends nothing.
 * @throws DependencyUnavailable
 */
export const surveyReplay = async (parts: ToolParts, selection: Selection): Promise<Tally> => {
  const tally = createTally();
  for await (const _sending of judge(parts, selection, tally.add)) {
    // Being counted is all that happens to a letter in a dry run.
  }
  return tally.now();
};

/**
 * Sends dead letters back to the services that refused them, with the record of it in `ops.replay` in the same transaction. Can be ended
 * at any moment, by any means, and run again: what was sent is known from the audit, and only what was not is sent.
 * @returns what became of each letter, and how many were sent, which is less than `send` when the signal came
 * @throws ReplayFenced; DependencyUnavailable when it is not known whether the last batch was sent: run again
 */
export const replay = async (
  parts: ToolParts,
  selection: Selection,
  run: Run,
): Promise<Tally & { readonly sent: number }> => {
  const tally = createTally();
  const { records } = await sendAll(parts, run, {
    // The audit says all that was sent once no other replay can send.
    read: () => judge(parts, selection, tally.add),
    sizeOf,
    toRecords: (batch) => [...batch.map(({ record }) => record), auditOf(parts, run, batch)],
  });
  return { ...tally.now(), sent: records };
};

/** Letters of one partition go together, so that their audit can be one record. */
export const sizeOf = ({ at, record }: Sending): Size => ({
  place: placeOf(at),
  records: 1,
  bytes: record.value?.length ?? 0,
});

const placeOf = ({ topic, partition }: Sending['at']): string => `${topic}|${partition}`;

async function* judge(
  { reader, codec, bytesMaxOf, clock }: ToolParts,
  { ranges, filter, rules }: Selection,
  add: ReturnType<typeof createTally>['add'],
): AsyncGenerator<Sending> {
  const partitions = new Map<string, number>();
  const topics = [...new Set(ranges.map(({ topic }) => topic))];
  const targets = topics
    .map(inputOf)
    .map(resubmissionTopicOf)
    .filter((target) => TARGETS.has(target));
  for (const target of targets) partitions.set(target, await reader.partitionsOf(target));
  const policy: Policy = {
    ...rules,
    bytesMaxOf,
    partitionsOf: (topic) => partitions.get(topic) ?? 0,
    wasReplayed: await readReplayed({ reader, codec }, topics),
    now_ms: clock.now_ms(),
  };
  for await (const letter of readLetters({ reader, codec }, ranges, filter)) {
    const verdict = decide(letter, policy);
    add(letter, verdict);
    if (verdict.kind === 'send') yield verdict;
  }
}

const auditOf = (
  { codec, clock }: ToolParts,
  { run_id, operator, reason }: Run,
  batch: Batch<Sending>,
): ProducerRecord => {
  const { at } = batch[0];
  const { topic, partition } = at;
  const records = batch.map(({ audited }) => audited);
  const audit: ReplayBatch = { run_id, operator, reason, topic, partition, sent_at: clock.now_ms(), records };
  return { topic: AUDIT_TOPIC, partition: 0, key: placeOf(at), value: codec.encode(AUDIT_TOPIC, audit) };
};
