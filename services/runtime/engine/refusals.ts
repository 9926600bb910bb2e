import { DependencyRefuses, OutputRefused } from '../errors.ts';
import { firstOffsetOf, type LogRecord } from '../kafka/log-reader.ts';
import type { Rejected } from '../service.ts';
import type { Engine } from './engine.ts';
import type { PartitionProcessor } from './partition-processor.ts';
import { persist } from './persist.ts';
import { handleChunk } from './protocol.ts';
import type { Session } from './session.ts';

/** How a record is concluded whose outputs the broker refuses. */
export interface Refusal {
  readonly rejected: Rejected;
  /** The broker refuses its dead letter too: it is only said where the record stands. */
  readonly as_note: boolean;
}

/** A run of records of one partition that one transaction takes. */
export interface Run {
  /** Id of the topic that they were fetched from. */
  readonly topic_id: string;
  /** In offset order. */
  readonly records: readonly LogRecord[];
  /** Position that they follow: nothing lies between it and the first of them. */
  readonly from_offset: number;
  /** Offset to commit: one past the last record, or further where only transaction markers follow. */
  readonly next_offset: number;
}

/**
 * Handles a run of records until it is committed. What the broker refuses is halved until the record is found that it refuses
 * alone; that one becomes a dead letter.
 * @throws AssignmentLost, PositionMoved, HandlerFault
 */
export const handleRun = async (
  engine: Engine,
  processor: PartitionProcessor,
  run: Run,
  session: Session,
): Promise<void> => {
  const refused = await tryRun(engine, processor, run, session);
  if (refused === null) return;
  if (refused.kind === 'size' && (await isLowered(engine, refused)))
    return await handleRun(engine, processor, run, session);
  const [front, back] = halves(run);
  if (back !== undefined) {
    await handleRun(engine, processor, front, session);
    return await handleRun(engine, processor, back, session);
  }
  await handleAlone(engine, processor, front, session);
};

/**
 * Of a single record, which is tried once more as it is: that it was refused before may have been a matter of the moment. Then as a
 * dead letter, then as a note of where it stands. A broker that refuses even this refuses everything, and the record may be
 * innocent: all of it is tried again until the broker takes one.
 */
const handleAlone = (engine: Engine, processor: PartitionProcessor, run: Run, session: Session): Promise<void> =>
  persist(engine, processor.task, session, async () => {
    let refused: OutputRefused | null = null;
    for (const form of FORMS) {
      const refusal =
        refused === null || form === 'as it is' ? null : { rejected: rejectionOf(refused), as_note: form === 'note' };
      try {
        return await handleChunk(engine, processor, run, session, refusal);
      } catch (error) {
        const again = noteRefusal(engine, processor, run.records, error);
        refused ??= again;
      }
    }
    throw new DependencyRefuses('kafka', refused!.message, refused);
  });

const FORMS = ['as it is', 'dead letter', 'note'] as const;

/** @returns null when the run is committed, else what the broker refused */
const tryRun = async (
  engine: Engine,
  processor: PartitionProcessor,
  run: Run,
  session: Session,
): Promise<OutputRefused | null> => {
  try {
    await persist(engine, processor.task, session, () => handleChunk(engine, processor, run, session));
    return null;
  } catch (error) {
    return noteRefusal(engine, processor, run.records, error);
  }
};

/** @throws whatever is no refusal */
const noteRefusal = (
  engine: Engine,
  processor: PartitionProcessor,
  records: readonly LogRecord[],
  error: unknown,
): OutputRefused => {
  if (!(error instanceof OutputRefused)) throw error;
  engine.metrics.retried(error.kind === 'size' ? 'refused_for_size' : 'refused');
  const { topic, partition } = processor;
  engine.log.warn({ topic, partition, records: records.length, error: error.message }, 'the broker refuses a commit');
  return error;
};

/**
 * What a service writes by itself is refused: what is due, or a position. It belongs to no input record that could become a dead
 * letter, so it waits for the next look, and the input is not held up.
 */
export const waitForTopic = async (engine: Engine, timers: string, refused: OutputRefused): Promise<void> => {
  engine.metrics.retried(refused.kind === 'size' ? 'refused_for_size' : 'refused');
  if (refused.kind === 'size' && (await isLowered(engine, refused))) return;
  engine.log.error({ timers, error: refused.message }, 'the broker refuses what a service writes by itself');
  engine.presence.missed('kafka', timers, `kafka: ${refused.message}`);
};

const isLowered = async (engine: Engine, { topic }: OutputRefused): Promise<boolean> =>
  topic !== null && (await engine.limits.refused(topic));

const rejectionOf = ({ kind, topic, message }: OutputRefused): Rejected => ({
  kind: 'rejected',
  code: kind === 'size' ? 'output_too_large' : 'output_refused',
  reason: topic === null ? message : `${topic} refuses what the record leads to: ${message}`,
});

const halves = (run: Run): readonly [Run, Run?] => {
  const { records } = run;
  if (records.length < 2) return [run];
  const middle = records.length >> 1;
  const back = records.slice(middle);
  const between = firstOffsetOf(back[0]!);
  return [
    { ...run, records: records.slice(0, middle), next_offset: between },
    { ...run, records: back, from_offset: between },
  ];
};
