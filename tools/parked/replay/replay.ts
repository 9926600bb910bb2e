import type { RecallRequest } from '../../../schemas/types.generated.ts';
import type { ProducerRecord } from '../../../services/runtime/kafka/transactional-producer.ts';
import type { Size } from '../../replay/batches.ts';
import type { ToolParts } from '../../replay/connect.ts';
import { type Run, sendAll } from '../../replay/send.ts';
import { type Candidate, readCandidates } from './candidates.ts';
import type { Choice } from './choice.ts';
import { decide } from './decide.ts';
import { createTally, type Tally } from './tally.ts';

export const RECALL_TOPIC = 'ops.recall';

/** Whose records, and how often they may have been brought back. */
export interface Selection extends Choice {
  readonly attempts_max: number;
}

/**
 * Says whose records would be recalled, and asks for nothing.
 * @throws DependencyUnavailable
 */
export const surveyReplay = async (parts: ToolParts, selection: Selection): Promise<Tally> => {
  const tally = createTally();
  for await (const _candidate of judge(parts, selection, tally)) {
    // Being counted is all that happens to an alias in a dry run.
  }
  return tally.now();
};

/**
 * Asks `resolution` to send parked records back, an alias a request; the requests are the audit. Can be ended at any moment,
 * by any means, and run again: a request names the records that were seen to wait, so a second one for the same does nothing.
 * @returns what became of each alias, and of how many records were asked for
 * @throws ReplayFenced; DependencyUnavailable when it is not known whether the last batch was sent: run again
 */
export const replay = async (
  parts: ToolParts,
  selection: Selection,
  run: Run,
): Promise<Tally & { readonly sent: number; readonly sent_records: number }> => {
  const tally = createTally();
  const { sendings, records } = await sendAll(parts, run, {
    read: () => judge(parts, selection, tally),
    sizeOf,
    toRecords: (batch) => batch.map((candidate) => toRequest(parts, run, candidate)),
  });
  return { ...tally.now(), sent: sendings, sent_records: records };
};

/** A request costs what it sets in motion. Its own bytes are few. */
const sizeOf = ({ records }: Candidate): Size => ({ place: RECALL_TOPIC, records, bytes: 0 });

async function* judge(
  parts: ToolParts,
  { attempts_max, ...choice }: Selection,
  tally: ReturnType<typeof createTally>,
): AsyncGenerator<Candidate> {
  for await (const candidate of readCandidates(parts, choice, tally.addGone)) {
    const verdict = decide(candidate, attempts_max);
    tally.add(candidate, verdict);
    if (verdict.kind === 'send') yield candidate;
  }
}

const toRequest = (
  { codec, clock }: ToolParts,
  { run_id, operator, reason }: Run,
  { alias, partition, records, last_offset }: Candidate,
): ProducerRecord => {
  const request: RecallRequest = {
    run_id,
    operator,
    reason,
    requested_at: clock.now_ms(),
    alias,
    records,
    up_to: last_offset,
  };
  return { topic: RECALL_TOPIC, partition, key: alias, value: codec.encode(RECALL_TOPIC, request) };
};
